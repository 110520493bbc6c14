import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint();

/** The rules that a piece of code breaks when it stands in that file (a .js one: the laws tried here need no types). */
async function broken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

describe('the rule book stays pure', () => {
  test.each([
    ['reads the clock', 'export const now = () => Date.now();'],
    ['makes a date', 'export const now = () => new Date();'],
    ['reads the process', 'export const now = () => process.uptime();'],
    ['calls out', 'export const page = () => fetch("https://example.com");'],
    ['makes an id', 'export const id = () => crypto.randomUUID();'],
    ['measures time', 'export const now = () => performance.now();'],
    ['waits', 'export const later = (work) => setTimeout(work, 1);'],
    ['hides behind globalThis', 'export const now = () => globalThis.Date.now();'],
  ])('a rule that %s is refused', async (_, code) => {
    expect(await broken('app/domain/rule.js', code)).toContain('no-restricted-globals');
  });

  test.each([
    ['throws dice', 'export const dice = () => Math.random();'],
    ['asks the calendar for now', 'export const now = () => Temporal.Now.instant();'],
  ])('a rule that %s is refused', async (_, code) => {
    expect(await broken('app/domain/rule.js', code)).toContain('no-restricted-properties');
  });

  test('a rule that waits for something is refused', async () => {
    expect(await broken('app/domain/rule.js', 'export const later = async (x) => x;')).toContain('no-restricted-syntax');
  });

  test('a rule that only computes is welcome', async () => {
    expect(await broken('app/domain/rule.js', 'export const half = (points) => Math.floor(points / 2);')).toEqual([]);
  });
});

describe('the rest of the house', () => {
  const long = (lines: number, line: string) => Array.from({ length: lines }, () => line).join('\n');

  test.each([
    ['reads the environment', 'no-restricted-properties', 'export const port = () => process.env.PORT;'],
    ['takes the environment apart', 'no-restricted-properties', 'export const { env } = process;'],
    ['prints', 'no-console', 'export const say = () => console.log("x");'],
    ['exports without a name', 'no-restricted-syntax', 'export default 1;'],
    ['takes four parameters', 'max-params', 'export const f = (a, b, c, d) => a + b + c + d;'],
    ['has a function of 72 lines', 'max-lines-per-function', `export function f(x) {\n${long(70, '  x();')}\n}`],
    ['has 401 lines', 'max-lines', long(401, '// words')],
  ])('a service that %s is refused', async (_, rule, code) => {
    expect(await broken('app/services/service.js', code)).toContain(rule);
  });

  test.each([
    ['app/env.server.ts', '@typescript-eslint/no-explicit-any'],
    ['app/routes/page.tsx', '@typescript-eslint/no-floating-promises'],
    ['jobs/worker.ts', '@typescript-eslint/switch-exhaustiveness-check'],
  ])('%s is read with its types', async (file, rule) => {
    const config = (await eslint.calculateConfigForFile(file)) as { rules: Record<string, [number]> };
    expect(config.rules[rule]?.[0]).toBe(2);
  });
});
