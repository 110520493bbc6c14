import type { Program } from '../program.schema.ts';
import { wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

interface Named {
  /** "reward": ids of different nouns do not meet. */
  readonly noun: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Every id of a program with its noun ("reward:free-coffee"). Gathered over all versions it tells which ids must never be given away again. */
export function usedIds(program: Program): ReadonlySet<string> {
  return new Set(namedThings(program).map(keyOf));
}

/** Each id once, and none that belonged to something else before: caps, codes and history hang on ids. */
export function checkIds(program: Program, context: PublishContext): Finding[] {
  const seen = new Set<string>();
  const before = context.previous === null ? new Set<string>() : usedIds(context.previous);
  return namedThings(program).flatMap((thing) => {
    const key = keyOf(thing);
    if (seen.has(key)) return [wrong(`${thing.path}.id`, 'id.twice', { id: thing.id, name: thing.name })];
    seen.add(key);
    const isTaken = context.everUsedIds?.has(key) === true && !before.has(key);
    return isTaken ? [wrong(`${thing.path}.id`, 'id.taken', { id: thing.id, name: thing.name })] : [];
  });
}

function keyOf(thing: Named): string {
  return `${thing.noun}:${thing.id}`;
}

function namedThings(program: Program): Named[] {
  const of = (noun: string, path: string, list: readonly { readonly id: string; readonly name?: string }[]): Named[] =>
    list.map(({ id, name }, index) => ({ noun, id, name: name ?? id, path: `${path}.${index}` }));
  return [
    ...of('rule', 'earning.rules', program.earning.rules),
    ...of('cap', 'earning.caps', program.earning.caps),
    ...of('campaign', 'campaigns', program.campaigns),
    ...program.campaigns.flatMap((campaign, index) =>
      campaign.kind === 'challenge' ? of(`step of ${campaign.id}`, `campaigns.${index}.steps`, campaign.steps) : [],
    ),
    ...of('tier', 'tiers.list', program.tiers.list),
    ...program.tiers.list.flatMap((tier, index) =>
      tier.ways.flatMap((way, at) => (way.kind === 'paid' ? of('plan', `tiers.list.${index}.ways.${at}.plans`, way.plans) : [])),
    ),
    ...of('perk', 'perks', program.perks),
    ...of('reward', 'rewards', program.rewards),
    ...of('card', 'cards', program.cards),
    ...of('segment', 'segments', program.segments),
    ...of('arm', 'arms', program.arms),
  ];
}
