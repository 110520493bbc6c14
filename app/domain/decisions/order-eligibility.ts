import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { OrderSnapshot } from '../order.ts';
import type { Program } from '../program/program.schema.ts';
import type { Bar, FrozenContext } from './settled-order.ts';
import type { Verdict } from './trace.ts';

/** Why a member's order does not earn when it is first settled; null: nothing stands in the way. `paused` is the program's state. */
export function barFor(memberState: 'guest' | 'member' | 'left' | 'blocked' | 'erased' | null, paused: boolean): Bar | null {
  if (memberState === 'blocked') return 'blocked';
  if (memberState === 'left' || memberState === 'erased') return 'left';
  return paused ? 'paused' : null;
}

/** True when the order is paid, or was: then it has something to settle. */
export function wasPaid(order: OrderSnapshot, context: FrozenContext | null): boolean {
  if (context !== null || ['paid', 'partially-refunded', 'refunded'].includes(order.payment)) return true;
  return order.paidAt !== null && (order.payment === 'unpaid' || order.payment === 'voided');
}

export interface EligibilityFacts {
  readonly storeId: string;
  readonly developmentStore: boolean;
  /** A backfill under a named version looks at orders from before going live. */
  readonly backfill: boolean;
}

/** Why this order never earns under the program, whoever it belongs to; null: it may (rules, 2 Which orders earn). */
export function whyOrderIsOut(order: OrderSnapshot, program: Program, facts: EligibilityFacts): Verdict | null {
  const { orders: settings } = program;
  const store = program.stores[facts.storeId];
  if (order.test && !(settings.testOrders === 'always' || (settings.testOrders === 'on-development-stores' && facts.developmentStore)))
    return 'test-order';
  if (order.company && !settings.companies) return 'company-order';
  if (!settings.channels[order.channel]) return 'channel-excluded';
  if (order.tags.some((tag) => tag.toLowerCase() === settings.skipTag.toLowerCase())) return 'skip-tag';
  if (store && !store.earns) return 'store-does-not-earn';
  const liveFrom = [settings.goesLiveOn, store?.goesLiveOn ?? null].filter((date) => date !== null);
  const placedOn = localDate(order.placedAt, program.timeZone);
  if (!facts.backfill && liveFrom.some((date) => placedOn < date)) return 'before-go-live';
  return null;
}

/** Why the order's owner earns nothing with it; null: they do. */
export function whyOwnerIsOut(order: OrderSnapshot, program: Program, context: FrozenContext): Verdict | null {
  if (context.barred !== null) return context.barred;
  if (program.arms.some((arm) => arm.id === context.arm && arm.holdout)) return 'holdout';
  if (context.member?.staff && order.channel === 'pos' && !program.staff.earnInPerson) return 'staff-in-person';
  if (context.member?.guest && !program.guests.earn) return 'guests-do-not-earn';
  return null;
}

/** An order without an owner waits so long for one; later it earns nothing. */
export function ownerCameInTime(context: FrozenContext, program: Program, now: Instant): boolean {
  return now <= context.placedAt + program.guests.ownerDays * 86_400_000;
}
