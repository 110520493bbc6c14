import type { Card } from '../../cards/card.schema.ts';
import type { Perk } from '../../perks/perk.schema.ts';
import { percent } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { phrase, unlessActive } from './change.ts';
import type { Change } from './change.ts';
import { listChanges } from './lists.ts';
import { tableOf } from './thing-tables.ts';
import { datesFact, filterFact, limitFact, pair } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { thingChanges } from './wording.ts';

/** What changed in the perks of tiers. */
export function perkChanges(before: readonly Perk[], after: readonly Perk[], vocabulary: Vocabulary): Change[] {
  return listChanges(before, after, {
    added: (perk) => phrase('perk.new', { name: perk.name, gives: perkFact(perk) }),
    removed: ({ name }) => phrase('perk.removed', { name }),
    changed: (was, is) => onePerk(was, is, vocabulary),
    reordered: () => phrase('perk.reordered'),
  });
}

function onePerk(before: Perk, after: Perk, vocabulary: Vocabulary): Change[] {
  const { name } = after;
  const isOtherGift = before.kind === 'standing' && after.kind === 'standing' && before.gives.kind !== after.gives.kind;
  const kinds = pair('thing.is', { name, was: perkFact(before), is: perkFact(after) });
  return thingChanges<Perk>(before, after, {
    subject: name,
    table: tableOf('perk'),
    vocabulary,
    told: {
      name: (was, is) => phrase('renamed', { was, is }),
      kind: () => kinds,
      // A perk that became something else is told as a whole.
      ...(isOtherGift ? { gives: () => kinds } : {}),
    },
  });
}

function perkFact(perk: Perk): Fact {
  if (perk.kind === 'periodic') return limitFact({ count: perk.times, per: perk.per });
  if (perk.kind === 'one-off') return phrase(`perk.on.${perk.on}`);
  switch (perk.gives.kind) {
    case 'free-shipping':
      return phrase('perk.free-shipping');
    case 'percent-off':
      return phrase('value.product-percent', { percent: percent(perk.gives.percent), products: filterFact(perk.gives.only) });
    case 'early-access':
      return phrase('perk.early-access', { count: perk.gives.hours, products: filterFact(perk.gives.only) });
    case 'exclusive-products':
      return phrase('perk.exclusive', { products: filterFact(perk.gives.only) });
    case 'service':
      return phrase('perk.service');
  }
}

/** What changed in the punch cards. */
export function cardChanges(before: readonly Card[], after: readonly Card[], vocabulary: Vocabulary): Change[] {
  return listChanges(before, after, {
    added: ({ name, goal, rewardId, active }) =>
      unlessActive(active, phrase('card.new', { name, count: goal, reward: vocabulary.nameOf(rewardId) })),
    removed: ({ name }) => phrase('card.removed', { name }),
    changed: (was, is) =>
      thingChanges(was, is, {
        subject: is.name,
        table: tableOf('card'),
        vocabulary,
        told: {
          name: (old, now) => phrase('renamed', { was: old, is: now }),
          dates: (old, now) => pair('thing.runs', { name: is.name, was: datesFact(old), is: datesFact(now) }),
          products: (old, now) => pair('card.stamps', { name: is.name, was: filterFact(old), is: filterFact(now) }),
          goal: (old, now) => phrase('card.goal', { name: is.name, count: now, was: old }),
        },
      }),
    reordered: () => phrase('card.reordered'),
  });
}
