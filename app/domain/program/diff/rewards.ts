import type { Reward, RewardValue } from '../../rewards/reward.schema.ts';
import { day, percent } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { phrase, unlessActive } from './change.ts';
import type { Change } from './change.ts';
import { listChanges } from './lists.ts';
import { tableOf } from './thing-tables.ts';
import { amountsFact, datesFact, differing, filterFact, limitFact, ownAmount, pair } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { thingChanges } from './wording.ts';

/** What changed in the rewards. */
export function rewardChanges(before: readonly Reward[], after: readonly Reward[], vocabulary: Vocabulary): Change[] {
  return listChanges(before, after, {
    added: (reward) => unlessActive(reward.active, newReward(reward, vocabulary)),
    removed: ({ name }) => phrase('reward.removed', { name }),
    changed: (was, is) => oneReward(was, is, vocabulary),
    reordered: () => phrase('reward.reordered'),
  });
}

function newReward(reward: Reward, vocabulary: Vocabulary): Change {
  // "15 % off" says already what it gives, and "Free coffee" says it better than we could.
  const isTold = /\d/.test(reward.name) || !('amounts' in reward.value || 'percent' in reward.value);
  const facts = { name: reward.name, gives: giveFact(reward.value, vocabulary), cost: costFact(reward.cost, vocabulary) };
  if (reward.cost.kind === 'given') return phrase(isTold ? 'reward.new-given' : 'reward.new-given-tells', facts);
  return phrase(isTold ? 'reward.new' : 'reward.new-tells', facts);
}

function oneReward(before: Reward, after: Reward, vocabulary: Vocabulary): Change[] {
  const { name } = after;
  const limit = (value: Reward['limitPerMember']) => (value === null ? phrase('limit.none') : limitFact(value));
  return thingChanges(before, after, {
    subject: name,
    table: tableOf('reward'),
    vocabulary,
    told: {
      name: (was, is) => phrase('renamed', { was, is }),
      cost: (was, is) => pair('reward.costs', { name, was: costFact(was, vocabulary), is: costFact(is, vocabulary) }),
      value: (was, is) =>
        was.kind === is.kind ? [] : phrase('reward.gives', { name, is: giveFact(is, vocabulary), was: giveFact(was, vocabulary) }),
      only: (was, is) => pair('thing.works-on', { name, was: filterFact(was), is: filterFact(is) }),
      minimumOrder: (was, is) => minimumChange(name, { was: was ?? {}, is: is ?? {} }, vocabulary),
      dates: (was, is) => pair('reward.dates', { name, was: datesFact(was), is: datesFact(is) }),
      limitPerMember: (was, is) => pair('reward.limit-member', { name, was: limit(was), is: limit(is) }),
      limitInAll: (was, is) => pair('reward.limit-all', { name, was: limit(was), is: limit(is) }),
    },
  });
}

type Amounts = Readonly<Record<string, number>>;

function minimumChange(name: string, { was, is }: { readonly was: Amounts; readonly is: Amounts }, vocabulary: Vocabulary): Change[] {
  const [old, now] = differing(was, is);
  const minimum = (amounts: Amounts): Fact =>
    Object.keys(amounts).length === 0 ? phrase('minimum.any') : phrase('minimum.from', { amount: amountsFact(amounts, vocabulary) });
  return pair('thing.works-on', { name, was: minimum(old), is: minimum(now) });
}

function costFact(cost: Reward['cost'], vocabulary: Vocabulary): Fact {
  switch (cost.kind) {
    case 'points':
      return vocabulary.points(cost.points, cost.unit);
    case 'any-amount': {
      const [step, min] = [vocabulary.points(cost.step, cost.unit), vocabulary.points(cost.min, cost.unit)];
      return cost.max === null
        ? phrase('cost.any', { step, min })
        : phrase('cost.any-most', { step, min, max: vocabulary.points(cost.max, cost.unit) });
    }
    case 'card':
      return phrase('cost.card', { card: vocabulary.nameOf(cost.cardId) });
    case 'given':
      return phrase('cost.given');
  }
}

/** What a reward gives: "€5.00 off", "free shipping". */
function giveFact(value: RewardValue, vocabulary: Vocabulary): Fact {
  switch (value.kind) {
    case 'amount':
    case 'gift-card':
    case 'store-credit':
      return phrase(`value.${value.kind}`, { amount: ownAmount(value.amounts, vocabulary) });
    case 'percent':
      return value.cap === null
        ? phrase('value.percent', { percent: percent(value.percent) })
        : phrase('value.percent-cap', { percent: percent(value.percent), amount: ownAmount(value.cap, vocabulary) });
    case 'product-percent':
      return phrase('value.product-percent', { percent: percent(value.percent), products: filterFact(value.only) });
    case 'voucher':
      return value.partner === '' ? phrase('value.voucher') : phrase('value.voucher-of', { partner: value.partner });
    case 'donation':
      return phrase('value.donation', { cause: value.cause });
    case 'draw':
      return phrase('value.draw', { day: day(value.drawnOn) });
    case 'free-shipping':
    case 'free-product':
    case 'item':
    case 'experience':
    case 'staffed-perk':
      return phrase(`value.${value.kind}`);
  }
}
