import type { Actor, Move, PostingDraft } from '#app/domain/ledger/posting.ts';
import { DAY_MS, type Instant, addLocalMonths, instantToIso } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { postDrafts, readBalances } from '#app/store/ledger.ts';
import { findMemberByCustomer, lockMembers } from '#app/store/members.ts';

import { addErrands } from '#app/store/outbox.ts';
import {
  anonymise,
  anonymiseOrders,
  findGuestsByEmail,
  forgetMessagesOf,
  insertDataExport,
  markRedacted,
  readMembersOnlyOf,
} from '#app/store/privacy.ts';
import { type StoreRecord, insertAudit } from '#app/store/programs.ts';
import { forgetIssuedCodes } from '#app/store/issued-values.ts';
import { changeRedemption, readOpenOfStore, readOpenRedemptions } from '#app/store/redemptions.ts';
import type { Desk } from './desk.ts';
import { endRedemption, releaseUnused } from './end-redemption.ts';
import { publishErrand } from './publish-members.ts';
import { readMember } from './read-member.ts';
import { readOrder } from './read-order.ts';
import { endErrand } from './remove-code.ts';

/** When Shopify asks for the redaction of a shop, after the app was taken out. */
const REDACTED_AFTER_MS = 2 * DAY_MS;
const MOST_CODES = 100_000;

export interface NamedPerson {
  readonly customerId: string | null;
  readonly email: string | null;
  readonly orderIds: readonly string[];
}

/** Answers a data request with a JSON file that the merchant fetches and hands on (GDPR article 15, Shopify customers/data_request). */
export async function answerDataRequest(
  desk: Desk,
  store: StoreRecord,
  request: NamedPerson & { readonly requestId: string },
): Promise<void> {
  const { programId } = store;
  const memberId = request.customerId === null ? null : await findMemberByCustomer(desk.database.pool, store, request.customerId);
  const member =
    memberId !== null
      ? await readMember(desk, programId, memberId)
      : request.email !== null
        ? await readMember(desk, programId, request.email)
        : null;
  const orders = (await Promise.all(request.orderIds.slice(0, 250).map((orderId) => readOrder(desk, programId, orderId))))
    .flat()
    .filter((order) => order.storeId === store.storeId && request.orderIds.includes(order.orderId));
  const now = await desk.database.now();
  await desk.database.transaction(async (client) => {
    await insertDataExport(client, store, {
      id: desk.newId(),
      requestKey: request.requestId,
      file: {
        preparedAt: instantToIso(now),
        store: store.domain,
        request: { customerId: request.customerId, email: request.email, orderIds: request.orderIds },
        member,
        orders,
      },
    });
    await insertAudit(client, programId, {
      actorKind: 'platform',
      actorId: store.storeId,
      action: 'data-request-answered',
      subject: memberId ?? 'nobody',
      details: { requestId: request.requestId },
    });
  });
}

/** Erases the person behind a platform customer (Shopify customers/redact). Points are forfeited, open codes are killed, the anonymous ledger stays. */
export async function redactCustomer(desk: Desk, store: StoreRecord, person: NamedPerson): Promise<void> {
  const { pool } = desk.database;
  const { customerId, email, orderIds } = person;
  const memberId = customerId === null ? null : await findMemberByCustomer(pool, store, customerId);
  const guests = email === null ? [] : await findGuestsByEmail(pool, store.programId, await desk.library.emailHash(store.programId, email));
  for (const id of memberId === null ? guests : [memberId, ...guests]) await eraseMember(desk, store, id);
  await anonymiseOrders(pool, store, orderIds);
  const messages = await forgetMessagesOf(pool, store, { ids: [...(customerId === null ? [] : [customerId]), ...orderIds], email });
  await insertAudit(desk.database.pool, store.programId, {
    actorKind: 'platform',
    actorId: store.storeId,
    action: 'customer-redacted',
    subject: memberId ?? guests[0] ?? 'nobody',
    details: { messages },
  });
}

/**
 * Erases everyone who is known through this store alone (Shopify shop/redact, 48 hours after uninstalling). A store that was installed again since then keeps its
 * members: the message speaks of the installation before.
 */
