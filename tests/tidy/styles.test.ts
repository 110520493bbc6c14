import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const FOLDER = 'app/components/styles';
const sheets = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(path.join(FOLDER, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''),
}));

/** Classes that a sheet draws by themselves, outside of any other. */
function ownClasses(text: string): Set<string> {
  return new Set([...text.matchAll(/(?:^|[},])\s*(\.rung-[a-z0-9-]+)\s*(?=[,{])/g)].map(([, name]) => name ?? ''));
}

describe('the sheets of styles', () => {
  test('draw no class twice: pages share one sheet, and what one page means by a name reaches all of them', () => {
    const drawn = sheets.flatMap(({ name, text }) => [...ownClasses(text)].map((each) => ({ name, each })));
    expect(drawn.length).toBeGreaterThan(100);
    const twice = drawn.filter(({ name, each }) => drawn.some((other) => other.each === each && other.name !== name));
    expect(twice.map(({ name, each }) => `${each} in ${name}`)).toEqual([]);
  });

  test('are all part of the one sheet', () => {
    const whole = readFileSync('app/components/rung.css', 'utf8');
    expect(sheets.map(({ name }) => name).filter((name) => !whole.includes(`'./styles/${name}'`))).toEqual([]);
  });
});
