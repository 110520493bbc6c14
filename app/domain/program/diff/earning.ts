import type { Campaign } from '../../campaigns/campaign.schema.ts';
import type { EarningRule, EarningSettings } from '../../earning/earning.schema.ts';
import { times } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { phrase, unlessActive } from './change.ts';
import type { Change } from './change.ts';
import { listChanges } from './lists.ts';
import { SETTINGS } from './settings-table.ts';
import { tableOf } from './thing-tables.ts';
import { datesFact, filterFact, isSameFact, pair, presentFact } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, thingChanges } from './wording.ts';

/** What changed in the earning rules, in the caps over all of them, and in how points are worked out together. */
export function earningChanges(before: EarningSettings, after: EarningSettings, vocabulary: Vocabulary): Change[] {
  const rules = listChanges(before.rules, after.rules, {
    added: (rule) => unlessActive(rule.active, phrase('rule.new', { name: rule.name, gives: ruleFact(rule, vocabulary) })),
    removed: ({ name }) => phrase('rule.removed', { name }),
    changed: (was, is) => oneRule(was, is, vocabulary),
    reordered: () => phrase('rule.reordered'),
  });
  const caps = listChanges(before.caps, after.caps, {
    added: (cap) => phrase('cap.new', { limit: capFact(cap, vocabulary) }),
    removed: (cap) => phrase('cap.removed', { limit: capFact(cap, vocabulary) }),
    changed: (was, is) => [phrase('cap.changed', { was: capFact(was, vocabulary), is: capFact(is, vocabulary) })],
    reordered: () => phrase('cap.reordered'),
  });
  const { rules: _oldRules, caps: _oldCaps, ...wasTogether } = before;
  const { rules: _rules, caps: _caps, ...isTogether } = after;
  return [...rules, ...caps, ...changesBetween(wasTogether, isTogether, { subject: null, table: SETTINGS, vocabulary, path: ['earning'] })];
}

function capFact(cap: EarningSettings['caps'][number], vocabulary: Vocabulary): Fact {
  return phrase(`cap.of-${cap.of}`, { points: vocabulary.points(cap.points), per: phrase(`per.${cap.per}`) });
}

/** What a rule gives, as part of a sentence: "1 bean for every €1.00". */
function ruleFact(rule: EarningRule, vocabulary: Vocabulary): Fact {
  if (rule.kind === 'product-multiple') return phrase('gives.product-multiple', { times: times(rule.args.times) });
  const points = vocabulary.points(rule.args.points, rule.unit);
  switch (rule.kind) {
    case 'per-amount':
      return phrase('gives.per-amount', { points, amount: vocabulary.money(rule.args.perMinor) });
    case 'per-order':
      return rule.args.minimumMinor > 0
        ? phrase('gives.per-order-from', { points, amount: vocabulary.money(rule.args.minimumMinor) })
        : phrase('gives.per-order', { points });
    case 'per-product':
      return rule.args.maxUnits === null
        ? phrase('gives.per-product', { points })
        : phrase('gives.per-product-most', { points, count: rule.args.maxUnits });
    case 'first-order':
      return phrase('gives.first-order', { points });
    case 'nth-order':
      return phrase(rule.args.every ? 'gives.every-nth-order' : 'gives.nth-order', { points, nth: rule.args.nth });
    case 'visit':
      return phrase('gives.visit', { points });
    case 'nth-visit':
      return phrase(rule.args.every ? 'gives.every-nth-visit' : 'gives.nth-visit', { points, nth: rule.args.nth });
    case 'action':
      return phrase('gives.action', { points, action: { as: 'choice', of: 'rule.args.action', value: rule.args.action } });
  }
}

function oneRule(before: EarningRule, after: EarningRule, vocabulary: Vocabulary): Change[] {
  const { name } = after;
  const [was, is] = [ruleFact(before, vocabulary), ruleFact(after, vocabulary)];
  const isReworded = !isSameFact(was, is);
  const table = tableOf('rule');
  const otherKind = phrase('rule.differs', { name, is, was });
  return thingChanges<EarningRule>(before, after, {
    subject: name,
    table,
    vocabulary,
    told: {
      name: (old, now) => phrase('renamed', { was: old, is: now }),
      kind: () => otherKind,
      args: () => {
        if (before.kind !== after.kind) return otherKind;
        const said = isReworded ? [...SAID, ...(SAID_TOO[after.kind] ?? [])] : [];
        const [old, now] = [without(before.args, said), without(after.args, said)];
        const rest = changesBetween(old, now, { subject: name, table, vocabulary, path: ['args'] });
        return isReworded ? [phrase('rule.gives', { name, is, was }), ...rest] : rest;
      },
      dates: (old, now) => pair('rule.holds', { name, was: datesFact(old), is: datesFact(now) }),
    },
  });
}

/** What the description of a rule says by itself. */
const SAID: readonly string[] = ['points', 'perMinor', 'nth', 'every', 'times', 'action'];

const SAID_TOO: Readonly<Partial<Record<EarningRule['kind'], readonly string[]>>> = {
  'per-order': ['minimumMinor'],
  'per-product': ['maxUnits'],
};

function without(args: object, fields: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !fields.includes(name)));
}

/** What changed in the campaigns. */
export function campaignChanges(before: readonly Campaign[], after: readonly Campaign[], vocabulary: Vocabulary): Change[] {
  return listChanges(before, after, {
    added: (campaign) =>
      unlessActive(
        campaign.active,
        phrase('campaign.new', { name: campaign.name, gives: campaignFact(campaign, vocabulary), dates: datesFact(campaign.dates) }),
      ),
    removed: ({ name }) => phrase('campaign.removed', { name }),
    changed: (was, is) => oneCampaign(was, is, vocabulary),
    reordered: () => phrase('campaign.reordered'),
  });
}

function oneCampaign(before: Campaign, after: Campaign, vocabulary: Vocabulary): Change[] {
  const { name } = after;
  return thingChanges<Campaign>(before, after, {
    subject: name,
    table: tableOf('campaign'),
    vocabulary,
    told: {
      name: (was, is) => phrase('renamed', { was, is }),
      kind: () => pair('thing.is', { name, was: campaignFact(before, vocabulary), is: campaignFact(after, vocabulary) }),
      dates: (was, is) => pair('thing.runs', { name, was: datesFact(was), is: datesFact(is) }),
      first: (was, is) => pair('campaign.for', { name, was: placesFact(was), is: placesFact(is) }),
    },
  });
}

function placesFact(first: Campaign['first']): Fact {
  return first === null ? phrase('places.everyone') : phrase(`places.${first.of}`, { count: first.count });
}

function campaignFact(campaign: Campaign, vocabulary: Vocabulary): Fact {
  switch (campaign.kind) {
    case 'multiplier':
      return phrase('campaign.multiplier', { times: times(campaign.times), products: filterFact(campaign.products) });
    case 'bonus':
      return phrase('campaign.bonus', { points: vocabulary.points(campaign.points) });
    case 'extra-rate':
      return phrase('campaign.extra-rate', { points: vocabulary.points(campaign.points), amount: vocabulary.money(campaign.perMinor) });
    case 'gift':
      return phrase('campaign.gift', { present: presentFact(campaign, vocabulary) });
    case 'challenge':
      return campaign.badge === null
        ? phrase('campaign.challenge', { present: presentFact(campaign, vocabulary) })
        : phrase('campaign.badge', { badge: campaign.badge });
  }
}
