import { day, listed, quote } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import type { Program } from '../program.schema.ts';
import { phrase, unlessActive } from './change.ts';
import type { Change } from './change.ts';
import { listChanges } from './lists.ts';
import { fieldsOf, isSame } from './same.ts';
import { SETTINGS } from './settings-table.ts';
import { tableOf } from './thing-tables.ts';
import { amountsFact, isSameFact, presentFact } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, thingChanges } from './wording.ts';

/** What changed in one group of settings, by the words of the settings' table. */
export function settingChanges(
  group: keyof Program,
  programs: { readonly before: Program; readonly after: Program },
  vocabulary: Vocabulary,
): Change[] {
  return changesBetween(programs.before[group], programs.after[group], { subject: null, table: SETTINGS, vocabulary, path: [group] });
}

/** What changed in inviting friends; turning it on or away is one sentence. */
export function referralChanges(before: Program['referral'], after: Program['referral'], vocabulary: Vocabulary): Change[] {
  if (before === null && after !== null) {
    const isAny = Object.keys(after.minimumOrder).length === 0;
    const change = phrase(isAny ? 'referral.new' : 'referral.new-from', {
      friend: presentFact(after.friend, vocabulary),
      advocate: presentFact(after.advocate, vocabulary),
      amount: amountsFact(after.minimumOrder, vocabulary),
    });
    return [unlessActive(after.active, change)];
  }
  if (before !== null && after === null) return [phrase('referral.gone')];
  return changesBetween(before, after, { subject: null, table: SETTINGS, vocabulary, path: ['referral'] });
}

/** What changed in birthdays. */
export function birthdayChanges(before: Program['birthday'], after: Program['birthday'], vocabulary: Vocabulary): Change[] {
  if (before === null && after !== null) return [phrase('birthday.new', { present: presentFact(after, vocabulary) })];
  if (before !== null && after === null) return [phrase('birthday.gone')];
  return changesBetween(before, after, { subject: null, table: SETTINGS, vocabulary, path: ['birthday'] });
}

/** What changed in when points expire. Another way of expiring is told as a whole. */
export function expiryChanges(before: Program['expiry'], after: Program['expiry'], vocabulary: Vocabulary): Change[] {
  const [was, is] = [expiryFact(before), expiryFact(after)];
  const isTold = !isSame(before.mode, after.mode) && !isSameFact(was ?? '', is ?? '');
  const mode = isTold ? [modeChange({ as: 'unit', unit: vocabulary.unit() }, was, is)] : [];
  const told = isTold ? { ...after, mode: keptOfMode(before, after) } : after;
  return [...mode, ...changesBetween(before, told, { subject: null, table: SETTINGS, vocabulary, path: ['expiry'] })];
}

function modeChange(unit: Fact, was: Fact | null, is: Fact | null): Change {
  if (is === null) return phrase('expiry.gone', { unit, was: was ?? '' });
  return was === null ? phrase('expiry.new', { unit, is }) : phrase('expiry.changed', { unit, is, was });
}

/** The mode as it was, with only those parts as they are now that the sentence about the mode does not say. */
function keptOfMode(before: Program['expiry'], after: Program['expiry']): Program['expiry']['mode'] {
  const [was, is] = [before.mode, after.mode];
  if (was.kind === 'inactivity' && is.kind === 'inactivity') return { ...was, resetBy: is.resetBy };
  if (was.kind === 'fixed-date' && is.kind === 'fixed-date') return { ...was, youngerThanDays: is.youngerThanDays };
  return was;
}

function expiryFact({ mode }: Program['expiry']): Fact | null {
  switch (mode.kind) {
    case 'none':
      return null;
    case 'inactivity':
    case 'per-lot':
      return phrase(`expires.${mode.kind}`, { count: mode.months });
    case 'fixed-date':
      return phrase('expires.fixed-date', { day: { as: 'day-of-year', month: mode.month, day: mode.day } });
  }
}

/** What changed in groups of members and arms of experiments. */
export function peopleChanges(before: Program, after: Program, vocabulary: Vocabulary): Change[] {
  const words = (what: 'group' | 'arm') => ({
    added: ({ name }: { readonly name: string }) => phrase(`${what}.new`, { name }),
    removed: ({ name }: { readonly name: string }) => phrase(`${what}.removed`, { name }),
    changed: <Thing extends { readonly id: string; readonly name: string }>(was: Thing, is: Thing) =>
      thingChanges<{ readonly name: string }>(was, is, {
        subject: is.name,
        table: tableOf('people'),
        vocabulary,
        told: { name: (old, now) => phrase('renamed', { was: old, is: now }) },
      }),
    reordered: () => phrase(`${what}.reordered`),
  });
  return [...listChanges(before.segments, after.segments, words('group')), ...listChanges(before.arms, after.arms, words('arm'))];
}

