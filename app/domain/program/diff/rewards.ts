import type { Reward, RewardValue } from '../../rewards/reward.schema.ts';
import { COMMON } from './shared-terms.ts';
import { listChanges } from './lists.ts';
import { amountsText, datesText, differing, filterText, limitText, ownAmount } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { field, flag, thingChanges } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** What changed in the rewards. */
export function rewardChanges(before: readonly Reward[], after: readonly Reward[], vocabulary: Vocabulary): string[] {
  return listChanges(before, after, {
    added: (reward) => newReward(reward, vocabulary),
    removed: (reward) => `Reward removed: ${reward.name}.`,
    changed: (was, is) => oneReward(was, is, vocabulary),
    reordered: () => 'The rewards are shown in another order.',
  });
}

function newReward(reward: Reward, vocabulary: Vocabulary): string {
  const value = giveText(reward.value, vocabulary);
  // "15 % off" says already what it gives, and "Free coffee" says it better than we could.
  const isTold = /\d/.test(reward.name) || !('amounts' in reward.value || 'percent' in reward.value);
  const tells = isTold ? '' : `: ${value}`;
  const off = reward.active ? '' : ' It is switched off.';
  const name = `${reward.name}${reward.cost.kind === 'given' ? ', which is only given' : ` for ${costText(reward.cost, vocabulary)}`}`;
  return `New reward: ${name}${tells}.${off}`;
}

function oneReward(before: Reward, after: Reward, vocabulary: Vocabulary): string[] {
  const { name } = after;
  return thingChanges(before, after, {
    subject: name,
    table: TABLE,
    vocabulary,
    told: {
      name: (was, is) => `${was} is now called ${is}.`,
      cost: (was, is) => pair(`${name} now costs`, costText(was, vocabulary), costText(is, vocabulary)),
      value: (was, is) => (was.kind === is.kind ? [] : `${name} now gives ${giveText(is, vocabulary)} (was ${giveText(was, vocabulary)}).`),
      only: (was, is) => pair(`${name} now works on`, filterText(was), filterText(is)),
      minimumOrder: (was, is) => minimumChange(name, { was: was ?? {}, is: is ?? {} }, vocabulary),
      dates: (was, is) => pair(`${name} can now be had`, datesText(was), datesText(is)),
      limitPerMember: (was, is) =>
        pair(
          `${name}: a member can now have it`,
          was === null ? 'without limit' : limitText(was),
          is === null ? 'without limit' : limitText(is),
        ),
      limitInAll: (was, is) =>
        pair(
          `${name}: all members together can now have it`,
          was === null ? 'without limit' : limitText(was),
          is === null ? 'without limit' : limitText(is),
        ),
    },
  });
}

function minimumChange(name: string, { was, is }: { readonly was: Amounts; readonly is: Amounts }, vocabulary: Vocabulary): string[] {
  const [old, now] = differing(was, is);
  const text = (amounts: Amounts) => (Object.keys(amounts).length === 0 ? 'any order' : `orders from ${amountsText(amounts, vocabulary)}`);
  return pair(`${name} now works on`, text(old), text(now));
}

type Amounts = Readonly<Record<string, number>>;

/** One sentence, or none where both sides read the same. */
export function pair(beginning: string, was: string, is: string): string[] {
  return was === is ? [] : [`${beginning} ${is} (was ${was}).`];
}

function costText(cost: Reward['cost'], vocabulary: Vocabulary): string {
  switch (cost.kind) {
    case 'points':
      return vocabulary.points(cost.points, cost.unit);
    case 'any-amount': {
      const most = cost.max === null ? '' : ` and up to ${vocabulary.points(cost.max, cost.unit)}`;
      return `as many as one likes in steps of ${vocabulary.points(cost.step, cost.unit)}, from ${vocabulary.points(cost.min, cost.unit)}${most}`;
    }
    case 'card':
      return `a full ${vocabulary.nameOf(cost.cardId)}`;
    case 'given':
      return 'nothing and cannot be bought';
  }
}

/** What a reward gives: "5.00 EUR off", "free shipping". */
export function giveText(value: RewardValue, vocabulary: Vocabulary): string {
  switch (value.kind) {
    case 'amount':
      return `${ownAmount(value.amounts, vocabulary)} off`;
    case 'percent':
      return `${value.percent} % off${value.cap === null ? '' : `, ${ownAmount(value.cap, vocabulary)} at most`}`;
    case 'product-percent':
      return `${value.percent} % off ${filterText(value.only)}`;
    case 'free-shipping':
      return 'free shipping';
    case 'free-product':
      return 'a free product';
    case 'gift-card':
      return `a gift card of ${ownAmount(value.amounts, vocabulary)}`;
    case 'store-credit':
      return `${ownAmount(value.amounts, vocabulary)} of store credit`;
    case 'voucher':
      return value.partner === '' ? 'a voucher' : `a voucher of ${value.partner}`;
    case 'donation':
      return `a donation to ${value.cause}`;
    case 'draw':
      return `a place in the draw of ${value.drawnOn}`;
    case 'item':
      return 'something to take home';
    case 'experience':
      return 'an experience';
    case 'staffed-perk':
      return 'a service';
  }
}

const TABLE: WordingTable = {
  ...COMMON,
  picture: field('text', 'the picture', { none: 'none' }),
  hidden: flag('is hidden from the list of rewards', 'is shown in the list of rewards'),
  'value.amounts': field('amounts', 'the value', { verb: 'is now worth' }),
  'value.percent': field('percent', 'the discount', { verb: 'now takes off' }),
  'value.cap': field('amounts', 'the highest discount', { none: 'no limit' }),
  'value.worth': field('amounts', 'what it is worth to you', { none: 'not set' }),
  'value.partner': field('text', 'whose vouchers it gives', { none: 'not said' }),
  'value.cause': field('text', 'whom the donation is for'),
  'value.drawnOn': field('list', 'the day of the draw', { verb: 'is now drawn on' }),
  'value.winners': field('number', 'the number of winners'),
  'value.prize': field('text', 'the prize'),
  'value.pickup': field('choice', 'how members get it', {
    choices: { 'in-store': 'in the shop', shipped: 'by mail', either: 'in the shop or by mail' },
  }),
  minimumOrder: field('amounts', 'the smallest order', { none: 'any order' }),
  capPercentOfCart: field('percent', 'the most that it pays of a cart', { none: 'no limit' }),
  validDays: field('days', 'the time that a code works'),
  'combinesWith.order': flag(
    'can be used together with discounts on the order',
    'can no longer be used together with discounts on the order',
  ),
  'combinesWith.product': flag(
    'can be used together with discounts on products',
    'can no longer be used together with discounts on products',
  ),
  'combinesWith.shipping': flag(
    'can be used together with discounts on shipping',
    'can no longer be used together with discounts on shipping',
  ),
  subscriptions: field('choice', 'its use with subscriptions', { choices: { once: 'with the first order', no: 'not at all' } }),
  boundToCustomer: flag('now works only for the member who got it', 'now works for whoever has the code'),
  stocked: flag('now comes from a stock that is counted', 'is no longer counted as stock'),
};
