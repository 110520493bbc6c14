import type { AnalyticsView, AnalyticsWish, Compared, CoreNumbersView, MonthView, OrderSums } from '#app/contracts/analytics.ts';
import { addDays, endOfLocalDay, instantToIso, localDate, startOfLocalDay } from '#app/domain/instant.ts';
import { type PointWorth, pointWorth } from '#app/domain/program/point-worth.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import {
  type DayFlow,
  type DayOrders,
  type MonthRow,
  type Owed,
  listCampaigns,
  readCampaigns,
  readCohorts,
  readFlows,
  readHours,
  readMonths,
  readOrderDays,
  readOwed,
  readRewardSums,
  readTierOrders,
  readTierSpeed,
} from '#app/store/analytics.ts';
import { readTierSizes } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { lifetimeOf } from './read-lifetime.ts';
import { readProgress } from './read-progress.ts';

const WEEK = 7;
const MONTHS = 13;
const MOST_DAYS = 400;
/** Noon keeps a shift of summer time from moving the day. */
const NOON_MS = 43_200_000;

/** The numbers of a period beside those of the period before. They come from sums that are at most some minutes old. */
export async function readAnalytics(desk: Desk, wish: AnalyticsWish): Promise<AnalyticsView> {
  const { pool } = desk.database;
  const { programId } = wish;
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const { timeZone, currency } = rulebook.record;
  const live = rulebook.liveAt(now);
  const program = live && (await rulebook.program(live.no));
  const period = { from: wish.from, to: wish.to };
  const before = periodBefore(period, timeZone);
  const earlier = { ...wish, ...before };
  const year = {
    ...wish,
    from: localDate(addDays(now, -365), timeZone),
    to: localDate(now, timeZone),
    tierId: null,
    channel: null,
    campaignId: null,
  };
  const [flows, flowsBefore, orders, ordersBefore, hours, tierOrders, rewards, months, owed, sizes, speed, yearFlows, more] =
    await Promise.all([
      readFlows(pool, wish),
      readFlows(pool, earlier),
      readOrderDays(pool, wish),
      readOrderDays(pool, earlier),
      readHours(pool, wish),
      readTierOrders(pool, wish),
      readRewardSums(pool, wish, { timeZone, currency }),
      readMonths(pool, programId, { upTo: wish.to.slice(0, 7), limit: MONTHS }),
      readOwed(pool, programId),
      readTierSizes(pool, programId),
      readTierSpeed(pool, programId),
      readFlows(pool, year),
      readMore(desk, wish),
    ]);
  const worth = program && pointWorth(program);
  const points = { now: sumFlows(flows), before: sumFlows(flowsBefore) };
  const sums = { now: sumOrders(orders), before: sumOrders(ordersBefore) };
  return {
    asOf: owed.asOf === null ? null : instantToIso(owed.asOf),
    currency,
    period,
    before,
    core: coreOf({ points, sums, months, thisMonth: localDate(now, timeZone).slice(0, 7) }),
    points,
    orders: sums,
    rewards,
    tiers: tiersOf(program, { tierOrders, sizes, speed }),
    days: daysOf({ ...period, timeZone }, flows, orders),
    hours,
    months: months.map(monthOf),
    liability: liabilityOf(owed, { worth, program, year: sumFlows(yearFlows) }),
    economics: economicsOf({ now: orders, before: ordersBefore }, worth),
    ...{ progress: more.progress, campaigns: more.campaigns, knownCampaigns: more.knownCampaigns },
    lifetime: lifetimeOf(more.cohorts, program),
  };
}

async function readMore(desk: Desk, wish: AnalyticsWish) {
  const { pool } = desk.database;
  const [progress, campaigns, knownCampaigns, cohorts] = await Promise.all([
    readProgress(pool, wish.programId),
    readCampaigns(pool, wish),
    listCampaigns(pool, wish.programId),
    readCohorts(pool, wish.programId),
  ]);
  return { progress, campaigns, knownCampaigns, cohorts };
}

const WEEKS = 12;
const WEEKS_OF_A_PERIOD = 4;

