import { formatMinor } from '../../money.ts';
import type { EntryWay, Tier, TierSettings } from '../../tiers/tiers.schema.ts';
import { COMMON } from './shared-terms.ts';
import { listChanges } from './lists.ts';
import { pair } from './rewards.ts';
import { SETTINGS } from './settings-table.ts';
import { amountsText, differing, filterText, listed, ownAmount, presentText } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, field, flag, thingChanges } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** What changed in the tiers: each rung, and how one goes down. */
export function tierChanges(before: TierSettings, after: TierSettings, vocabulary: Vocabulary): string[] {
  const { list: wasList, ...wasTogether } = before;
  const { list: isList, ...isTogether } = after;
  const rungs = listChanges(wasList, isList, {
    added: (tier) => `New tier: ${tier.name}, reached by ${listedWays(tier, vocabulary)}.`,
    removed: (tier) => `Tier removed: ${tier.name}.`,
    changed: (was, is) => oneTier(was, is, vocabulary),
    reordered: (tiers) => `The tiers now go ${listed(tiers.map(({ name }) => name))}, from the lowest to the highest.`,
  });
  return [...rungs, ...changesBetween(wasTogether, isTogether, { subject: null, table: SETTINGS, vocabulary, path: ['tiers'] })];
}

function listedWays(tier: Tier, vocabulary: Vocabulary): string {
  return tier.ways.map((way) => wayText(way, vocabulary)).join(', or by ');
}

function oneTier(before: Tier, after: Tier, vocabulary: Vocabulary): string[] {
  const { name } = after;
  return thingChanges(before, after, {
    subject: name,
    table: TABLE,
    vocabulary,
    told: {
      name: (was, is) => `${was} is now called ${is}.`,
      ways: (was, is) => wayChanges({ name, was, is }, vocabulary),
      perkIds: (was, is) => perkChanges({ name, was, is }, vocabulary),
      entryReward: (was, is) => pair(`Reaching ${name} now brings`, presentText(was, vocabulary), presentText(is, vocabulary)),
    },
  });
}

function perkChanges(
  { name, was, is }: { readonly name: string; readonly was: readonly string[]; readonly is: readonly string[] },
  vocabulary: Vocabulary,
): string[] {
  const added = is.filter((id) => !was.includes(id)).map(vocabulary.nameOf);
  const gone = was.filter((id) => !is.includes(id)).map(vocabulary.nameOf);
  const changes = [
    ...(added.length > 0 ? [`${name} now has: ${listed(added)}.`] : []),
    ...(gone.length > 0 ? [`${name} no longer has: ${listed(gone)}.`] : []),
  ];
  return changes.length > 0 ? changes : [`The perks of ${name} are listed in another order.`];
}

/** Ways of the same measure over the same time are the same way; the threshold is what changes. */
function wayChanges(
  { name, was, is }: { readonly name: string; readonly was: readonly EntryWay[]; readonly is: readonly EntryWay[] },
  vocabulary: Vocabulary,
): string[] {
  return listChanges(was, is, {
    keyOf: (way) => `${way.kind} ${'window' in way ? way.window : ''}`,
    added: (way) => `${name} can now be reached by ${wayText(way, vocabulary)}.`,
    removed: (way) => `${name} can no longer be reached by ${wayText(way, vocabulary)}.`,
    changed: (before, after) => oneWay({ name, before, after }, vocabulary),
    reordered: () => `The ways to reach ${name} are listed in another order.`,
  });
}

function oneWay(
  { name, before, after }: { readonly name: string; readonly before: EntryWay; readonly after: EntryWay },
  vocabulary: Vocabulary,
): string[] {
  if (before.kind === 'spend' && after.kind === 'spend') return [spendChange({ name, before, after }, vocabulary)];
  if ('atLeast' in before && 'atLeast' in after && typeof before.atLeast === 'number')
    return [`${name} now needs ${wayText(after, vocabulary)} (was ${before.atLeast}).`];
  if (before.kind === 'paid' && after.kind === 'paid') return planChanges({ name, before, after }, vocabulary);
  return thingChanges<EntryWay>(before, after, {
    subject: name,
    table: WAY_TABLE,
    vocabulary,
    told: {},
  });
}

