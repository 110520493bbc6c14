import { listed, percent } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import type { EntryWay, Tier, TierSettings } from '../../tiers/tiers.schema.ts';
import { phrase } from './change.ts';
import type { Change } from './change.ts';
import { listChanges } from './lists.ts';
import { SETTINGS } from './settings-table.ts';
import { tableOf } from './thing-tables.ts';
import { amountsFact, differing, filterFact, ownAmount, pair, presentFact } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';
import { changesBetween, thingChanges } from './wording.ts';

/** What changed in the tiers: each rung, and how one goes down. */
export function tierChanges(before: TierSettings, after: TierSettings, vocabulary: Vocabulary): Change[] {
  const { list: wasList, ...wasTogether } = before;
  const { list: isList, ...isTogether } = after;
  const rungs = listChanges(wasList, isList, {
    added: (tier) =>
      phrase('tier.new', {
        name: tier.name,
        ways: listed(
          tier.ways.map((way) => wayFact(way, vocabulary)),
          'or',
        ),
      }),
    removed: ({ name }) => phrase('tier.removed', { name }),
    changed: (was, is) => oneTier(was, is, vocabulary),
    reordered: (tiers) => phrase('tier.order', { list: listed(tiers.map(({ name }) => name)) }),
  });
  return [...rungs, ...changesBetween(wasTogether, isTogether, { subject: null, table: SETTINGS, vocabulary, path: ['tiers'] })];
}

function oneTier(before: Tier, after: Tier, vocabulary: Vocabulary): Change[] {
  const { name } = after;
  return thingChanges(before, after, {
    subject: name,
    table: tableOf('tier'),
    vocabulary,
    told: {
      name: (was, is) => phrase('renamed', { was, is }),
      ways: (was, is) => wayChanges({ name, was, is }, vocabulary),
      perkIds: (was, is) => perkChanges({ name, was, is }, vocabulary),
      entryReward: (was, is) => pair('tier.entry', { name, was: presentFact(was, vocabulary), is: presentFact(is, vocabulary) }),
    },
  });
}

function perkChanges(
  { name, was, is }: { readonly name: string; readonly was: readonly string[]; readonly is: readonly string[] },
  vocabulary: Vocabulary,
): Change[] {
  const added = is.filter((id) => !was.includes(id)).map(vocabulary.nameOf);
  const gone = was.filter((id) => !is.includes(id)).map(vocabulary.nameOf);
  const changes = [
    ...(added.length > 0 ? [phrase('tier.has', { name, list: listed(added) })] : []),
    ...(gone.length > 0 ? [phrase('tier.lacks', { name, list: listed(gone) })] : []),
  ];
  return changes.length > 0 ? changes : [phrase('tier.perks-reordered', { name })];
}

/** Ways of the same measure over the same time are the same way; the threshold is what changes. */
function wayChanges(
  { name, was, is }: { readonly name: string; readonly was: readonly EntryWay[]; readonly is: readonly EntryWay[] },
  vocabulary: Vocabulary,
): Change[] {
  return listChanges(was, is, {
    keyOf: (way) => `${way.kind} ${'window' in way ? way.window : ''}`,
    added: (way) => phrase('way.new', { name, way: wayFact(way, vocabulary) }),
    removed: (way) => phrase('way.removed', { name, way: wayFact(way, vocabulary) }),
    changed: (before, after) => oneWay({ name, before, after }, vocabulary),
    reordered: () => phrase('way.reordered', { name }),
  });
}

interface WayPair<Way extends EntryWay> {
  readonly name: string;
  readonly before: Way;
  readonly after: Way;
}

function oneWay({ name, before, after }: WayPair<EntryWay>, vocabulary: Vocabulary): Change[] {
  if (before.kind === 'spend' && after.kind === 'spend') return [spendChange({ name, before, after }, vocabulary)];
  if ('atLeast' in before && 'atLeast' in after && typeof before.atLeast === 'number')
    return [phrase('way.needs', { name, is: wayFact(after, vocabulary), was: before.atLeast })];
  if (before.kind === 'paid' && after.kind === 'paid') return planChanges({ name, before, after }, vocabulary);
  return thingChanges<EntryWay>(before, after, { subject: name, table: tableOf('way'), vocabulary, told: {} });
}

/** "Silver now needs €300.00 of spend in 12 months (was €250.00)." */
function spendChange({ name, before, after }: WayPair<Spend>, vocabulary: Vocabulary): Change {
  const [was, is] = differing(before.atLeast, after.atLeast);
  if (Object.keys(is).length === 0) return phrase('way.no-amount', { name, list: listed(Object.keys(was)) });
  const needs = phrase('way.by.spend', { amount: amountsFact(is, vocabulary), window: phrase(`window.${after.window}`) });
  return phrase('way.needs', { name, is: needs, was: Object.keys(was).length === 0 ? phrase('not-set') : amountsFact(was, vocabulary) });
}

type Spend = Extract<EntryWay, { kind: 'spend' }>;
type Paid = Extract<EntryWay, { kind: 'paid' }>;

function planChanges({ name, before, after }: WayPair<Paid>, vocabulary: Vocabulary): Change[] {
  const grace = before.graceDays === after.graceDays ? [] : [phrase('plan.grace', { name, count: after.graceDays, was: before.graceDays })];
  const plans = listChanges(before.plans, after.plans, {
    added: (plan) =>
      phrase('plan.new', { name, plan: plan.name, price: ownAmount(plan.price, vocabulary), per: phrase(`per.${plan.per}`) }),
    removed: (plan) => phrase('plan.removed', { name, plan: plan.name }),
    changed: (was, is) =>
      thingChanges(was, is, {
        subject: phrase('plan.subject', { name, plan: is.name }),
        table: tableOf('way'),
        vocabulary,
        told: { name: (old, now) => phrase('plan.renamed', { name, was: old, is: now }) },
      }),
    reordered: () => phrase('plan.reordered', { name }),
  });
  return [...plans, ...grace];
}

/** "€300.00 of spend in 12 months", "joining", "an invitation". */
function wayFact(way: EntryWay, vocabulary: Vocabulary): Fact {
  const window = 'window' in way ? phrase(`window.${way.window}`) : '';
  switch (way.kind) {
    case 'join':
    case 'invitation':
      return phrase(`way.by.${way.kind}`);
    case 'points':
      return phrase('way.by.points', { points: vocabulary.points(way.atLeast), window });
    case 'spend':
      return phrase('way.by.spend', { amount: ownAmount(way.atLeast, vocabulary), window });
    case 'orders':
    case 'visits':
      return phrase(`way.by.${way.kind}`, { count: way.atLeast, window });
    case 'paid': {
      const plans = way.plans.map((plan) =>
        phrase('way.by.plan', { amount: ownAmount(plan.price, vocabulary), per: phrase(`per.${plan.per}`) }),
      );
      return phrase('way.by.paid', { list: listed(plans, 'or') });
    }
    case 'product':
      return phrase('way.by.product', { products: filterFact(way.products) });
    case 'top':
      return phrase('way.by.top', { percent: percent(way.percent), window });
  }
}
