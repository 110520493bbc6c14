import { describe, expect, test } from 'vitest';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { upgradeProgram } from '#app/domain/program/upgrade-program.ts';
import { problemSayer } from '#app/i18n/say-program.ts';
import { asJson } from './books.ts';

const SMALLEST = { schemaVersion: 1, name: 'Beans', currency: 'EUR', timeZone: 'Europe/Berlin' };

const english = problemSayer('en');

function problems(document: unknown): string[] {
  const parsed = parseProgram(document);
  return parsed.ok ? [] : parsed.refusal.map(({ path, says }) => `${path}: ${english(says)}`);
}

describe('the program document', () => {
  test('four lines are a program, with the defaults of the rules', () => {
    const parsed = parseProgram(SMALLEST);
    expect(parsed.ok && parsed.value).toMatchObject({
      pending: { shipped: { days: 14, from: 'fulfilment' }, inPersonDays: 0, backstopDays: 60 },
      takeBack: { shortfall: 'debt', debtCap: null },
      earning: { rounding: 'down', bonuses: { combine: 'add', cap: '5' } },
      worth: { tax: 'as-displayed', storeCreditPaymentsEarn: true, storeCreditReturnsAreRefunds: true, conditions: 'as-placed' },
      orders: { testOrders: 'on-development-stores', skipTag: 'rung-skip', companies: false },
      guests: { unclaimedDays: 90, ownerDays: 30 },
      redeeming: { openCodes: 5, undosPerDay: 10, holdHoursAfterExpiry: 24 },
      expiry: { mode: { kind: 'none' }, warnDaysBefore: [30, 7, 1] },
      tiers: { list: [], graceDays: 30, downBy: 'one-step' },
      units: { points: { scale: 0, names: { en: { one: 'point', other: 'points' } } } },
    });
  });

  test('what was read and written again reads the same', () => {
    const parsed = parseProgram(SMALLEST);
    expect(parsed.ok && parseProgram(asJson(parsed.value))).toEqual(parsed);
  });

  test('problems are named with their place, in the merchant’s words, all at once', () => {
    expect(
      problems({
        ...SMALLEST,
        name: ' ',
        currency: 'euro',
        timeZone: 'Mars/Olympus',
        colour: 'red',
        earning: {
          rules: [
            { id: 'Base!', name: 'Base', kind: 'per-amount', args: { points: '1.2345', perMinor: 0 } },
            { id: 'x', name: 'X', kind: 'per-moon' },
          ],
        },
        rewards: [{ id: 'r', name: 'R', cost: { kind: 'points' }, value: { kind: 'amount', amounts: { EUR: -1 } } }],
        pending: { backstopDays: 'sixty' },
      }).sort(),
    ).toEqual([
      ': Rung does not know this setting here: colour.',
      'currency: A currency has three letters, like EUR.',
      'earning.rules.0.args.perMinor: It must be more than 0.',
      'earning.rules.0.args.points: Write a number with at most three decimal places, like 1 or 0.5.',
      'earning.rules.0.id: An id has small letters, digits and dashes, 64 at most.',
      'earning.rules.1.kind: Choose one of the known kinds.',
      'name: Give it a name.',
      'pending.backstopDays: Write a number.',
      'rewards.0.cost.points: This is missing.',
      'rewards.0.value.amounts.EUR: An amount cannot be negative.',
      'timeZone: Choose a time zone like Europe/Berlin.',
    ]);
  });

  test('dates that cannot be', () => {
    const campaign = (dates: object) => ({ ...SMALLEST, campaigns: [{ id: 'c', name: 'C', kind: 'multiplier', times: '2', dates }] });
    expect(problems(campaign({ from: '2026-12-02', until: '2026-12-01' }))).toEqual(['campaigns.0.dates: It ends before it starts.']);
    expect(problems(campaign({ from: '2026-02-30' }))).toEqual(['campaigns.0.dates.from: Choose a day.']);
  });

  test.each([null, [], 'text', 7, undefined])('%j is no program', (document) => {
    expect(problems(document)).not.toEqual([]);
  });

  test('a document of a newer shape is not guessed at', () => {
    expect(problems({ ...SMALLEST, schemaVersion: 2 })).toEqual([
      'schemaVersion: This program was written by a newer Rung (shape 2); this one reads up to shape 1.',
    ]);
  });

  test('older shapes are brought up one step at a time, and nothing is rewritten', () => {
    const upgrades = new Map<number, (document: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>([
      [1, (document) => ({ ...document, schemaVersion: 2, added: true })],
      [2, (document) => ({ ...document, schemaVersion: 3, name: `${String(document['name'])}!` })],
    ]);
    const stored = Object.freeze({ ...SMALLEST });
    expect(upgradeProgram(stored, upgrades, 3)).toEqual({ ...SMALLEST, schemaVersion: 3, added: true, name: 'Beans!' });
    expect(stored).toEqual(SMALLEST);
  });
});