/** "Silver now needs 300.00 EUR of spend in 12 months (was 250.00)." */
function spendChange(
  { name, before, after }: { readonly name: string; readonly before: Spend; readonly after: Spend },
  vocabulary: Vocabulary,
): string {
  const [was, is] = differing(before.atLeast, after.atLeast);
  const code = Object.keys(is)[0];
  if (code === undefined) return `The spend that ${name} needs has no amount in ${listed(Object.keys(was))} any more.`;
  const isOne = Object.keys(is).length === 1 && was[code] !== undefined;
  const earlier = isOne ? formatMinor(was[code] ?? 0, code) : Object.keys(was).length === 0 ? 'not set' : amountsText(was, vocabulary);
  return `${name} now needs ${amountsText(is, vocabulary)} of spend ${WINDOWS[after.window]} (was ${earlier}).`;
}

type Spend = Extract<EntryWay, { kind: 'spend' }>;
type Paid = Extract<EntryWay, { kind: 'paid' }>;

function planChanges(
  { name, before, after }: { readonly name: string; readonly before: Paid; readonly after: Paid },
  vocabulary: Vocabulary,
): string[] {
  const grace =
    before.graceDays === after.graceDays
      ? []
      : [`${name} now stays ${after.graceDays} days after a payment failed (was ${before.graceDays}).`];
  const plans = listChanges(before.plans, after.plans, {
    added: (plan) => `${name} can now be paid for: ${plan.name}, ${ownAmount(plan.price, vocabulary)} a ${plan.per}.`,
    removed: (plan) => `${name} can no longer be paid for by the plan ${plan.name}.`,
    changed: (was, is) =>
      thingChanges(was, is, {
        subject: `${name}, ${is.name},`,
        table: WAY_TABLE,
        vocabulary,
        told: { name: (old, now) => `The plan ${old} of ${name} is now called ${now}.` },
      }),
    reordered: () => `The plans of ${name} are listed in another order.`,
  });
  return [...plans, ...grace];
}

const WINDOWS = { lifetime: 'since joining', rolling: 'in 12 months', 'calendar-year': 'in a calendar year' } as const;

/** "300.00 EUR of spend in 12 months", "joining", "an invitation". */
export function wayText(way: EntryWay, vocabulary: Vocabulary): string {
  switch (way.kind) {
    case 'join':
      return 'joining';
    case 'points':
      return `${vocabulary.points(way.atLeast)} earned ${WINDOWS[way.window]}`;
    case 'spend':
      return `${ownAmount(way.atLeast, vocabulary)} of spend ${WINDOWS[way.window]}`;
    case 'orders':
      return `${way.atLeast} ${way.atLeast === 1 ? 'order' : 'orders'} ${WINDOWS[way.window]}`;
    case 'visits':
      return `${way.atLeast} ${way.atLeast === 1 ? 'visit' : 'visits'} ${WINDOWS[way.window]}`;
    case 'paid':
      return `paying ${way.plans.map((plan) => `${ownAmount(plan.price, vocabulary)} a ${plan.per}`).join(' or ')}`;
    case 'product':
      return `buying ${filterText(way.products)}`;
    case 'invitation':
      return 'an invitation';
    case 'top':
      return `being among the top ${way.percent} % by spend ${WINDOWS[way.window]}`;
  }
}

const WAY_TABLE: WordingTable = {
  ...COMMON,
  days: field('days', 'the time that it lasts', { none: 'without end' }),
  percent: field('percent', 'the share of members who get it'),
  invite: flag('is now given by invitation to the best', 'is now given to the best without an invitation'),
  per: field('choice', 'what the price is for', { choices: { month: 'a month', year: 'a year' } }),
  price: field('amounts', 'the price', { none: 'not set', verb: 'now costs' }),
  productIds: field('list', 'the product that sells it', { none: 'none' }),
};

const TABLE: WordingTable = {
  ...COMMON,
  multiplier: field('times', 'the rate', { verb: 'now collects' }),
  hidden: flag('is hidden from members who have not reached it', 'is shown to everyone'),
  colour: field('list', 'the colour', { none: 'none' }),
};
