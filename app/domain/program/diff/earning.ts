import type { Campaign } from '../../campaigns/campaign.schema.ts';
import type { EarningRule, EarningSettings } from '../../earning/earning.schema.ts';
import { describeRule } from '../../earning/evaluate-rule.ts';
import { COMMON } from './shared-terms.ts';
import { listChanges } from './lists.ts';
import { pair } from './rewards.ts';
import { SETTINGS } from './settings-table.ts';
import { datesText, filterText, presentText } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, field, flag, thingChanges } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** What changed in the earning rules, in the caps over all of them, and in how points are worked out together. */
export function earningChanges(before: EarningSettings, after: EarningSettings, vocabulary: Vocabulary): string[] {
  const rules = listChanges(before.rules, after.rules, {
    added: (rule) => `New rule: ${rule.name}, ${ruleText(rule, vocabulary)}.${rule.active ? '' : ' It is switched off.'}`,
    removed: (rule) => `Rule removed: ${rule.name}.`,
    changed: (was, is) => oneRule(was, is, vocabulary),
    reordered: () => 'The rules are listed in another order.',
  });
  const caps = listChanges(before.caps, after.caps, {
    added: (cap) => `New limit: ${capText(cap, vocabulary)}.`,
    removed: (cap) => `Limit removed: ${capText(cap, vocabulary)}.`,
    changed: (was, is) => [`A limit is now ${capText(is, vocabulary)} (was ${capText(was, vocabulary)}).`],
    reordered: () => 'The limits are listed in another order.',
  });
  const { rules: _oldRules, caps: _oldCaps, ...wasTogether } = before;
  const { rules: _rules, caps: _caps, ...isTogether } = after;
  return [...rules, ...caps, ...changesBetween(wasTogether, isTogether, { subject: null, table: SETTINGS, vocabulary, path: ['earning'] })];
}

function capText(cap: EarningSettings['caps'][number], vocabulary: Vocabulary): string {
  const whose = cap.of === 'member' ? 'for a member' : 'for all members together';
  return `${vocabulary.points(cap.points)} ${cap.per === 'ever' ? 'ever' : `per ${cap.per}`} ${whose}`;
}

function ruleText(rule: EarningRule, vocabulary: Vocabulary): string {
  return describeRule(rule, { points: (steps) => vocabulary.points(steps, rule.unit), money: vocabulary.money });
}

