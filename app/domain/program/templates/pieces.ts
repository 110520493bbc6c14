import type { z } from 'zod';
import { addDays, localDate, localWeekday, startOfLocalDay } from '../../instant.ts';
import type { Instant } from '../../instant.ts';
import { currencyExponent } from '../../money.ts';
import type { CurrencyCode } from '../../money.ts';
import type { ProgramDraft } from '../program.schema.ts';
import type { rewardSchema } from '../../rewards/reward.schema.ts';
import type { unitSchema } from '../../units/unit.schema.ts';
import { moneyIn, priceIn } from './amounts.ts';
import type { TemplateInput } from './template.ts';

type UnitNames = NonNullable<z.input<typeof unitSchema>['names']>;
type RewardDraft = z.input<typeof rewardSchema>;
type RuleDraft = NonNullable<NonNullable<ProgramDraft['earning']>['rules']>[number];

/** What points are called, in the languages that templates speak; a merchant adds others. */
export const UNIT_NAMES = {
  points: {
    en: { one: 'point', other: 'points' },
    de: { one: 'Punkt', other: 'Punkte' },
    pl: { one: 'punkt', few: 'punkty', many: 'punktów', other: 'punktu' },
    ru: { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' },
  },
  beans: {
    en: { one: 'bean', other: 'beans' },
    de: { one: 'Bohne', other: 'Bohnen' },
    pl: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' },
    ru: { one: 'зёрнышко', few: 'зёрнышка', many: 'зёрнышек', other: 'зёрнышка' },
  },
  stamps: {
    en: { one: 'stamp', other: 'stamps' },
    de: { one: 'Stempel', other: 'Stempel' },
    pl: { one: 'pieczątka', few: 'pieczątki', many: 'pieczątek', other: 'pieczątki' },
    ru: { one: 'штамп', few: 'штампа', many: 'штампов', other: 'штампа' },
  },
  petals: {
    en: { one: 'petal', other: 'petals' },
    de: { one: 'Blüte', other: 'Blüten' },
    pl: { one: 'płatek', few: 'płatki', many: 'płatków', other: 'płatka' },
    ru: { one: 'лепесток', few: 'лепестка', many: 'лепестков', other: 'лепестка' },
  },
  threads: {
    en: { one: 'thread', other: 'threads' },
    de: { one: 'Faden', other: 'Fäden' },
    pl: { one: 'nitka', few: 'nitki', many: 'nitek', other: 'nitki' },
    ru: { one: 'ниточка', few: 'ниточки', many: 'ниточек', other: 'ниточки' },
  },
  crumbs: {
    en: { one: 'crumb', other: 'crumbs' },
    de: { one: 'Krümel', other: 'Krümel' },
    pl: { one: 'okruszek', few: 'okruszki', many: 'okruszków', other: 'okruszka' },
    ru: { one: 'крошка', few: 'крошки', many: 'крошек', other: 'крошки' },
  },
  pages: {
    en: { one: 'page', other: 'pages' },
    de: { one: 'Seite', other: 'Seiten' },
    pl: { one: 'strona', few: 'strony', many: 'stron', other: 'strony' },
    ru: { one: 'страница', few: 'страницы', many: 'страниц', other: 'страницы' },
  },
} as const satisfies Record<string, UnitNames>;

/** The words on the program's page. */
export interface PageTexts {
  readonly tagline: string;
  /** How it works, in three steps. */
  readonly steps: readonly [string, string, string];
}

/** What every template begins with: the shop's own facts, what points are called, and the words on the page. */
export function opening(input: TemplateInput, unit: keyof typeof UNIT_NAMES, texts: PageTexts) {
  const locale = input.locale ?? 'en';
  const language = locale.split('-')[0] ?? locale;
  const [first, second, third] = texts.steps;
  return {
    schemaVersion: 1 as const,
    name: input.name,
    currency: input.currency,
    timeZone: input.timeZone,
    locale,
    units: { points: { names: UNIT_NAMES[unit] } },
    // Said in the shop's own currency: the usual limit of 5000 cents would be next to nothing in some.
    redeeming: { issuedPerDay: moneyIn(input.currency, 5000) },
    notices: { languages: language === 'en' ? ['en'] : [language, 'en'] },
    texts: { en: { tagline: texts.tagline, 'how-1': first, 'how-2': second, 'how-3': third } },
  } satisfies ProgramDraft;
}

/** How membership reads before anyone joins. `unit` in the plural: "beans". */
export function terms(unit: string): string {
  return (
    `Membership is free and you can leave whenever you like. You collect ${unit} with paid orders; when you send something back, its ${unit} go back too. ` +
    `They cannot be sold or paid out in cash. If we change how they work, we tell you first and keep what you have.`
  );
}

/** The plain rule: 1 point for each euro's worth of paid goods. */
export function pointsPerSpend(input: TemplateInput): RuleDraft {
  return { id: 'every-order', name: 'Every order', kind: 'per-amount', args: { points: '1', perMinor: priceIn(input.currency, 100) } };
}

/** An amount off, for points; the order must be worth twice the amount. */
export function amountOff(
  input: TemplateInput,
  reward: { readonly id: string; readonly euroCents: number; readonly points: number },
): RewardDraft {
  return {
    id: reward.id,
    name: `${priceTag(priceIn(input.currency, reward.euroCents), input.currency)} off`,
    cost: { kind: 'points', points: reward.points },
    value: { kind: 'amount', amounts: moneyIn(input.currency, reward.euroCents) },
    minimumOrder: moneyIn(input.currency, reward.euroCents * 2),
  };
}

/** "€5", "PLN 20", "¥500", "€3.50": an amount as it stands in a name. */
export function priceTag(minor: number, currency: CurrencyCode): string {
  const exponent = currencyExponent(currency);
  const isWhole = minor % 10 ** exponent === 0;
  const digits = isWhole ? 0 : exponent;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  // The space after "PLN" comes as one that never breaks; in a name people will search for the plain one.
  return format.format(minor / 10 ** exponent).replaceAll('\u00a0', ' ');
}

/** Something handed over the counter. */
export function overTheCounter(input: TemplateInput, euroCents: number): RewardDraft['value'] {
  return { kind: 'item', worth: moneyIn(input.currency, euroCents), pickup: 'in-store' };
}

/** The first and last day of the next whole run of weekdays, tomorrow at the earliest: weekday 6 for 2 days is a weekend, 1 for 7 days a week. */
export function nextRun(
  now: Instant,
  timeZone: string,
  run: { readonly weekday: number; readonly days: number },
): { readonly from: string; readonly until: string } {
  const ahead = ((run.weekday - localWeekday(now, timeZone) + 6) % 7) + 1;
  return { from: dayAfter(now, ahead, timeZone), until: dayAfter(now, ahead + run.days - 1, timeZone) };
}

/** The local day that many days after the one of `now`. */
export function dayAfter(now: Instant, days: number, timeZone: string): string {
  // From noon, whole days of 24 hours end on the right day although clocks change.
  const noon = startOfLocalDay(localDate(now, timeZone), timeZone) + 12 * 3_600_000;
  return localDate(addDays(noon, days), timeZone);
}