/** What changed in the currencies and their rates. */
export function currencyChanges(before: Program, after: Program): Change[] {
  const { currency } = after;
  return listChanges(before.currencies, after.currencies, {
    keyOf: ({ code }) => code,
    added: ({ code, rates }) =>
      rates.length === 0
        ? phrase('currency.new', { code })
        : phrase('currency.new-rates', {
            code,
            rates: listed(
              rates.map(({ from, rate }) => phrase('rate.from', { day: day(from), currency, rate, code })),
              'space',
            ),
          }),
    removed: ({ code }) => phrase('currency.gone', { code }),
    changed: ({ rates }, { code, rates: newRates }) =>
      listChanges(rates, newRates, {
        keyOf: ({ from }) => from,
        added: ({ from, rate }) => phrase('rate.from', { day: day(from), currency, rate, code }),
        removed: ({ from, rate }) => phrase('rate.gone', { day: day(from), rate, code }),
        changed: (was, { from, rate }) => [phrase('rate.changed', { day: day(from), currency, rate, code, was: was.rate })],
        reordered: () => phrase('rate.reordered', { code }),
      }),
    reordered: () => phrase('currency.reordered'),
  });
}

type Forms = Program['units']['points']['names'][string];
type Names = Program['units']['points']['names'];

/** What changed in how points and cashback are called and counted. */
export function unitChanges(before: Program['units'], after: Program['units'], vocabulary: Vocabulary): Change[] {
  const scale = changesBetween(before.points.scale, after.points.scale, {
    subject: null,
    table: SETTINGS,
    vocabulary,
    path: ['units', 'points', 'scale'],
  });
  const cashback = listChanges(before.cashback, after.cashback, {
    keyOf: ({ currency }) => currency,
    added: ({ currency }) => phrase('cashback.new', { currency }),
    removed: ({ currency }) => phrase('cashback.gone', { currency }),
    changed: (was, is) => [
      ...nameChanges(is.currency, was.unit.names, is.unit.names),
      ...(was.unit.scale === is.unit.scale
        ? []
        : [phrase('cashback.scale', { currency: is.currency, count: is.unit.scale, was: was.unit.scale })]),
    ],
    reordered: () => phrase('cashback.reordered'),
  });
  return [...nameChanges(null, before.points.names, after.points.names), ...scale, ...cashback];
}

/** Other names of points, or of the cashback in a currency. */
function nameChanges(cashback: string | null, was: Names, is: Names): Change[] {
  const what = cashback === null ? 'points' : 'cashback';
  return fieldsOf(was, is).flatMap((tag) => {
    const [old, now] = [was[tag], is[tag]];
    if (isSame(old, now)) return [];
    const facts: Record<string, Fact> = { language: { as: 'language', tag }, ...(cashback === null ? {} : { currency: cashback }) };
    if (!now) return [phrase(`names.${what}.gone`, facts)];
    if (!old) return [phrase(`names.${what}.new`, { ...facts, is: formsFact(now) })];
    return [phrase(`names.${what}.changed`, { ...facts, is: formsFact(now), was: formsFact(old) })];
  });
}

/** "bean, beans": every form, in the order in which numbers bring them. */
function formsFact(forms: Forms): Fact {
  return listed(
    Object.values(forms).filter((form) => form !== undefined),
    'comma',
  );
}

/** What changed in the program's own words. */
export function textChanges(before: Program['texts'], after: Program['texts']): Change[] {
  return fieldsOf(before, after).flatMap((tag) => {
    const [was, is] = [before[tag], after[tag]];
    if (isSame(was, is)) return [];
    const language: Fact = { as: 'language', tag };
    const keys = fieldsOf(was ?? {}, is ?? {}).filter((key) => was?.[key] !== is?.[key]);
    if (keys.length === 0) return [phrase(is ? 'texts.new' : 'texts.gone', { language })];
    return keys.map((name) => {
      const text = is?.[name];
      const key: Fact = { as: 'choice', of: 'text.key', value: name };
      if (text === undefined) return phrase('text.gone', { key, language });
      return text === '' ? phrase('text.empty', { key, language }) : phrase('text.reads', { key, language, text: quote(text) });
    });
  });
}

/** What changed for single stores. */
export function storeChanges(before: Program['stores'], after: Program['stores'], vocabulary: Vocabulary): Change[] {
  return fieldsOf(before, after).flatMap((store) => {
    const [was, is] = [before[store], after[store]];
    if (isSame(was, is)) return [];
    if (!was) return [phrase('store.own', { store })];
    if (!is) return [phrase('store.follows', { store })];
    return changesBetween(was, is, { subject: phrase('store.subject', { store }), table: SETTINGS, vocabulary, path: [] });
  });
}