/** The four core numbers for the first page. Of four weeks: any such period has the weekdays of the one before. */
export async function readCoreNumbers(desk: Desk, programId: string): Promise<CoreNumbersView> {
  const { pool } = desk.database;
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const { timeZone } = rulebook.record;
  const today = startOfLocalDay(localDate(now, timeZone), timeZone) + NOON_MS;
  const day = (ago: number) => localDate(addDays(today, -ago), timeZone);
  const wish = { programId, from: day(WEEKS * WEEK - 1), to: day(0), storeId: null, tierId: null, channel: null, campaignId: null };
  const [flows, orders, months, owed] = await Promise.all([
    readFlows(pool, wish),
    readOrderDays(pool, wish),
    readMonths(pool, programId, { upTo: wish.to.slice(0, 7), limit: MONTHS }),
    readOwed(pool, programId),
  ]);
  const between = (from: string, to: string) => {
    const within = (row: { readonly day: string }) => row.day >= from && row.day <= to;
    return { points: sumFlows(flows.filter(within)), sums: sumOrders(orders.filter(within)) };
  };
  const span = WEEKS_OF_A_PERIOD * WEEK;
  const [latest, earlier] = [between(day(span - 1), day(0)), between(day(2 * span - 1), day(span))];
  return {
    asOf: owed.asOf === null ? null : instantToIso(owed.asOf),
    core: coreOf({
      points: { now: latest.points, before: earlier.points },
      sums: { now: latest.sums, before: earlier.sums },
      months,
      thisMonth: wish.to.slice(0, 7),
    }),
    weeks: Array.from({ length: WEEKS }, (_, index) => {
      const ago = (WEEKS - 1 - index) * WEEK;
      const { points, sums } = between(day(ago + WEEK - 1), day(ago));
      return { to: day(ago), redemption: redemptionOf(points), orderValueLift: valueLiftOf(sums) };
    }),
    months: months.map((month) => ({ month: month.month, frequencyLift: frequencyLiftOf(month), quiet: quietOf(month) })),
  };
}

/** As many days before, moved to the same weekdays. */
function periodBefore(period: { readonly from: string; readonly to: string }, timeZone: string): { from: string; to: string } {
  const [from, to] = [startOfLocalDay(period.from, timeZone), startOfLocalDay(period.to, timeZone)];
  const days = Math.round((to - from) / 86_400_000) + 1;
  const back = Math.ceil(days / WEEK) * WEEK;
  const shifted = (at: number) => localDate(addDays(at + NOON_MS, -back), timeZone);
  return { from: shifted(from), to: shifted(to) };
}

function sumFlows(flows: readonly DayFlow[]): AnalyticsView['points']['now'] {
  const of = (flow: string) => flows.reduce((sum, row) => sum + (row.flow === flow ? row.points : 0), 0);
  return {
    issued: of('issued'),
    reversed: of('revoked'),
    redeemed: of('redeemed') - of('returned'),
    expired: of('expired'),
    adjusted: of('adjusted-up') - of('adjusted-down'),
  };
}

