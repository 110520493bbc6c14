import type { Instant } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import {
  enterProgram,
  hasPostings,
  holdProgram,
  leaveProgram,
  lockLedger,
  takeJoinCode,
  takeMessagesAlong,
} from '#app/store/join-codes.ts';
import type { Queryable } from '#app/store/database.ts';
import { takeWantedAlong } from '#app/store/orders.ts';
import { addErrands } from '#app/store/outbox.ts';
import { findStoreAddress, insertAudit, readProgram, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { hashJoinCode, programOfJoinCode } from './join-codes.ts';
import { publishStorefrontErrand } from './publish-storefront.ts';
import { tellStore } from './publish-storefront.ts';
import type { StoreAddress } from './services.ts';

/** Why a store cannot join; `message` says what to do. */
export interface JoinRefusal {
  readonly reason: 'unknown-code' | 'frozen' | 'own-points' | 'same-program';
  readonly message: string;
}

/** Said where a code is typed before anything else is known. */
export const UNKNOWN_CODE =
  'This code opens nothing: it was used, is older than 24 hours, or has a typing error. Ask for a new one at Settings → Stores of the other store.';

const MESSAGES: Readonly<Record<JoinRefusal['reason'], string>> = {
  'unknown-code': UNKNOWN_CODE,
  frozen: 'The program is frozen: no store can join it.',
  'own-points':
    'This store has a program of its own in which points were earned already. Export that one and import it into the other, or go on without joining.',
  'same-program': 'The store is in this program already.',
};

/** A shop as a platform knows it. */
export interface JoiningShop {
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly development: boolean;
}

export interface JoinWish {
  readonly shop: JoiningShop;
  readonly codeHash: string;
  /** Who asks, for the audit. */
  readonly actor: { readonly kind: string; readonly id: string | null };
}

/**
 * Looks, without using the code up, whether a shop could join. Null: it could. What counts is `joinProgram`, which looks again under lock.
 */
export async function whyNotJoin(desk: Desk, wish: Pick<JoinWish, 'shop' | 'codeHash'>): Promise<JoinRefusal | null> {
  const { pool } = desk.database;
  const programId = await programOfJoinCode(desk, wish.codeHash);
  const program = programId === null ? null : await readProgram(desk.database, programId);
  if (program === null) return refusal('unknown-code');
  if (program.state === 'frozen') return refusal('frozen');
  const known = await findStoreAddress(pool, wish.shop.platform, wish.shop.domain);
  if (known === null) return null;
  if (known.programId === program.programId) return refusal('same-program');
  return (await hasPostings(pool, known.programId)) ? refusal('own-points') : null;
}

/**
 * Takes a shop into the program that a one-time code opens, and uses the code up. A shop that has a program leaves it, with the messages that wait for it; it may, as long as
 * nothing was posted there, which is looked at under the lock that every posting needs. A posting that waits for that lock is refused afterwards (RU003), and its message is
 * settled in the new program. A refused shop is left where it was, and the code stays good.
 */
export async function joinProgram(desk: Desk, wish: JoinWish): Promise<Result<StoreAddress, JoinRefusal>> {
  const { platform, domain } = wish.shop;
  const from = await findStoreAddress(desk.database.pool, platform, domain);
  const now = await desk.database.now();
  try {
    const address = await desk.database.transaction((client) => moveIn(desk, client, { ...wish, from, now }));
    desk.wake('drain-store', address);
    desk.wake('fetch-orders', address);
    // The store shows the program that it is in now.
    await tellStore(desk, address);
    return accepted(address);
  } catch (error) {
    if (error instanceof JoinRefused) return refused(error.refusal);
    throw error;
  }
}

/** Joins a shop that has a program already: what the settings page of a store asks for. */
export async function joinByCode(
  desk: Desk,
  request: { readonly address: StoreAddress; readonly code: string; readonly actor: JoinWish['actor'] },
): Promise<Result<StoreAddress, JoinRefusal>> {
  const shop = await readStore(desk.database, request.address);
  if (shop === null) throw new Error(`there is no store ${request.address.storeId}`);
  const wish: JoinWish = { shop, codeHash: hashJoinCode(request.code), actor: request.actor };
  const barred = await whyNotJoin(desk, wish);
  return barred === null ? joinProgram(desk, wish) : refused(barred);
}

interface Move extends JoinWish {
  readonly from: StoreAddress | null;
  readonly now: Instant;
}

async function moveIn(desk: Desk, client: Queryable, { shop, codeHash, actor, from, now }: Move): Promise<StoreAddress> {
  const { platform, domain, name, currency, development } = shop;
  const programId = await takeJoinCode(client, codeHash, { by: `${platform}:${domain}`, at: now });
  if (programId === null) throw new JoinRefused(refusal('unknown-code'));
  if (from?.programId === programId) throw new JoinRefused(refusal('same-program'));
  if ((await holdProgram(client, programId)) === 'frozen') throw new JoinRefused(refusal('frozen'));
  const address = { programId, storeId: from?.storeId ?? desk.newId() };
  const former = from === null ? null : await moveOut(client, from, { to: programId, at: now });
  const added = await enterProgram(client, {
    ...{ ...address, platform, domain, name, currency, development, state: 'connected' },
    ...{ installedAt: now, uninstalledAt: null, reconciledTo: former },
  });
  if (!added) throw new Error(`${domain} was connected by somebody else at the same moment`);
  if (from !== null) {
    await takeMessagesAlong(client, from, programId);
    await takeWantedAlong(client, from, programId);
  }
  const joined = { actorKind: actor.kind, actorId: actor.id, details: { platform, domain } };
  await insertAudit(client, programId, { ...joined, action: 'store-joined', subject: address.storeId });
  await addErrands(client, programId, [publishStorefrontErrand(address.storeId)]);
  if (from !== null) await insertAudit(client, from.programId, { ...joined, action: 'store-left', subject: from.storeId });
  return address;
}

/** Answers up to when its orders are known: the new program reads on from there. */
async function moveOut(client: Queryable, from: StoreAddress, move: { readonly to: string; readonly at: Instant }): Promise<Instant> {
  await lockLedger(client, from.programId);
  if (await hasPostings(client, from.programId)) throw new JoinRefused(refusal('own-points'));
  const left = await leaveProgram(client, from, move);
  if (left === null) throw new Error('the store was moved by somebody else at the same moment');
  return (left.reconciledTo ?? left.installedAt).getTime();
}

function refusal(reason: JoinRefusal['reason']): JoinRefusal {
  return { reason, message: MESSAGES[reason] };
}

/** Ends the transaction, so that the code stays unused. */
class JoinRefused extends Error {
  readonly refusal: JoinRefusal;

  constructor(because: JoinRefusal) {
    super(because.message);
    this.refusal = because;
  }
}
