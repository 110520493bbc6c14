import type { Program } from '../program.schema.ts';
import { COMMON } from './shared-terms.ts';
import { listChanges } from './lists.ts';
import { SETTINGS } from './settings-table.ts';
import { fieldsOf, isSame } from './same.ts';
import { amountsText, presentText } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, field, flag, thingChanges } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** What changed in one group of settings, by the words of the settings' table. */
export function settingChanges(
  group: keyof Program,
  programs: { readonly before: Program; readonly after: Program },
  vocabulary: Vocabulary,
): string[] {
  return changesBetween(programs.before[group], programs.after[group], { subject: null, table: SETTINGS, vocabulary, path: [group] });
}

/** What changed in inviting friends; turning it on or away is one sentence. */
export function referralChanges(before: Program['referral'], after: Program['referral'], vocabulary: Vocabulary): string[] {
  if (before === null && after !== null) {
    const minimum = Object.keys(after.minimumOrder).length === 0 ? '' : `, on an order from ${amountsText(after.minimumOrder, vocabulary)}`;
    const presents = `a friend gets ${presentText(after.friend, vocabulary)}, whoever invited gets ${presentText(after.advocate, vocabulary)}${minimum}`;
    return [`Members can now invite friends: ${presents}.${after.active ? '' : ' It is switched off.'}`];
  }
  if (before !== null && after === null) return ['Members can no longer invite friends.'];
  return changesBetween(before, after, { subject: null, table: SETTINGS, vocabulary, path: ['referral'] });
}

/** What changed in birthdays. */
export function birthdayChanges(before: Program['birthday'], after: Program['birthday'], vocabulary: Vocabulary): string[] {
  if (before === null && after !== null) return [`Members now get ${presentText(after, vocabulary)} on their birthday.`];
  if (before !== null && after === null) return ['Members no longer get anything on their birthday.'];
  return changesBetween(before, after, { subject: null, table: SETTINGS, vocabulary, path: ['birthday'] });
}

/** What changed in when points expire. Another way of expiring is told as a whole. */
export function expiryChanges(before: Program['expiry'], after: Program['expiry'], vocabulary: Vocabulary): string[] {
  const [was, is] = [expiryText(before), expiryText(after)];
  const mode = isSame(before.mode, after.mode) || was === is ? [] : [modeChange(capital(vocabulary.pointsName), was, is)];
  const told = mode.length > 0 ? { ...after, mode: keptOfMode(before, after) } : after;
  return [...mode, ...changesBetween(before, told, { subject: null, table: SETTINGS, vocabulary, path: ['expiry'] })];
}

function modeChange(points: string, was: string | null, is: string | null): string {
  if (is === null) return `${points} no longer expire (so far they did ${was ?? ''}).`;
  return `${points} now expire ${is} (${was === null ? 'so far they never did' : `was ${was}`}).`;
}

/** The mode as it was, with only those parts as they are now that the sentence about the mode does not say. */
function keptOfMode(before: Program['expiry'], after: Program['expiry']): Program['expiry']['mode'] {
  const [was, is] = [before.mode, after.mode];
  if (was.kind === 'inactivity' && is.kind === 'inactivity') return { ...was, resetBy: is.resetBy };
  if (was.kind === 'fixed-date' && is.kind === 'fixed-date') return { ...was, youngerThanDays: is.youngerThanDays };
  return was;
}

