import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeRule } from '#app/domain/earning/evaluate-rule.ts';
import { reasonText } from '#app/i18n/reason-text.ts';
import { createTranslator } from '#app/i18n/translator.ts';
import { richProgram } from '#tests/domain/rich-program.ts';

const beans = {
  locale: 'en',
  points: {
    names: {
      en: { one: 'bean', other: 'beans' },
      pl: { one: 'ziarenko', few: 'ziarenka', many: 'ziarenek', other: 'ziarenka' },
    },
    scale: 0,
  },
  cashback: [],
};
const english = createTranslator('en', 'Europe/Berlin', beans);
const polish = createTranslator('pl', 'Europe/Warsaw', beans);
const russian = createTranslator('ru', 'Europe/Berlin', beans);
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

/** What the domain and the services write into postings, tier changes and traces. */
const SENTENCES = [
  ...['45 beans for order #1001', '3 beans taken back: part of order #1001 was refunded or removed'],
  ...['the import that brought order #7 in was undone', 'order #7 was cancelled', 'order #7 was deleted in the shop'],
  ...['order #7 was refunded in full', 'the payment of order #7 was charged back', 'the payment of order #7 fell away'],
  ...['order #7 does not earn any more', 'Points of order #7 can be spent now', 'Nothing changes for order #7'],
  ...['Order #7 earns nothing: not paid', 'Welcome to the program.', 'Welcome to Gold', 'its points had been given back before'],
  ...['Mug: handed out', 'Mug: some of it had been used; the rest was taken back', 'Mug: handed over', 'Mug: was handed over by mistake'],
  ...['Mug: its order stands again', 'Mug: what it was spent on came back', 'Mug: used in order #7'],
  ...['Nothing happened in the account for too long', 'Valid until 2026-12-31', 'The waiting time is over'],
  ...['520 beans of 500 beans in 2026', '320.00 of 500.00 EUR spent in the last 12 months', '3 of 5 orders', '4 of 10 visits in 2027'],
  ...['it ends on 2027-01-30', 'a paid membership: that has ended', 'the cap "spring"', 'the most this rule gives for an order'],
  ...[
    'the most this rule gives a member',
    'only the first order',
    'only every order number 5',
    'only the order number 5',
    'visit number 3',
  ],
];

describe('why something happened', () => {
  it('is said in each language, and nothing is left open in it', () => {
    for (const sentence of SENTENCES) {
      for (const words of [polish, russian]) {
        const said = reasonText(sentence, words);
        expect(said, sentence).not.toBe(sentence);
        expect(said, sentence).not.toMatch(/[{}]|undefined|NaN|Invalid/);
      }
    }
  });

  it('calls points what the program calls them, with the right forms', () => {
    expect(plain(reasonText('3 beans for order #1001', polish))).toBe('3 ziarenka za zamówienie #1001');
    expect(plain(reasonText('45 beans taken back: order #7 was cancelled', polish))).toBe(
      'Cofnięto: 45 ziarenek (zamówienie #7 anulowano)',
    );
    expect(plain(reasonText('520 beans of 500 beans in 2026', polish))).toBe('520 ziarenek w 2026 r.; potrzeba: 500 ziarenek');
    expect(plain(reasonText('1 bean for every 1.00 EUR', polish))).toBe('1 ziarenko za każde 1,00 €');
    expect(reasonText('45 beans for order #1001', english)).toBe('45 beans for order #1001');
    // A program that was renamed since, and other units: as they were written.
    expect(plain(reasonText('5 stamps for order #1', polish))).toBe('5 stamps za zamówienie #1');
  });

  it('leaves alone what people wrote', () => {
    for (const text of ['Broken cup, sorry', 'Mug', '']) expect(reasonText(text, polish)).toBe(text);
  });

  it('knows every reason of tiers, audiences and ended codes that the rule book can give', () => {
    const literals = (file: string, pattern: RegExp) => [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, text = '']) => text);
    const written = [
      ...literals('app/domain/tiers/tier-words.ts', /^ {2}\w+: '(.+)',$/gm),
      ...literals('app/domain/tiers/tier-words.ts', /(?:return|\?\?) '([^'$]+)'/g),
      ...literals('app/domain/segments/matches-audience.ts', /return '([^']+)'/g),
      ...literals('app/domain/decisions/release-code.ts', /^ {2}'?[\w-]+'?: '(.+)',$/gm).map((why) => `Mug: ${why}`),
      ...literals('app/services/merge-members.ts', /^ {2}'?[\w-]+'?: '([A-Z].+\.)',$/gm),
      ...literals('app/services/unmerge-members.ts', /because: \['([^']+)'\]/g),
      ...literals('app/services/join.ts', /because: \['([^']+)'\]/g),
      ...literals('app/services/privacy.ts', /because: \['([^']+)'\]/g),
      ...literals('app/services/end-redemption.ts', /because: \['([^']+)'\]/g),
      ...literals('app/services/members/run-bulk.ts', /because: \['([^']+)'\]/g),
    ];
    expect(written.length).toBeGreaterThan(30);
    expect(written.filter((text) => reasonText(text, polish) === text || reasonText(text, russian) === text)).toEqual([]);
  });

  it('knows what every kind of rule gives', () => {
    const words = { points: (steps: number | string) => `${steps} beans`, money: (minor: number) => `${(minor / 100).toFixed(2)} EUR` };
    const rules = richProgram().earning.rules.filter((rule) => rule.kind !== 'action');
    expect(rules.length).toBeGreaterThan(5);
    const said = rules.map((rule) => [describeRule(rule, words), reasonText(describeRule(rule, words), polish)]);
    expect(said.filter(([before, after]) => before === after)).toEqual([]);
  });
});
