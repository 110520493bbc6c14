import { isDeepStrictEqual } from 'node:util';
import { countersOf } from '#app/domain/decisions/counters.ts';
import { orderSource } from '#app/domain/decisions/settled-order.ts';
import { type Instant, localDate } from '#app/domain/instant.ts';
import type { Actor, Unit } from '#app/domain/ledger/posting.ts';
import { type OrderSnapshot, type SnapshotSource, isNewer, keepUnseen } from '#app/domain/order.ts';
import { pickVersion } from '#app/domain/program/pick-version.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { windowsOf, type MetricWindow, type WindowKey, type WindowTotals } from '#app/domain/tiers/metrics.ts';
import { type TierState, heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import type { Queryable } from '#app/store/database.ts';
import { lockCounters } from '#app/store/counters.ts';
import { readLotsLeft } from '#app/store/import-undo.ts';
import { type MemberRecord, type NamedCustomer, fillProfiles, lockMembers, readErased, resolveOwners } from '#app/store/members.ts';
import { type HistoryAnswer, type StoredOrder, readHistory, readOrders, sumWindows } from '#app/store/orders.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import { type RedemptionRecord, lockRedemptionsOfOrders } from '#app/store/redemptions.ts';
import { type TierRecord, readTiers } from '#app/store/tiers.ts';
import type { Desk } from '../desk.ts';
import type { Rulebook } from '../program-library.ts';

/** A snapshot on its way into the books. `again`: settle even though nothing is newer (a rate was set, points came due). */
export interface IncomingOrder {
  readonly snapshot: OrderSnapshot;
  readonly source: SnapshotSource;
  readonly again?: boolean;
}

/** One order of a batch with everything that is decided by. */
export interface OrderCase {
  readonly snapshot: OrderSnapshot;
  readonly source: SnapshotSource;
  readonly stored: StoredOrder | null;
  readonly memberId: string | null;
  readonly versionNo: number | null;
  readonly program: Program | null;
  readonly localDay: string;
  readonly history: HistoryAnswer | null;
  /** Of an import that is undone: what is left of the order's own points, by unit. */
  readonly left: Readonly<Record<Unit, number>> | null;
}

/** A member of a batch: what stood in the books before it, kept up to date while the batch is decided. */
export interface MemberCase {
  readonly record: MemberRecord;
  tier: TierState;
  readonly tierBefore: TierRecord | null;
  readonly totals: Map<WindowKey, WindowTotals>;
  carry: Readonly<Record<string, string>>;
  /** What earlier orders of this batch added to the facts of later ones. */
  ordersInBatch: number;
  visitsInBatch: number;
  readonly visitKeysInBatch: Set<string>;
  readonly posDaysInBatch: string[];
}

/** Old orders that are brought in: under which version those are settled that no version was frozen with yet. Nobody is told (rules, 8). */
export interface Backfill {
  readonly versionNo: number;
}

/** Orders whose import is undone: what is left of their points is taken. Nobody is told. */
export interface ImportUndo {
  readonly actor: Actor;
}

export interface Batch {
  readonly store: StoreRecord;
  readonly backfill: Backfill | null;
  readonly undo: ImportUndo | null;
  readonly rulebook: Rulebook;
  /** The version that is live now: tiers are judged by it. */
  readonly live: { readonly no: number; readonly program: Program } | null;
  readonly now: Instant;
  readonly orders: readonly OrderCase[];
  /** Orders of which two bodies of one moment say different things: only the platform knows which one counts. */
  readonly unclear: readonly string[];
  readonly members: ReadonlyMap<string, MemberCase>;
  readonly windows: readonly MetricWindow[];
  readonly counters: Map<string, number>;
  readonly redemptions: RedemptionRecord[];
}

export interface BatchWork {
  readonly store: StoreRecord;
  readonly incoming: readonly IncomingOrder[];
  readonly rulebook: Rulebook;
  readonly now: Instant;
  readonly backfill?: Backfill;
  readonly undo?: ImportUndo;
}

/** Reads all that a batch of orders is decided by, with the members locked. Snapshots that are not newer than the stored ones fall out. */
export async function loadBatch(desk: Desk, client: Queryable, work: BatchWork): Promise<Batch> {
  const { store, rulebook, now, backfill = null, undo = null } = work;
  const stored = await readOrders(client, store, [...new Set(work.incoming.map(({ snapshot }) => snapshot.orderId))]);
  const { newest, unclear } = pickNewest(work.incoming, stored);
  const erased = await readErased(
    client,
    store.programId,
    [...stored.values()].flatMap(({ memberId }) => memberId ?? []),
  );
  const naming = newest.map(({ snapshot }) =>
    nameCustomer(desk, store.programId, { snapshot, isErased: erased.has(stored.get(snapshot.orderId)?.memberId ?? '') }),
  );
  const names = await Promise.all(naming);
  // An undo takes from whoever has the points; whose the order is now is another question.
  const owners = undo
    ? newest.map(({ snapshot }) => stored.get(snapshot.orderId)?.memberId ?? null)
    : await resolveOwners(client, store, names);
  const programs = await Promise.all(newest.map((order) => programOf(work, order.snapshot, stored.get(order.snapshot.orderId) ?? null)));
  const members = await loadMembers(client, store.programId, [
    ...owners,
    ...newest.map(({ snapshot }) => stored.get(snapshot.orderId)?.memberId ?? null),
  ]);
  await fillProfiles(client, store.programId, nameless(members, owners, names));
  const dated = newest.map(({ snapshot, source }, index): OrderCase => {
    const { versionNo, program } = programs[index] ?? { versionNo: null, program: null };
    const localDay = localDate(snapshot.placedAt, rulebook.record.timeZone);
    const isErased = [owners[index], stored.get(snapshot.orderId)?.memberId].some(
      (id) => id != null && members.get(id)?.record.state === 'erased',
    );
    return {
      snapshot: isErased ? withoutPerson(snapshot) : snapshot,
      source,
      stored: stored.get(snapshot.orderId) ?? null,
      memberId: owners[index] ?? null,
      versionNo,
      program,
      localDay,
      history: null,
      left: null,
    };
  });
  const orders = undo ? await withLeft(client, store, dated) : await withHistory(client, store, dated);
  const liveVersion = rulebook.liveAt(now);
  const live = liveVersion && { no: liveVersion.no, program: await rulebook.program(liveVersion.no) };
  const windows = live
    ? windowsOf(
        live.program,
        [...members.values()].flatMap((member) => heldWindows(member.tier)),
        now,
      )
    : [];
  const sums = await sumWindows(client, store.programId, { memberIds: [...members.keys()], windows, now });
  for (const [memberId, totals] of sums) for (const [key, value] of totals) members.get(memberId)?.totals.set(key, value);
  const counters = await lockCounters(client, store.programId, orders.flatMap(counterKeys));
  const redemptions = await lockRedemptionsOfOrders(client, store, {
    codes: orders.flatMap(({ snapshot }) => snapshot.discountCodes.map(({ code }) => code)),
    orderIds: orders.map(({ snapshot }) => snapshot.orderId),
  });
  return { store, backfill, undo, rulebook, live, now, orders, unclear, members, windows, counters, redemptions };
}

/** Of each order the newest snapshot, in the order they were placed; only those newer than what is stored, or to be settled again. */
function pickNewest(
  incoming: readonly IncomingOrder[],
  stored: ReadonlyMap<string, StoredOrder>,
): { readonly newest: readonly IncomingOrder[]; readonly unclear: readonly string[] } {
  const newest = new Map<string, IncomingOrder>();
  const unclear = new Set<string>();
  for (const next of incoming) {
    const known = newest.get(next.snapshot.orderId);
    if (known && isUnclear(next, known)) unclear.add(next.snapshot.orderId);
    if (!known || isNewer(next, known)) newest.set(next.snapshot.orderId, { ...next, again: next.again === true || known?.again === true });
  }
  const kept = [...newest.values()].flatMap((next): IncomingOrder[] => {
    const known = stored.get(next.snapshot.orderId);
    if (!known?.snapshot || !known.source) return [next];
    const before = { snapshot: known.snapshot, source: known.source };
    const whole = { ...next, snapshot: keepUnseen(next.snapshot, next.source.kind, known.snapshot) };
    if (isNewer(next, before)) return [whole];
    if (isUnclear(whole, before)) unclear.add(known.orderId);
    return next.again ? [{ ...before, again: true }] : [];
  });
  kept.sort((a, b) => a.snapshot.placedAt - b.snapshot.placedAt || (a.snapshot.orderId < b.snapshot.orderId ? -1 : 1));
  return { newest: kept, unclear: [...unclear] };
}

/** Bodies carry whole seconds: two of one second that differ cannot be put in order. */
function isUnclear(next: IncomingOrder, known: IncomingOrder): boolean {
  if (
    next.source.kind !== 'pushed' ||
    next.snapshot.updatedAt !== known.snapshot.updatedAt ||
    next.snapshot.refundCount !== known.snapshot.refundCount
  )
    return false;
  // What was fetched after the body was sent knows better.
  if (known.source.kind === 'fetched' && next.source.at < known.source.at) return false;
  return !isDeepStrictEqual(next.snapshot, known.snapshot);
}

/** Late messages about an order must not bring back who it belonged to. */
function withoutPerson(snapshot: OrderSnapshot): OrderSnapshot {
  const { customer } = snapshot;
  return customer === null
    ? snapshot
    : { ...snapshot, customer: { customerId: customer.customerId, email: null, firstName: null, lastName: null } };
}

async function nameCustomer(
  desk: Desk,
  programId: string,
  { snapshot, isErased }: { readonly snapshot: OrderSnapshot; readonly isErased: boolean },
) {
  const customer = snapshot.customer;
  // An erased guest is not made anew by an order that was theirs.
  const email = isErased ? null : (customer?.email ?? null);
  return {
    customerId: customer?.customerId ?? null,
    email,
    emailHash: email === null ? null : await desk.library.emailHash(programId, email),
    firstName: customer?.firstName ?? null,
    lastName: customer?.lastName ?? null,
  };
}

/** Members without an e-mail, with what their order says of them; each once, the oldest order first. */
function nameless(members: ReadonlyMap<string, MemberCase>, owners: readonly (string | null)[], names: readonly NamedCustomer[]) {
  const found = new Map<string, NamedCustomer & { readonly memberId: string }>();
  owners.forEach((memberId, index) => {
    const name = names[index];
    const record = memberId === null ? undefined : members.get(memberId)?.record;
    if (memberId !== null && name?.email && record?.email === null && !found.has(memberId)) found.set(memberId, { ...name, memberId });
  });
  return [...found.values()];
}

/** The rule book an order is settled under: the frozen version, else the one it is or was brought in under, else the one that was live when it was placed. */
async function programOf(
  { rulebook, backfill }: BatchWork,
  snapshot: OrderSnapshot,
  stored: StoredOrder | null,
): Promise<{ versionNo: number | null; program: Program | null }> {
  const versionNo =
    stored?.settled?.context?.versionNo ??
    backfill?.versionNo ??
    stored?.settled?.importedUnder ??
    pickVersion(rulebook.versions, snapshot.placedAt)?.no ??
    null;
  return { versionNo, program: versionNo === null ? null : await rulebook.program(versionNo) };
}

async function loadMembers(client: Queryable, programId: string, ids: readonly (string | null)[]): Promise<Map<string, MemberCase>> {
  const memberIds = [...new Set(ids.filter((id) => id !== null))];
  if (memberIds.length === 0) return new Map();
  const records = await lockMembers(client, programId, memberIds);
  const tiers = await readTiers(client, programId, memberIds);
  return new Map(
    [...records.values()].map((record): [string, MemberCase] => {
      const tierBefore = tiers.get(record.memberId) ?? null;
      return [
        record.memberId,
        {
          record,
          tierBefore,
          tier: tierBefore ? (tierBefore.state as TierState) : noTier(),
          totals: new Map(),
          carry: record.carry,
          ordersInBatch: 0,
          visitsInBatch: 0,
          visitKeysInBatch: new Set(),
          posDaysInBatch: [],
        },
      ];
    }),
  );
}

async function withHistory(client: Queryable, store: StoreRecord, orders: readonly OrderCase[]): Promise<OrderCase[]> {
  const questions = orders.flatMap(({ snapshot, stored, memberId, localDay }) =>
    memberId !== null && !stored?.settled?.context?.member
      ? [{ orderId: snapshot.orderId, memberId, localDay, locationId: snapshot.locationId }]
      : [],
  );
  const answers = await readHistory(client, store.programId, questions);
  return orders.map((order) => ({ ...order, history: answers.get(order.snapshot.orderId) ?? null }));
}

async function withLeft(client: Queryable, store: StoreRecord, orders: readonly OrderCase[]): Promise<OrderCase[]> {
  const lots = orders.flatMap(({ snapshot: { orderId }, memberId }) =>
    memberId === null ? [] : [{ holderId: memberId, source: orderSource(store.storeId, orderId) }],
  );
  const left = await readLotsLeft(client, store.programId, lots);
  return orders.map((order) => ({ ...order, left: left.get(orderSource(store.storeId, order.snapshot.orderId)) ?? {} }));
}

function counterKeys({ program, memberId, snapshot, stored }: OrderCase): string[] {
  return program === null || memberId === null
    ? []
    : countersOf(program, stored?.settled?.context?.memberId ?? memberId, snapshot.placedAt).map(({ key }) => key);
}
