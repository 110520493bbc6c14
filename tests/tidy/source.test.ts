import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VARIABLE_NAMES } from '#app/env.server.ts';
import { SHOPIFY_API_VERSION } from '#app/platforms/shopify/api-version.ts';
import { sourceFiles } from './source-files.ts';

const SELF = 'tests/tidy/source.test.ts';
const CODE = /\.(ts|tsx|mjs|cjs|js|prisma|sql|php|liquid|css)$/;
const LONGEST_FILE = 400;

const files = sourceFiles().filter((file) => file !== SELF);

describe('the source tree', () => {
  test('has no word that stands for unfinished work', () => {
    // In Spanish one of them means "everything".
    const found = linesWith(/\b(todo|fixme|hack|xxx)\b/i);
    expect(found.filter((line) => !/^[^:]*\bes\.json:/.test(line))).toEqual([]);
  });

  test('has no path of somebody’s machine', () => {
    expect(linesWith(/(^|[\s"'`(=:])(\/(root|work)\/|\/home\/\w|\/Users\/\w|[A-Z]:\\Users\\)/)).toEqual([]);
  });

  test('gives a reason beside each rule that is switched off', () => {
    const silent = linesWith(/eslint-disable|@ts-expect-error|prettier-ignore/).filter(
      (line) => !/(disable[\w-]* .* -- \S|expect-error: |prettier-ignore: )\w/.test(line),
    );
    expect(silent.filter((line) => !line.startsWith('eslint.config.js'))).toEqual([]);
    expect(linesWith(/@ts-(ignore|nocheck)/)).toEqual([]);
  });

  test(`has no code file above ${LONGEST_FILE} lines`, () => {
    const long = files
      .filter((file) => CODE.test(file) && !file.startsWith('prisma/migrations/'))
      .filter((file) => read(file).trimEnd().split('\n').length > LONGEST_FILE);
    expect(long).toEqual([]);
  });

  test('has no drawer for odds and ends', () => {
    const vague = /(^|[/.\-_])(utils?|helpers?|misc|common|v2)([/.\-_]|$)/;
    expect(files.filter((file) => vague.test(file))).toEqual([]);
  });

  test('names its files in kebab-case', () => {
    const plain = files.filter(
      (file) => /^(app|jobs|tests|tools|woocommerce-bridge)\/.*\.tsx?$/.test(file) && !/^app\/(routes|entry)/.test(file),
    );
    expect(plain.filter((file) => !/\/[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(file))).toEqual([]);
  });
});

describe('one fact in one place', () => {
  test('the API version of the app’s .toml is the one that the code speaks', () => {
    // Extensions speak the version of their own package (tests/extensions/configuration.test.ts).
    const versions = files
      .filter((file) => file.endsWith('.toml') && !file.startsWith('extensions/'))
      .flatMap((file) => [...read(file).matchAll(/^\s*api_version\s*=\s*"(.+)"/gm)].map((match) => `${file}: ${match[1]}`));
    expect(versions.filter((entry) => !entry.endsWith(`: ${SHOPIFY_API_VERSION}`))).toEqual([]);
    expect(versions).toContain(`shopify.app.toml: ${SHOPIFY_API_VERSION}`);
  });

  test('.env.example explains every variable, and none that does not exist', () => {
    const lines = read('.env.example').split('\n');
    const isVariable = (line: string | undefined): boolean => /^[A-Z][A-Z0-9_]*=/.test(line ?? '');
    expect(
      lines
        .filter(isVariable)
        .map((line) => line.split('=', 1)[0] ?? '')
        .sort(),
    ).toEqual([...VARIABLE_NAMES].sort());
    const bare = lines.filter((line, index) => isVariable(line) && !isVariable(lines[index - 1]) && !lines[index - 1]?.startsWith('#'));
    expect(bare).toEqual([]);
  });

  test('each webhook topic names the files that handle it', () => {
    const blocks = read('shopify.app.toml')
      .split(/\n\s*\n/)
      .filter((block) => block.includes('[[webhooks.subscriptions]]'));
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      expect(block.match(/\[\[webhooks\.subscriptions\]\]/g), 'one subscription per paragraph').toHaveLength(1);
      const handlers = /# handled by:(.+)/.exec(block)?.[1]?.match(/[\w./-]+\.tsx?/g) ?? [];
      expect(handlers, block).not.toEqual([]);
      expect(
        handlers.filter((file) => !existsSync(file)),
        block,
      ).toEqual([]);
    }
  });

  test('every script of package.json starts a file that exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const started = Object.values(scripts).flatMap((script) => [...script.matchAll(/\bnode ([\w./-]+)/g)].map((match) => match[1] ?? ''));
    expect(started.filter((file) => !existsSync(file))).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** "file:line: text" of each line that matches. */
function linesWith(pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}