export async function redactStore(desk: Desk, store: StoreRecord, sentAt: Instant): Promise<void> {
  if (store.state === 'connected' && store.installedAt > sentAt - REDACTED_AFTER_MS) {
    await insertAudit(desk.database.pool, store.programId, {
      actorKind: 'platform',
      actorId: store.domain,
      action: 'store-redaction-skipped',
      subject: store.storeId,
      details: { because: 'installed again' },
    });
    return;
  }
  const ROUNDS = 1_000;
  const PER_ROUND = 200;
  let erased = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const memberIds = await readMembersOnlyOf(desk.database.pool, store, PER_ROUND);
    for (const memberId of memberIds) await eraseMember(desk, store, memberId);
    erased += memberIds.length;
    if (memberIds.length < PER_ROUND) break;
  }
  await endCodesOf(desk, store);
  await desk.forgetStore(store.platform, store.domain, await desk.database.now());
  await insertAudit(desk.database.pool, store.programId, {
    actorKind: 'platform',
    actorId: store.domain,
    action: 'store-redacted',
    subject: store.storeId,
    details: { erased },
  });
  // Last: from then on its messages are not looked at any more.
  await markRedacted(desk.database.pool, store);
}

/** A shop that is gone takes no codes: points that are held for its codes come back (those of erased members are forfeited). */
export async function endCodesOf(desk: Desk, store: StoreRecord): Promise<void> {
  for (const redemption of await readOpenOfStore(desk.database.pool, store, MOST_CODES)) {
    const isEnding = redemption.sideState === 'returning';
    const change = { sideState: 'returning', endReason: redemption.endReason ?? 'expired' } as const;
    if (isEnding || (await changeRedemption(desk.database.pool, store.programId, { was: redemption, change }))) {
      await endRedemption(desk, store, redemption.redemptionId);
    }
  }
}

/**
 * The balance is forfeited, open codes are killed, the person is removed; the ledger keeps an anonymous member. Safe to repeat. `actor`: the platform unless somebody
 * else asked.
 */
export async function eraseMember(
  desk: Desk,
  store: StoreRecord,
  erased: string | { readonly memberId: string; readonly actor: Actor },
): Promise<void> {
  const { programId } = store;
  const { memberId, actor } =
    typeof erased === 'string' ? { memberId: erased, actor: { kind: 'platform', id: store.storeId } as const } : erased;
  const rulebook = await desk.library.open(programId);
  const now = await desk.database.now();
  const live = rulebook.liveAt(now);
  const rules = live && (await rulebook.program(live.no));
  const forgetHashAt = rules ? addLocalMonths(now, rules.privacy.keepHashMonths, rules.timeZone) : now;
  await desk.database.transaction(async (client) => {
    await lockMembers(client, programId, [memberId]);
    const balances = (await readBalances(client, programId, [memberId])).get(memberId) ?? {};
    const units = Object.keys(balances).filter((unit) => (balances[unit]?.pending ?? 0) + (balances[unit]?.available ?? 0) > 0);
    const open = await readOpenRedemptions(client, programId, memberId);
    if (units.length > 0) await postDrafts(client, programId, [forfeitDraft(store, memberId, { units, now, actor })]);
    for (const redemption of open) {
      if (redemption.state === 'attached' || redemption.sideState !== null) continue;
      if (captureWayOf(redemption.reward.value.kind) === 'on-handover') {
        const program = await rulebook.program(redemption.versionNo);
        await releaseUnused(client, programId, { redemption, reason: 'erased', now, program, erased: true });
        continue;
      }
      if (await changeRedemption(client, programId, { was: redemption, change: { sideState: 'returning', endReason: 'erased' } })) {
        await addErrands(client, programId, [endErrand(redemption)]);
      }
    }
    await forgetIssuedCodes(client, programId, memberId);
    await anonymise(client, programId, { memberId, forgetHashAt });
    await addErrands(client, programId, [publishErrand(store.storeId, memberId)]);
  });
  desk.wake('relay-store', store);
}

function forfeitDraft(
  store: StoreRecord,
  memberId: string,
  facts: { readonly units: readonly string[]; readonly now: number; readonly actor: Actor },
): PostingDraft {
  return {
    businessKey: `erase:${memberId}:${facts.now}`,
    kind: 'forfeited',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: facts.actor,
    reasonCode: 'erased',
    note: null,
    storeId: store.storeId,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: facts.now,
    moves: facts.units.map((unit): Move => ({ kind: 'forfeit', unit })),
    because: ['The person was erased; what was left of the balance is forfeited.'],
  };
}