function sumOrders(days: readonly DayOrders[]): AnalyticsView['orders']['now'] {
  const of = (isMember: boolean): OrderSums => {
    const own = days.filter((day) => day.isMember === isMember);
    return {
      orders: own.reduce((sum, { orders }) => sum + orders, 0),
      valueMinor: own.reduce((sum, { valueMinor }) => sum + valueMinor, 0),
    };
  };
  return { members: of(true), others: of(false) };
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function lift(members: number | null, others: number | null): number | null {
  return members === null || others === null || others === 0 ? null : members / others - 1;
}

function redemptionOf({ issued, reversed, redeemed }: AnalyticsView['points']['now']): number | null {
  return share(redeemed, issued - reversed);
}

function valueLiftOf({ members, others }: AnalyticsView['orders']['now']): number | null {
  return lift(share(members.valueMinor, members.orders), share(others.valueMinor, others.orders));
}

function frequencyLiftOf(month: MonthRow | undefined): number | null {
  return month === undefined ? null : lift(share(month.memberOrders, month.memberBuyers), share(month.otherOrders, month.otherBuyers));
}

function quietOf(month: MonthRow | undefined): number | null {
  return month === undefined ? null : share(month.quiet, month.members);
}

function coreOf(facts: {
  readonly points: AnalyticsView['points'];
  readonly sums: AnalyticsView['orders'];
  readonly months: readonly MonthRow[];
  /** "2026-11" */
  readonly thisMonth: string;
}): AnalyticsView['core'] {
  const [last, previous] = [facts.months.at(-1), facts.months.at(-2)];
  // Of a month that has just begun nobody can say how often people come; it counts only where there is no whole one to go by.
  const hasWhole = last?.month === facts.thisMonth && frequencyLiftOf(previous) !== null;
  const whole = hasWhole ? facts.months.slice(0, -1) : facts.months;
  return {
    redemption: { now: redemptionOf(facts.points.now), before: redemptionOf(facts.points.before) },
    orderValueLift: { now: valueLiftOf(facts.sums.now), before: valueLiftOf(facts.sums.before) },
    frequencyLift: { now: frequencyLiftOf(whole.at(-1)), before: frequencyLiftOf(whole.at(-2)) },
    quiet: { now: quietOf(last), before: quietOf(previous) },
  };
}

function tiersOf(
  program: Program | null,
  facts: {
    readonly tierOrders: Awaited<ReturnType<typeof readTierOrders>>;
    readonly sizes: ReadonlyMap<string, number>;
    readonly speed: ReadonlyMap<string, number>;
  },
): AnalyticsView['tiers'] {
  const orders = new Map(facts.tierOrders.map((row) => [row.tierId, row]));
  const names = [{ id: '', name: '' }, ...(program?.tiers.list ?? [])];
  return names.map(({ id, name }) => ({
    ...{ tierId: id, name, members: facts.sizes.get(id) ?? 0 },
    ...{ orders: orders.get(id)?.orders ?? 0, valueMinor: orders.get(id)?.valueMinor ?? 0, daysToReach: facts.speed.get(id) ?? null },
  }));
}

function daysOf(
  period: { readonly from: string; readonly to: string; readonly timeZone: string },
  flows: readonly DayFlow[],
  orders: readonly DayOrders[],
): AnalyticsView['days'] {
  const points = Map.groupBy(flows, ({ day }) => day);
  const bought = Map.groupBy(orders, ({ day }) => day);
  const days: AnalyticsView['days'][number][] = [];
  for (let at = startOfLocalDay(period.from, period.timeZone); days.length < MOST_DAYS; at = endOfLocalDay(at, period.timeZone) + 1) {
    const day = localDate(at, period.timeZone);
    if (day > period.to) break;
    const sum = sumFlows(points.get(day) ?? []);
    const { members, others } = sumOrders(bought.get(day) ?? []);
    days.push({
      ...{ day, issued: sum.issued, redeemed: sum.redeemed, memberOrders: members.orders, otherOrders: others.orders },
      ...{ memberValueMinor: members.valueMinor, otherValueMinor: others.valueMinor },
    });
  }
  return days;
}

function monthOf({ memberRepeat, memberYear, otherRepeat, otherYear, ...month }: MonthRow): MonthView {
  return { ...month, memberRepeatShare: share(memberRepeat, memberYear), otherRepeatShare: share(otherRepeat, otherYear) };
}

function liabilityOf(
  owed: Owed,
  facts: { readonly worth: PointWorth | null; readonly program: Program | null; readonly year: AnalyticsView['points']['now'] },
): AnalyticsView['liability'] {
  const { worth, program, year } = facts;
  const points = owed.available + owed.held - owed.debt;
  const inMoney = (of: number) => (worth === null ? null : Math.round((of * worth.minor) / worth.points));
  const stated = program?.liability.breakagePercent ?? null;
  return {
    points,
    pending: owed.pending,
    minor: inMoney(points),
    pendingMinor: inMoney(owed.pending),
    breakage: stated === null ? share(year.expired, year.issued - year.reversed) : stated / 100,
    holders: owed.holders,
  };
}

function economicsOf(orders: Compared<readonly DayOrders[]>, worth: PointWorth | null): AnalyticsView['economics'] {
  const cost = (days: readonly DayOrders[]) => days.reduce((sum, { discountMinor }) => sum + discountMinor, 0);
  const used = (days: readonly DayOrders[]) => days.reduce((sum, { withReward }) => sum + withReward, 0);
  const costShare = (days: readonly DayOrders[]) => share(cost(days), cost(days) + sumOrders(days).members.valueMinor);
  return {
    rewardCost: { now: cost(orders.now), before: cost(orders.before) },
    costShare: { now: costShare(orders.now), before: costShare(orders.before) },
    pointCostMicros: worth === null ? null : Math.round((worth.minor * 1_000_000) / worth.points),
    ordersWithReward: { now: used(orders.now), before: used(orders.before) },
  };
}