function expiryText({ mode }: Program['expiry']): string | null {
  switch (mode.kind) {
    case 'none':
      return null;
    case 'inactivity':
      return `after ${mode.months} ${mode.months === 1 ? 'month' : 'months'} without activity`;
    case 'per-lot':
      return `${mode.months} ${mode.months === 1 ? 'month' : 'months'} after they were earned`;
    case 'fixed-date':
      return `every year on ${mode.day} ${MONTHS[mode.month - 1] ?? mode.month}`;
  }
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** What changed in groups of members and arms of experiments. */
export function peopleChanges(before: Program, after: Program, vocabulary: Vocabulary): string[] {
  const words = (what: string, many: string) => ({
    added: ({ name }: { readonly name: string }) => `New ${what}: ${name}.`,
    removed: ({ name }: { readonly name: string }) => `${what.slice(0, 1).toUpperCase()}${what.slice(1)} removed: ${name}.`,
    changed: <Thing extends { readonly id: string; readonly name: string }>(was: Thing, is: Thing) =>
      thingChanges<{ readonly name: string }>(was, is, {
        subject: is.name,
        table: PEOPLE_TABLE,
        vocabulary,
        told: { name: (old, now) => `${old} is now called ${now}.` },
      }),
    reordered: () => `The ${many} are listed in another order.`,
  });
  return [
    ...listChanges(before.segments, after.segments, words('group of members', 'groups of members')),
    ...listChanges(before.arms, after.arms, words('arm of the experiment', 'arms of the experiment')),
  ];
}

const PEOPLE_TABLE: WordingTable = {
  ...COMMON,
  'rule.kind': field('choice', 'who belongs to it'),
  'rule.days': field('days', 'the time that counts', { none: 'at any time' }),
  'rule.from': field('number', 'the least number of orders'),
  'rule.until': field('number', 'the most orders', { none: 'no limit' }),
  'rule.tag': field('text', 'the tag of its members'),
  'rule.regions': field('list', 'the list of regions'),
  percent: field('percent', 'the share of members'),
  holdout: flag('now sees no program at all', 'now sees the program'),
};

/** What changed in the currencies and their rates. */
export function currencyChanges(before: Program, after: Program): string[] {
  return listChanges(before.currencies, after.currencies, {
    keyOf: ({ code }) => code,
    added: ({ code, rates }) =>
      `New currency: ${code}.${rates.map(({ from, rate }) => ` From ${from} on, 1 ${after.currency} counts as ${rate} ${code}.`).join('')}`,
    removed: ({ code }) => `${code} is no longer among the currencies.`,
    changed: (was, is) =>
      listChanges(was.rates, is.rates, {
        keyOf: ({ from }) => from,
        added: ({ from, rate }) => `From ${from} on, 1 ${after.currency} counts as ${rate} ${is.code}.`,
        removed: ({ from, rate }) => `The rate of ${rate} ${is.code} from ${from} on is gone.`,
        changed: (old, now) => [`From ${now.from} on, 1 ${after.currency} counts as ${now.rate} ${is.code} (was ${old.rate}).`],
        reordered: () => `The rates of ${is.code} are listed in another order.`,
      }),
    reordered: () => 'The currencies are listed in another order.',
  });
}

type Forms = Program['units']['points']['names'][string];
type Names = Program['units']['points']['names'];

/** What changed in how points and cashback are called and counted. */
export function unitChanges(before: Program['units'], after: Program['units'], vocabulary: Vocabulary): string[] {
  const scale =
    before.points.scale === after.points.scale
      ? []
      : changesBetween(before.points.scale, after.points.scale, {
          subject: null,
          table: SETTINGS,
          vocabulary,
          path: ['units', 'points', 'scale'],
        });
  const cashback = listChanges(before.cashback, after.cashback, {
    keyOf: ({ currency }) => currency,
    added: ({ currency }) => `Members can now collect cashback in ${currency}.`,
    removed: ({ currency }) => `There is no cashback in ${currency} any more.`,
    changed: (was, is) => [
      ...nameChanges(`cashback in ${is.currency} is`, was.unit.names, is.unit.names),
      ...(was.unit.scale === is.unit.scale
        ? []
        : [`Cashback in ${is.currency} now has ${is.unit.scale} decimal places (was ${was.unit.scale}).`]),
    ],
    reordered: () => 'The kinds of cashback are listed in another order.',
  });
  return [...nameChanges('points are', before.points.names, after.points.names), ...scale, ...cashback];
}

function nameChanges(what: string, was: Names, is: Names): string[] {
  return fieldsOf(was, is).flatMap((language) => {
    const [old, now] = [was[language], is[language]];
    if (isSame(old, now)) return [];
    if (!now) return [`In ${languageName(language)}, ${what} now called as in the other languages.`];
    return [`In ${languageName(language)}, ${what} now called ${formsText(now)}${old ? ` (was ${formsText(old)})` : ''}.`];
  });
}

/** "bean, beans": every form once, in the order in which numbers bring them. */
function formsText(forms: Forms): string {
  return Object.values(forms).join(', ');
}

/** What changed in the program's own words. */
export function textChanges(before: Program['texts'], after: Program['texts']): string[] {
  return fieldsOf(before, after).flatMap((language) => {
    const [was, is] = [before[language], after[language]];
    if (isSame(was, is)) return [];
    const where = languageName(language);
    const keys = fieldsOf(was ?? {}, is ?? {}).filter((key) => was?.[key] !== is?.[key]);
    if (keys.length === 0) return [is ? `There are now texts in ${where}, all empty.` : `There are no texts in ${where} any more.`];
    return keys.map((key) => {
      const text = is?.[key];
      return text === undefined
        ? `The text “${key}” in ${where} is gone.`
        : `The text “${key}” in ${where} now reads: ${text === '' ? '(nothing)' : text}`;
    });
  });
}

/** What changed for single stores. */
export function storeChanges(before: Program['stores'], after: Program['stores'], vocabulary: Vocabulary): string[] {
  return fieldsOf(before, after).flatMap((store) => {
    const [was, is] = [before[store], after[store]];
    if (isSame(was, is)) return [];
    if (!was) return [`The store ${store} now has settings of its own.`];
    if (!is) return [`The store ${store} now follows the program's settings.`];
    return changesBetween(was, is, { subject: `The store ${store}`, table: SETTINGS, vocabulary, path: [] });
  });
}

function languageName(locale: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(locale) ?? locale;
}
