import type { Instant } from '#app/domain/instant.ts';
import { NO_TOTALS, type WindowKey, type WindowTotals, windowsOf } from '#app/domain/tiers/metrics.ts';
import { type TierState, heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { sumWindows } from '#app/store/orders.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { type ShopperMember, readShopperRecord } from '#app/store/shoppers.ts';
import type { Desk } from '../desk.ts';
import type { Shopper } from './shopper.ts';

/** What every page of a shopper begins with: the program that is in force, the store, and the member as they stand. */
export interface OpenPage {
  readonly program: Program;
  readonly versionNo: number;
  readonly state: 'live' | 'paused' | 'frozen';
  readonly store: StoreRecord;
  readonly stores: readonly StoreRecord[];
  readonly now: Instant;
  readonly member: ShopperMember | null;
  readonly tier: TierState;
}

/** Reads in one round of four statements. Null when the store has no program in force. */
export async function openPage(desk: Desk, shopper: Pick<Shopper, 'address' | 'customerId'>): Promise<OpenPage | null> {
  const { programId, storeId } = shopper.address;
  const [rulebook, stores, { now, member }] = await Promise.all([
    desk.library.open(programId),
    readStores(desk.database, programId),
    readShopperRecord(desk.database.pool, shopper.address, shopper.customerId),
  ]);
  const live = rulebook.liveAt(now);
  const store = stores.find((one) => one.storeId === storeId);
  if (!live || !store) return null;
  return {
    program: await rulebook.program(live.no),
    versionNo: live.no,
    // Nobody could honour a code of a store that took the app out.
    state: store.state === 'connected' ? rulebook.record.state : 'frozen',
    ...{ store, stores, now, member },
    tier: (member?.tierState as TierState | null | undefined) ?? noTier(),
  };
}

/** The member's sums in the windows that tiers look at; empty without a member. */
export async function readTotals(desk: Desk, page: OpenPage): Promise<ReadonlyMap<WindowKey, WindowTotals>> {
  const { program, member, now, store } = page;
  if (member === null) return new Map();
  const windows = windowsOf(program, heldWindows(page.tier), now);
  const sums = await sumWindows(desk.database.pool, store.programId, { memberIds: [member.memberId], windows, now });
  // A window without orders has no row; its sums are nothing.
  const nothing: WindowTotals = { reached: NO_TOTALS, carried: NO_TOTALS };
  return new Map(windows.map(({ key }) => [key, sums.get(member.memberId)?.get(key) ?? nothing]));
}

/** Where a store's pages are. Stores are reached by https; only those on this very machine need not be. */
export function storeUrl({ domain }: Pick<StoreRecord, 'domain'>): string {
  return `${/^(127\.0\.0\.1|localhost)(:|\/|$)/.test(domain) ? 'http' : 'https'}://${domain}`;
}

/** True once the shopper has joined and may do what members do. */
export function isMember(page: OpenPage): boolean {
  return page.member?.state === 'member';
}
