import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Liquid, type TagToken, type Template, type TopLevelToken } from 'liquidjs';

const EXTENSION = path.resolve(import.meta.dirname, '../../extensions/loyalty-widget');
/** Where the simulator serves the extension's assets, in place of Shopify's CDN. */
export const ASSETS = '/extensions/loyalty-widget';

/** The schema of a block, as far as a theme needs it. */
export interface BlockSchema {
  readonly name: string;
  readonly target: string;
  readonly javascript?: string;
  readonly stylesheet?: string;
  readonly settings: readonly { readonly id?: string; readonly default?: unknown }[];
}

export interface Language {
  /** "pl", "de-CH". */
  readonly locale: string;
  /** In which prices are shown. */
  readonly currency: string;
}

/**
 * The blocks of the theme extension as Shopify's Liquid would render them, near enough: the extension's own files, an unknown filter or a missing translation
 * is an error, translations are escaped, JSON is safe inside scripts.
 */
export class ThemeBlocks {
  private readonly engines = new Map<string, Liquid>();

  /** A block with its default settings, with what was set instead, with its style sheet and its script. */
  async render(
    name: string,
    language: Language,
    { globals, settings = {} }: { readonly globals: object; readonly settings?: Readonly<Record<string, unknown>> },
  ): Promise<string> {
    const schema = schemaOf(name);
    const defaults = Object.fromEntries(schema.settings.flatMap((setting) => (setting.id ? [[setting.id, setting.default ?? '']] : [])));
    const block = { id: name, settings: { ...defaults, ...settings }, shopify_attributes: `data-block="${name}"` };
    const html = (await this.engineOf(language).renderFile(name, { ...globals, block }, { globals })) as string;
    return [
      schema.stylesheet ? `<link rel="stylesheet" href="${ASSETS}/${schema.stylesheet}">` : '',
      html,
      schema.javascript ? `<script src="${ASSETS}/${schema.javascript}" defer></script>` : '',
    ].join('\n');
  }

  private engineOf(language: Language): Liquid {
    const key = `${language.locale} ${language.currency}`;
    const known = this.engines.get(key) ?? createEngine(language);
    this.engines.set(key, known);
    return known;
  }
}

/** The JSON between {% schema %} and {% endschema %}; throws where it is none. */
export function schemaOf(name: string): BlockSchema {
  const source = readFileSync(path.join(EXTENSION, 'blocks', `${name}.liquid`), 'utf8');
  const text = /{%-?\s*schema\s*-?%}([\s\S]*?){%-?\s*endschema/.exec(source)?.[1];
  if (text === undefined) throw new Error(`the block ${name} has no schema`);
  return JSON.parse(text) as BlockSchema;
}

function createEngine({ locale, currency }: Language): Liquid {
  const engine = new Liquid({
    root: [path.join(EXTENSION, 'blocks')],
    partials: [path.join(EXTENSION, 'snippets')],
    extname: '.liquid',
    strictFilters: true,
  });
  for (const tag of ['schema', 'javascript', 'stylesheet']) engine.registerTag(tag, skipped(tag));
  engine.registerFilter('asset_url', (file: string) => `${ASSETS}/${file}`);
  engine.registerFilter('json', (value: unknown) => JSON.stringify(value ?? null).replaceAll('<', '\\u003c'));
  engine.registerFilter('color_contrast', (one: string, other: string) => Math.round(contrast(one, other) * 10) / 10);
  const money = (hundredths: unknown, strip: boolean): string =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, ...(strip ? { trailingZeroDisplay: 'stripIfInteger' } : {}) }).format(
      Number(hundredths) / 100,
    );
  engine.registerFilter('money', (hundredths: unknown) => money(hundredths, false));
  engine.registerFilter('money_without_trailing_zeros', (hundredths: unknown) => money(hundredths, true));
  const words = translationsOf(locale);
  engine.registerFilter('t', (key: string, ...facts: readonly (readonly [string, unknown])[]) => translate(words, locale, key, facts));
  return engine;
}

/** A tag whose body is not for the page. */
function skipped(name: string) {
  return {
    parse(_token: TagToken, rest: TopLevelToken[]): void {
      for (let token = rest.shift(); token !== undefined; token = rest.shift())
        if ((token as Partial<TagToken>).name === `end${name}`) return;
      throw new Error(`{% ${name} %} is not closed`);
    },
    render(): string {
      return '';
    },
  } satisfies { parse: (token: TagToken, rest: TopLevelToken[]) => void; render: () => string; templates?: Template[] };
}

function translationsOf(locale: string): unknown {
  const language = locale.split('-')[0] ?? 'en';
  const file = ['pl', 'ru', 'de', 'fr', 'es'].includes(language) ? `${language}.json` : 'en.default.json';
  return JSON.parse(readFileSync(path.join(EXTENSION, 'locales', file), 'utf8'));
}

function translate(words: unknown, locale: string, key: string, facts: readonly (readonly [string, unknown])[]): string {
  const known = Object.fromEntries(facts);
  let found = key.split('.').reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], words);
  if (typeof found === 'object' && found !== null && 'count' in known) {
    const forms = found as Record<string, string>;
    found = forms[new Intl.PluralRules(locale).select(Number(known.count))] ?? forms.other;
  }
  if (typeof found !== 'string') throw new Error(`missing translation ${key} (${locale})`);
  return found.replaceAll(/{{\s*(\w+)\s*}}/g, (_, name: string) => escaped(textOf(known[name])));
}

function textOf(fact: unknown): string {
  return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : '';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const bits = parseInt(colour.slice(1), 16);
  const [red = 0, green = 0, blue = 0] = [bits >> 16, (bits >> 8) & 255, bits & 255].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
