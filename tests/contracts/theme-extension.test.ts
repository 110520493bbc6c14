import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { themeCheckRun } from '@shopify/theme-check-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const EXTENSION = 'extensions/loyalty-widget';
const BLOCKS = readdirSync(`${EXTENSION}/blocks`).map((name) => name.replace('.liquid', ''));
const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es'];

/** Shopify's CLI has to accept the folder as it is; theme-check does not look inside {% schema %}, so the shapes that Shopify takes are written down here. */
const words = z.string().regex(/^t:[a-z_0-9.]+$/);
const info = { info: words.optional() };
const id = z.string().regex(/^[a-z_0-9]+$/);
const setting = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['header', 'paragraph']), content: words }),
  z.strictObject({ type: z.literal('checkbox'), id, label: words, default: z.boolean().optional(), ...info }),
  z.strictObject({ type: z.enum(['text', 'color']), id, label: words, default: z.string().min(1).optional(), ...info }),
  z.strictObject({ type: z.literal('richtext'), id, label: words, default: z.string().regex(/^<p>/).optional(), ...info }),
  z.strictObject({ type: z.literal('product'), id, label: words, autofill: z.boolean().optional(), ...info }),
  z
    .strictObject({
      type: z.literal('range'),
      id,
      label: words,
      min: z.int(),
      max: z.int(),
      step: z.int().positive(),
      unit: z.string().max(3),
      default: z.int(),
      ...info,
    })
    .refine(
      ({ min, max, step, default: now }) =>
        (max - min) % step === 0 && (max - min) / step <= 100 && (now - min) % step === 0 && now >= min && now <= max,
    ),
  z
    .strictObject({
      type: z.literal('select'),
      id,
      label: words,
      options: z.array(z.strictObject({ value: z.string(), label: words })).min(2),
      default: z.string(),
      ...info,
    })
    .refine(({ options, default: now }) => options.some(({ value }) => value === now)),
]);
const schema = z.strictObject({
  name: words,
  target: z.enum(['section', 'head', 'body']),
  javascript: z
    .string()
    .regex(/^[\w-]+\.js$/)
    .optional(),
  stylesheet: z
    .string()
    .regex(/^[\w-]+\.css$/)
    .optional(),
  enabled_on: z.strictObject({ templates: z.array(z.string()).min(1) }).optional(),
  settings: z.array(setting).max(50),
});

const read = (file: string): string => readFileSync(path.join(EXTENSION, file), 'utf8');
const schemaText = (block: string): string => /{% schema %}([\s\S]*){% endschema %}\s*$/.exec(read(`blocks/${block}.liquid`))?.[1] ?? '';

describe('the theme extension', () => {
  test('holds what Shopify’s CLI takes, and nothing else', () => {
    expect(readdirSync(EXTENSION).sort()).toEqual([
      '.theme-check.yml',
      'assets',
      'blocks',
      'locales',
      'shopify.extension.toml',
      'snippets',
    ]);
    expect(readdirSync(`${EXTENSION}/assets`).filter((name) => !/\.(js|css|json)$/.test(name))).toEqual([]);
    const liquid = ['blocks', 'snippets'].flatMap((folder) =>
      readdirSync(`${EXTENSION}/${folder}`).map((name) => read(`${folder}/${name}`)),
    );
    expect(liquid.join('').length).toBeLessThan(100_000);
  });

  test.each(BLOCKS)('the schema of %s is one that Shopify accepts', (block) => {
    const parsed = schema.parse(JSON.parse(schemaText(block)));
    const ids = parsed.settings.flatMap((one) => ('id' in one ? [one.id] : []));
    expect(new Set(ids).size).toBe(ids.length);
    const assets = readdirSync(`${EXTENSION}/assets`);
    for (const asset of [parsed.javascript, parsed.stylesheet]) if (asset) expect(assets).toContain(asset);
    expect(parsed.name.length).toBeLessThanOrEqual(40);
  });

  test.each(BLOCKS)('every setting of %s is used, and every one that is used is there', (block) => {
    const source = read(`blocks/${block}.liquid`);
    const used = new Set([...source.matchAll(/block\.settings\.(\w+)/g)].map((match) => match[1]));
    const declared = schema.parse(JSON.parse(schemaText(block))).settings.flatMap((one) => ('id' in one ? [one.id] : []));
    expect([...used].sort()).toEqual(declared.sort());
  });

  test.each(['', '.schema'])('every language has the same keys and holes (%s)', (kind) => {
    const flat = (value: unknown, place = ''): [string, string][] =>
      typeof value === 'string'
        ? [
            [
              place,
              [...value.matchAll(/{{\s*(\w+)\s*}}/g)]
                .map((match) => match[1])
                .sort()
                .join(),
            ],
          ]
        : Object.entries(value as object).flatMap(([key, part]) => flat(part, `${place}.${key}`));
    const keysOf = (language: string): Map<string, string> => {
      const file = `locales/${language}${language === 'en' ? '.default' : ''}${kind}.json`;
      // Plural forms differ by language: what counts is that each form is there, which is checked below.
      return new Map(flat(JSON.parse(read(file))).filter(([key]) => !/\.(one|few|many)$/.test(key)));
    };
    const english = keysOf('en');
    for (const language of LANGUAGES) expect(keysOf(language), language).toEqual(english);
  });

  test.each(LANGUAGES)('%s has every plural form of its language', (language) => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const { rung } = JSON.parse(read(`locales/${language}${language === 'en' ? '.default' : ''}.json`)) as {
      rung: { way: Record<string, unknown> };
    };
    const counted = Object.values(rung.way).filter((one) => typeof one === 'object');
    expect(counted.length).toBe(2);
    for (const forms of counted) expect(Object.keys(forms as object).sort()).toEqual([...wanted].sort());
  });
});

describe('theme-check', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'rung-theme-'));
    await cp(EXTENSION, copy, { recursive: true });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test('finds nothing to complain of', async () => {
    const { offenses } = await themeCheckRun(path.resolve(EXTENSION));
    expect(offenses.map(({ check, message, uri }) => `${check} ${path.basename(uri)}: ${message}`)).toEqual([]);
  });

  test('would have found it', async () => {
    const file = path.join(copy, 'blocks/tier-ladder.liquid');
    const source = await readFile(file, 'utf8');
    await writeFile(
      file,
      `{{ 'rung.no.such.key' | t }}{{ 1 | no_such_filter }}{% render 'no-such-snippet' %}<script src="x.js"></script>${source}`,
    );
    const { offenses } = await themeCheckRun(copy);
    const checks = new Set(offenses.map(({ check }) => check));
    for (const check of ['TranslationKeyExists', 'UndefinedFilter', 'MissingTemplate', 'ParserBlockingScript'])
      expect([...checks].some((one) => one === check || (check === 'UndefinedFilter' && one === 'UnknownFilter'))).toBe(true);
  });
});
