import type { Card } from '../../cards/card.schema.ts';
import type { Perk } from '../../perks/perk.schema.ts';
import { COMMON } from './shared-terms.ts';
import { listChanges } from './lists.ts';
import { pair } from './rewards.ts';
import { datesText, filterText } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { field, flag, thingChanges } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** What changed in the perks of tiers. */
export function perkChanges(before: readonly Perk[], after: readonly Perk[], vocabulary: Vocabulary): string[] {
  return listChanges(before, after, {
    added: (perk) => `New perk: ${perk.name}, ${perkText(perk)}.`,
    removed: (perk) => `Perk removed: ${perk.name}.`,
    changed: (was, is) => onePerk(was, is, vocabulary),
    reordered: () => 'The perks are listed in another order.',
  });
}

function onePerk(before: Perk, after: Perk, vocabulary: Vocabulary): string[] {
  const { name } = after;
  const isOtherGift = before.kind === 'standing' && after.kind === 'standing' && before.gives.kind !== after.gives.kind;
  const kinds = pair(`${name} is now`, perkText(before), perkText(after));
  const changes = thingChanges<Perk>(before, after, {
    subject: name,
    table: PERK_TABLE,
    vocabulary,
    told: {
      name: (was, is) => `${was} is now called ${is}.`,
      kind: () => kinds,
      // A perk that became something else is told as a whole.
      ...(isOtherGift ? { gives: () => kinds } : {}),
    },
  });
  return changes;
}

function perkText(perk: Perk): string {
  if (perk.kind === 'periodic') return `${perk.times === 1 ? 'once' : `${perk.times} times`} a ${perk.per}`;
  if (perk.kind === 'one-off') return `once, on the ${perk.on.replace('-', ' ')}`;
  switch (perk.gives.kind) {
    case 'free-shipping':
      return 'free shipping at any time';
    case 'percent-off':
      return `${perk.gives.percent} % off ${filterText(perk.gives.only)}`;
    case 'early-access':
      return `${perk.gives.hours} hours of early access to ${filterText(perk.gives.only)}`;
    case 'exclusive-products':
      return `access to ${filterText(perk.gives.only)}`;
    case 'service':
      return 'a service by staff';
  }
}

const PERK_TABLE: WordingTable = {
  ...COMMON,
  'gives.percent': field('percent', 'the discount', { verb: 'now takes off' }),
  'gives.hours': field('hours', 'the head start'),
  times: field('number', 'how often'),
  per: field('choice', 'the period', { choices: { week: 'a week', month: 'a month', quarter: 'a quarter', year: 'a year' } }),
  on: field('choice', 'the occasion', {
    choices: {
      'tier-entry': 'reaching the tier',
      birthday: 'the birthday',
      anniversary: 'the anniversary',
      'membership-start': 'the start of the membership',
    },
  }),
};

/** What changed in the punch cards. */
export function cardChanges(before: readonly Card[], after: readonly Card[], vocabulary: Vocabulary): string[] {
  return listChanges(before, after, {
    added: (card) =>
      `New card: ${card.name}, ${card.goal} stamps for ${vocabulary.nameOf(card.rewardId)}.${card.active ? '' : ' It is switched off.'}`,
    removed: (card) => `Card removed: ${card.name}.`,
    changed: (was, is) =>
      thingChanges(was, is, {
        subject: is.name,
        table: CARD_TABLE,
        vocabulary,
        told: {
          name: (old, now) => `${old} is now called ${now}.`,
          dates: (old, now) => pair(`${is.name} now runs`, datesText(old), datesText(now)),
          products: (old, now) => pair(`${is.name} now stamps`, filterText(old), filterText(now)),
          goal: (old, now) => `${is.name} is now full with ${now} stamps (was ${old}).`,
        },
      }),
    reordered: () => 'The cards are shown in another order.',
  });
}

const CARD_TABLE: WordingTable = {
  ...COMMON,
  stampFor: field('choice', 'what a stamp is for', { choices: { unit: 'each piece', visit: 'a visit a day' } }),
  maxPerOrder: field('number', 'the most stamps of one order'),
  startStamps: field('number', 'the number of stamps it starts with'),
  repeats: flag('now starts anew when it is full', 'now ends when it is full'),
  expiresAfterDays: field('days', 'the time that a card is good for', { none: 'without end' }),
};
