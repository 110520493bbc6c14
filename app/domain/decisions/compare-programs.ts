import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { type PointWorth, pointWorth } from '../program/point-worth.ts';
import type { Program } from '../program/program.schema.ts';
import { type PastOrder, ReplayedOrders } from './replay-orders.ts';

/** One program's side of a comparison. Points are net of refunds; money is in minor units of the program's currency. */
export interface ReplaySide {
  readonly points: number;
  /** Points for entering tiers, once each; on top of `points`. */
  readonly entryPoints: number;
  readonly earningOrders: number;
  readonly spendMinor: number;
  /** What the points would cost if every one were redeemed; null: nothing in the program says what a point is worth. */
  readonly costMinor: number | null;
  /** Members per tier today; those below the first under "". */
  readonly tiers: Readonly<Record<string, number>>;
}

export interface ReplayResult {
  readonly live: ReplaySide;
  readonly draft: ReplaySide;
  readonly orders: number;
  readonly members: number;
  /** Oldest first: "2026-11", points of each side. */
  readonly months: readonly { readonly month: string; readonly live: number; readonly draft: number }[];
  /** Who would stand elsewhere, most members first; tiers of the live program and of the draft. */
  readonly moves: readonly { readonly from: string | null; readonly to: string | null; readonly members: number }[];
  readonly differing: { readonly more: number; readonly fewer: number; readonly same: number };
  /** Members whose points differ the most, at most 10 each way. */
  readonly gain: readonly ReplayedMember[];
  readonly lose: readonly ReplayedMember[];
}

export interface ReplayedMember {
  readonly memberId: string;
  readonly live: number;
  readonly draft: number;
}

const SHOWN = 10;

interface Sums {
  points: number;
  earningOrders: number;
  spendMinor: number;
}

/** Plays the same orders through the live program and through a draft, side by side. Orders before `from` only prepare tiers and counts. */
export class ProgramComparison {
  private readonly live: ReplayedOrders;
  private readonly draft: ReplayedOrders;
  private readonly sums: Readonly<Record<'live' | 'draft', Sums>> = { live: empty(), draft: empty() };
  private readonly months = new Map<string, { live: number; draft: number }>();
  private readonly members = new Map<string, { live: number; draft: number }>();
  private readonly programs: { readonly live: Program; readonly draft: Program };
  private readonly from: Instant;
  private orders = 0;

  constructor(programs: { readonly live: Program; readonly draft: Program }, period: { readonly from: Instant; readonly now: Instant }) {
    this.programs = programs;
    this.from = period.from;
    this.live = new ReplayedOrders(programs.live, period.now);
    this.draft = new ReplayedOrders(programs.draft, period.now);
  }

  add(past: PastOrder): void {
    const [live, draft] = [this.live.add(past), this.draft.add(past)];
    const { placedAt } = past.snapshot;
    if (placedAt < this.from) return;
    this.orders += 1;
    count(this.sums.live, live);
    count(this.sums.draft, draft);
    const month = localDate(placedAt, this.programs.live.timeZone).slice(0, 7);
    for (const [map, key] of [
      [this.months, month],
      [this.members, past.memberId],
    ] as const) {
      const sum = map.get(key) ?? { live: 0, draft: 0 };
      map.set(key, { live: sum.live + live.points, draft: sum.draft + draft.points });
    }
  }

  result(): ReplayResult {
    const members = [...this.members].map(([memberId, sum]): ReplayedMember & { from: string | null; to: string | null } => ({
      memberId,
      live: sum.live + this.live.entryPointsOf(memberId),
      draft: sum.draft + this.draft.entryPointsOf(memberId),
      from: this.live.tierOf(memberId),
      to: this.draft.tierOf(memberId),
    }));
    const differences = members
      .map(({ memberId, live, draft }) => ({ memberId, live, draft }))
      .sort((a, b) => b.draft - b.live - (a.draft - a.live));
    return {
      live: this.side('live', members),
      draft: this.side('draft', members),
      orders: this.orders,
      members: members.length,
      months: [...this.months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, sum]) => ({ month, ...sum })),
      moves: movesOf(members),
      differing: {
        more: differences.filter(({ live, draft }) => draft > live).length,
        fewer: differences.filter(({ live, draft }) => draft < live).length,
        same: differences.filter(({ live, draft }) => draft === live).length,
      },
      gain: differences.filter(({ live, draft }) => draft > live).slice(0, SHOWN),
      lose: differences
        .filter(({ live, draft }) => draft < live)
        .toReversed()
        .slice(0, SHOWN),
    };
  }

  private side(
    name: 'live' | 'draft',
    members: readonly { readonly memberId: string; readonly from: string | null; readonly to: string | null }[],
  ): ReplaySide {
    const sums = this.sums[name];
    const tiers: Record<string, number> = {};
    for (const { from, to } of members) {
      const tierId = (name === 'live' ? from : to) ?? '';
      tiers[tierId] = (tiers[tierId] ?? 0) + 1;
    }
    const entryPoints = members.reduce((sum, { memberId }) => sum + this[name].entryPointsOf(memberId), 0);
    return { ...sums, entryPoints, tiers, costMinor: costOf(sums.points + entryPoints, pointWorth(this.programs[name])) };
  }
}

function empty(): Sums {
  return { points: 0, earningOrders: 0, spendMinor: 0 };
}

function count(sums: Sums, order: { readonly points: number; readonly spendMinor: number }): void {
  sums.points += order.points;
  sums.spendMinor += order.spendMinor;
  if (order.points > 0) sums.earningOrders += 1;
}

function costOf(points: number, worth: PointWorth | null): number | null {
  return worth === null ? null : Math.round((points * worth.minor) / worth.points);
}

function movesOf(members: readonly { readonly from: string | null; readonly to: string | null }[]): ReplayResult['moves'] {
  const moved = new Map<string, { from: string | null; to: string | null; members: number }>();
  for (const { from, to } of members) {
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    const known = moved.get(key) ?? { from, to, members: 0 };
    moved.set(key, { ...known, members: known.members + 1 });
  }
  return [...moved.values()].sort((a, b) => b.members - a.members);
}
