import { invariant } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { StoreRef } from '#app/platforms/commerce-platform.ts';
import { type ClaimedErrand, type ErrandOutcome, claimErrands, finishErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { ErrandContext, ErrandHandler } from './errand.ts';
import { readAbility } from './issuing/abilities.ts';
import { issueValue } from './issuing/issue-value.ts';
import { removeValue } from './issuing/remove-value.ts';
import { abandonCodes, prepareCodes } from './prepare-codes.ts';
import { publishMembers } from './publish-members.ts';
import { publishStorefront } from './publish-storefront.ts';
import { removeCode, returnPoints } from './remove-code.ts';
import { reviewMembersErrand } from './review-members.ts';
import { settleWaiting } from './settle-waiting.ts';
import type { StoreAddress, Turn } from './services.ts';

const BATCH = 50;
const LEASE_SECONDS = 60;
/** After about two days of trying an errand is given up and shown to the operator. */
const MAX_TRIES = 40;

const HANDLERS: Readonly<Record<string, ErrandHandler>> = {
  'issue-value': issueValue,
  'prepare-codes': prepareCodes,
  'publish-member': publishMembers,
  'publish-storefront': publishStorefront,
  'read-ability': readAbility,
  'remove-code': removeCode,
  'remove-value': removeValue,
  'return-points': returnPoints,
  'review-member': reviewMembersErrand,
  'settle-waiting': settleWaiting,
};

/** What follows when an errand of a kind is given up. */
const ABANDON: Readonly<Record<string, (context: ErrandContext, errands: readonly ClaimedErrand[]) => Promise<void>>> = {
  'prepare-codes': abandonCodes,
};

/** Does one batch of a store's errands, kind by kind. A failing kind does not hold up the others; each row carries its own tries. */
export async function relayErrands(desk: Desk, address: StoreAddress): Promise<Turn> {
  const token = desk.newId();
  const errands = await claimErrands(desk.database.pool, address, { token, seconds: LEASE_SECONDS, limit: BATCH });
  if (errands.length === 0) return { taken: 0, more: false };
  const store = await readStore(desk.database, address);
  invariant(store, 'an errand belongs to a store');
  const outcomes: ErrandOutcome[] = [];
  for (const kind of new Set(errands.map((errand) => errand.kind))) {
    const ofKind = errands.filter((errand) => errand.kind === kind);
    outcomes.push(...(await runKind(desk, store, { kind, errands: ofKind })));
  }
  await finishErrands(desk.database.pool, address.programId, { token, outcomes });
  return { taken: errands.length, more: errands.length === BATCH };
}

async function runKind(
  desk: Desk,
  store: StoreRecord,
  work: { readonly kind: string; readonly errands: readonly ClaimedErrand[] },
): Promise<ErrandOutcome[]> {
  const { kind, errands } = work;
  const platform = desk.platforms[store.platform];
  const handler = HANDLERS[kind];
  if (!handler || !platform)
    return errands.map(({ id }) => ({ id, state: 'dead', reason: `nobody handles "${kind}" for ${store.platform}`, retryInSeconds: 0 }));
  // A store that comes back takes its errands up again (reviveErrands).
  if (store.state !== 'connected')
    return errands.map(({ id }) => ({ id, state: 'dead', reason: `the store is ${store.state}`, retryInSeconds: 0 }));
  const ref: StoreRef = { programId: store.programId, storeId: store.storeId, domain: store.domain };
  try {
    const answers = await handler({ desk, store, ref, platform }, errands);
    return errands.map((errand) => {
      const answer = answers.get(errand.id) ?? 'done';
      if (answer === 'done') return { id: errand.id, state: 'done', reason: null, retryInSeconds: 0 };
      return retry(errand, 'the platform has not finished', answer.waitSeconds);
    });
  } catch (error) {
    // One errand that cannot be done must not hold up the others of its kind. What the platform could not answer just now concerns all of them.
    if (errands.length > 1 && !(error instanceof PlatformError && error.isWorthRetrying)) {
      const outcomes: ErrandOutcome[] = [];
      for (const errand of errands) outcomes.push(...(await runKind(desk, store, { kind, errands: [errand] })));
      return outcomes;
    }
    const reason = error instanceof Error ? error.message.slice(0, 300) : String(error);
    const hopeless = error instanceof PlatformError && !error.isWorthRetrying && error.reason === 'refused';
    desk.log.warn(
      { storeId: store.storeId, kind, errands: errands.length, reason },
      hopeless ? 'errands were refused by the platform' : 'errands failed and will be tried again',
    );
    const givenUp = errands.filter((errand) => (hopeless && errand.tries >= 3) || errand.tries >= MAX_TRIES);
    if (givenUp.length > 0) await ABANDON[kind]?.({ desk, store, ref, platform }, givenUp);
    return errands.map((errand) => {
      if (givenUp.includes(errand)) return { id: errand.id, state: 'dead', reason, retryInSeconds: 0 };
      const asked = error instanceof PlatformError ? (error.retryAfterMs ?? 0) / 1_000 : 0;
      return retry(errand, reason, Math.max(asked, Math.min(3_600, 2 ** Math.min(errand.tries, 11))));
    });
  }
}

function retry(errand: ClaimedErrand, reason: string, seconds: number): ErrandOutcome {
  if (errand.tries >= MAX_TRIES) return { id: errand.id, state: 'dead', reason, retryInSeconds: 0 };
  return { id: errand.id, state: 'waiting', reason, retryInSeconds: seconds };
}
