import { POINTS } from '#app/domain/ledger/posting.ts';
import { startingProgram } from '#app/domain/program/templates/index.ts';
import { addErrands, reviveErrands } from '#app/store/outbox.ts';
import { findStoreAddress, insertAudit, insertProgram, insertStore, insertVersion, markInstalled, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { readAbilityErrand } from './issuing/abilities.ts';
import { publishStorefrontErrand, tellStore } from './publish-storefront.ts';
import { reconcileStore } from './reconcile-stores.ts';
import type { InstallInput, StoreAddress } from './services.ts';

/**
 * A shop was installed: it gets a program of its own with a plain first version, so that orders earn from the first day on. Installed again, the store
 * works again and what changed meanwhile is asked for. Safe to call at every token exchange.
 */
export async function installStore(desk: Desk, input: InstallInput): Promise<StoreAddress> {
  const known = await findStoreAddress(desk.database.pool, input.platform, input.domain);
  const now = await desk.database.now();
  if (known) {
    if (await markInstalled(desk.database.pool, known, now)) await comeBack(desk, known);
    return known;
  }
  const programId = desk.newId();
  const storeId = desk.newId();
  const document = startingProgram({ name: input.name, currency: input.currency, timeZone: input.timeZone });
  const added = await desk.database
    .transaction(async (client) => {
      const emailKey = desk.library.newEmailKey(programId);
      await insertProgram(client, {
        programId,
        name: input.name,
        currency: input.currency,
        timeZone: input.timeZone,
        state: 'live',
        goLiveAt: now,
        emailKey,
      });
      const isNew = await insertStore(client, {
        programId,
        storeId,
        platform: input.platform,
        domain: input.domain,
        name: input.name,
        currency: input.currency,
        state: 'connected',
        development: input.development,
        installedAt: now,
        uninstalledAt: null,
        reconciledTo: now,
      });
      if (!isNew) throw new StoreTakenError(input.domain);
      await insertVersion(client, programId, {
        basedOn: 0,
        document,
        effectiveAt: now,
        publishedBy: 'system',
        changes: [`First version: ${POINTS} for every order.`],
      });
      await insertAudit(client, programId, {
        actorKind: 'platform',
        actorId: input.domain,
        action: 'store-installed',
        subject: storeId,
        details: { platform: input.platform },
      });
      await addErrands(client, programId, [publishStorefrontErrand(storeId), readAbilityErrand(storeId)]);
      return true;
    })
    .catch((error: unknown) => {
      // Two requests of one installation met; the other one made the program.
      if (error instanceof StoreTakenError) return false;
      throw error;
    });
  if (added) return { programId, storeId };
  return installStore(desk, input);
}

/** What could not be done while the store was away is done now, and the orders of that time are asked for. */
async function comeBack(desk: Desk, address: StoreAddress): Promise<void> {
  await reviveErrands(desk.database.pool, address);
  await tellStore(desk, address);
  await addErrands(desk.database.pool, address.programId, [readAbilityErrand(address.storeId)]);
  const store = await readStore(desk.database, address);
  // An installation must not fail because the platform is slow: the schedule looks back just as far.
  if (store)
    await reconcileStore(desk, store, await desk.database.now()).catch((error: unknown) =>
      desk.log.warn({ storeId: store.storeId, err: error }, 'not reconciled at once'),
    );
  await insertAudit(desk.database.pool, address.programId, {
    actorKind: 'platform',
    actorId: null,
    action: 'store-reinstalled',
    subject: address.storeId,
    details: {},
  });
  desk.wake('relay-store', address);
}

class StoreTakenError extends Error {}