function oneRule(before: EarningRule, after: EarningRule, vocabulary: Vocabulary): string[] {
  const { name } = after;
  const [was, is] = [ruleText(before, vocabulary), ruleText(after, vocabulary)];
  const isReworded = was !== is;
  const otherKind = `${name} now works differently: ${is} (was ${was}).`;
  return thingChanges<EarningRule>(before, after, {
    subject: name,
    table: RULE_TABLE,
    vocabulary,
    told: {
      name: (old, now) => `${old} is now called ${now}.`,
      kind: () => otherKind,
      args: () => {
        if (before.kind !== after.kind) return otherKind;
        const said = isReworded ? [...SAID, ...(SAID_TOO[after.kind] ?? [])] : [];
        const [old, now] = [without(before.args, said), without(after.args, said)];
        const rest = changesBetween(old, now, { subject: name, table: RULE_TABLE, vocabulary, path: ['args'] });
        return isReworded ? [`${name} now gives ${is} (was ${was}).`, ...rest] : rest;
      },
      dates: (old, now) => pair(`${name} now holds`, datesText(old), datesText(now)),
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

const RULE_TABLE: WordingTable = {
  ...COMMON,
  stack: field('choice', 'how it goes with other rules', {
    choices: { sum: 'added to what they give', best: 'only the best of them counts' },
  }),
  countsForTiers: flag('now counts towards tiers', 'no longer counts towards tiers'),
  maxPerOrder: field('points', 'the most from one order', { none: 'no limit' }),
  maxPerMember: field('points-limit', 'the most for a member', { none: 'no limit' }),
  unit: field('list', 'what it pays in'),
  bonuses: flag('is now multiplied by tiers and campaigns', 'is no longer multiplied by tiers and campaigns'),
  'args.points': field('points', 'what it gives'),
  'args.perMinor': field('minor', 'what must be spent for it'),
  'args.nth': field('number', 'which time it counts', { none: 'each time' }),
  'args.every': flag('now counts every such time', 'now counts only once'),
  'args.times': field('times', 'the multiple'),
  'args.action': field('choice', 'what must be done'),
  'args.maxUnits': field('number', 'the most pieces of an order that count', { none: 'no limit' }),
  'args.code': field('text', 'the name of your own event', { none: 'none' }),
  'args.proof': field('choice', 'how we know', {
    choices: { recorded: 'from our own records', partner: 'from a partner', staff: 'from staff', honour: 'on the member’s word' },
  }),
  'args.limit': field('limit', 'how often it counts', { none: 'without limit' }),
  'args.firstMembers': field('number', 'the number of members who can have it', { none: 'no limit' }),
  'args.waitsDays': field('days', 'the waiting time of its points'),
};

/** What changed in the campaigns. */
export function campaignChanges(before: readonly Campaign[], after: readonly Campaign[], vocabulary: Vocabulary): string[] {
  return listChanges(before, after, {
    added: (campaign) =>
      `New campaign: ${campaign.name}, ${campaignText(campaign, vocabulary)}, ${datesText(campaign.dates)}.${campaign.active ? '' : ' It is switched off.'}`,
    removed: (campaign) => `Campaign removed: ${campaign.name}.`,
    changed: (was, is) => oneCampaign(was, is, vocabulary),
    reordered: () => 'The campaigns are listed in another order.',
  });
}

function oneCampaign(before: Campaign, after: Campaign, vocabulary: Vocabulary): string[] {
  const { name } = after;
  return thingChanges<Campaign>(before, after, {
    subject: name,
    table: CAMPAIGN_TABLE,
    vocabulary,
    told: {
      name: (old, now) => `${old} is now called ${now}.`,
      kind: () => pair(`${name} is now`, campaignText(before, vocabulary), campaignText(after, vocabulary)),
      dates: (was, is) => pair(`${name} now runs`, datesText(was), datesText(is)),
      first: (was, is) => pair(`${name} is now for`, placesText(was), placesText(is)),
    },
  });
}

function placesText(first: Campaign['first']): string {
  return first === null ? 'everyone' : `the first ${first.count} ${first.of}`;
}

function campaignText(campaign: Campaign, vocabulary: Vocabulary): string {
  switch (campaign.kind) {
    case 'multiplier':
      return `${campaign.times}× on ${filterText(campaign.products)}`;
    case 'bonus':
      return `${vocabulary.points(campaign.points)} more on an order`;
    case 'extra-rate':
      return `${vocabulary.points(campaign.points)} more for every ${vocabulary.money(campaign.perMinor)}`;
    case 'gift':
      return `a gift of ${presentText(campaign, vocabulary)}`;
    case 'challenge':
      return `a challenge for ${campaign.badge === null ? presentText(campaign, vocabulary) : `the badge ${campaign.badge}`}`;
  }
}

const CAMPAIGN_TABLE: WordingTable = {
  ...COMMON,
  times: field('times', 'the multiple', { verb: 'now pays' }),
  points: field('points', 'the points it gives', { none: 'no points', verb: 'now gives' }),
  perMinor: field('minor', 'what must be spent for it'),
  budget: field('points', 'all that it may give', { none: 'no limit' }),
  when: field('choice', 'when it is given', {
    choices: {
      join: 'on joining',
      'segment-entered': 'on coming into the group',
      'picked-at-random': 'to members picked at random',
      'by-staff': 'by staff',
    },
  }),
  steps: field('list', 'the list of steps'),
  badge: field('text', 'the badge', { none: 'none' }),
};
