import type { IssuingAbility, StoreAbilityView } from '#app/contracts/issuing.ts';
import type { Instant } from '#app/domain/instant.ts';
import { addDays } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { isIssuedByPlatform, issuedBy } from '#app/domain/rewards/capture-way.ts';
import type { RewardValue } from '#app/domain/rewards/reward.schema.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { Queryable } from '#app/store/database.ts';
import { addErrands, type Errand } from '#app/store/outbox.ts';
import { readStores } from '#app/store/programs.ts';
import { type AbilityState, readAbilities, readUnaskedStores, saveAbility, type StoreAbilityRecord } from '#app/store/store-abilities.ts';
import type { Desk } from '../desk.ts';
import type { ErrandHandler } from '../errand.ts';

const AT_ONCE = 200;
/** What a merchant changes in the shop's own settings tells us nothing: each shop is asked once a day. */
const DAYS_BETWEEN = 1;

/** Asks a store what it can hand out. */
export function readAbilityErrand(storeId: string): Errand {
  return { storeId, kind: 'read-ability', key: `read-ability:${storeId}`, payload: {} };
}

/** Keeps what the store's platform says it can hand out. A shop that does not let us ask can do nothing. */
export const readAbility: ErrandHandler = async ({ desk, platform, ref }) => {
  const askedAt = await desk.database.now();
  if (platform.issuing === null) {
    await saveAbility(desk.database.pool, ref, { giftCards: 'not-on-platform', storeCredit: 'not-on-platform', askedAt });
    return new Map();
  }
  const said = await platform.issuing.readAbility(ref).catch((error: unknown) => {
    if (error instanceof PlatformError && error.reason === 'forbidden')
      return { giftCards: 'no-permission', storeCredit: 'no-permission' } as const;
    throw error;
  });
  await saveAbility(desk.database.pool, ref, { ...said, askedAt });
  return new Map();
};

/** The kinds that a store can hand out; asks the database only where a reward of the program depends on it. */
export async function readIssues(
  client: Queryable,
  address: { readonly programId: string; readonly storeId: string },
  program: Pick<Program, 'rewards'>,
): Promise<ReadonlySet<RewardValue['kind']>> {
  const isNeeded = program.rewards.some(({ value }) => isIssuedByPlatform(value.kind));
  const ability = isNeeded ? (await readAbilities(client, address.programId)).get(address.storeId) : undefined;
  return issuedBy({ giftCards: ability?.giftCards === 'works', storeCredit: ability?.storeCredit === 'works' });
}

/** Puts an errand for each connected store that was not asked for a day. Answers how many. */
export async function askUnaskedStores(desk: Desk, now: Instant): Promise<number> {
  const stores = await readUnaskedStores(desk.database.pool, addDays(now, -DAYS_BETWEEN), AT_ONCE);
  for (const store of stores) {
    await addErrands(desk.database.pool, store.programId, [readAbilityErrand(store.storeId)]);
    desk.wake('relay-store', store);
  }
  return stores.length;
}

/** Asks all stores of a program anew. */
export async function askAbilities(desk: Desk, programId: string): Promise<void> {
  const stores = (await readStores(desk.database, programId)).filter(({ state }) => state === 'connected');
  await addErrands(
    desk.database.pool,
    programId,
    stores.map(({ storeId }) => readAbilityErrand(storeId)),
  );
  for (const { storeId } of stores) desk.wake('relay-store', { programId, storeId });
}

/** What each store of a program can hand out, and why not. */
export async function readAbilityViews(desk: Desk, programId: string): Promise<StoreAbilityView[]> {
  const [stores, abilities] = await Promise.all([readStores(desk.database, programId), readAbilities(desk.database.pool, programId)]);
  return stores
    .filter(({ state }) => state === 'connected')
    .map(({ storeId, name, platform }) => {
      const issuing = desk.platforms[platform]?.issuing ?? null;
      const of = (kind: 'giftCards' | 'storeCredit') =>
        toView(issuing === null ? 'not-on-platform' : saidOf(abilities.get(storeId), kind), issuing?.permissions[kind] ?? []);
      return { storeId, storeName: name, platform, giftCards: of('giftCards'), storeCredit: of('storeCredit') };
    });
}

function saidOf(record: StoreAbilityRecord | undefined, kind: 'giftCards' | 'storeCredit'): AbilityState | 'not-asked-yet' {
  return record?.[kind] ?? 'not-asked-yet';
}

function toView(reason: AbilityState | 'not-asked-yet', scopes: readonly string[]): IssuingAbility {
  return { works: reason === 'works', reason, scopes };
}
