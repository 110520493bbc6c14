import type { Instant } from '#app/domain/instant.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { insertAudit, markUninstalled, readStores, type StoreRecord } from '#app/store/programs.ts';
import { forgetRefusal, noteRefusal } from '#app/store/store-refusals.ts';
import type { Desk } from './desk.ts';

/** Refused this long, a store counts as gone: one bad day of a platform must not end anything. */
const GONE_AFTER_MS = 20 * 60 * 60_000;
/** When most stores refuse us the fault is ours (a wrong secret), and nobody is let go. */
const FEW_STORES = 3;

export interface ConnectionsReport extends Record<string, number> {
  readonly stores: number;
  readonly refused: number;
  readonly gone: number;
}

/**
 * Looks once a day whether connected Shopify shops still let us in: a lost "uninstalled" message is found by nothing else. A shop that refused twice, a day apart, counts as
 * disconnected: its merchant sees that, and opening the app there connects it again. A WooCommerce site keeps its keys: they would have to be made anew, and the hourly probe tells
 * its merchant that they are refused.
 */
export async function checkConnections(desk: Desk, now: Instant): Promise<ConnectionsReport> {
  const stores = (await readStores(desk.database, null)).filter(({ state, platform }) => state === 'connected' && platform === 'shopify');
  const refusing: { readonly store: StoreRecord; readonly words: string }[] = [];
  for (const store of stores) {
    const words = await whyRefused(desk, store, now);
    if (words === null) await forgetRefusal(desk.database.pool, store);
    else if (words !== 'unknown') refusing.push({ store, words });
  }
  const isOurFault = refusing.length > FEW_STORES && refusing.length * 2 > stores.length;
  if (isOurFault) {
    desk.log.error(
      { stores: stores.length, refused: refusing.length },
      'most stores refuse this app: its own keys may be wrong, so no store is let go',
    );
    return { stores: stores.length, refused: refusing.length, gone: 0 };
  }
  let gone = 0;
  for (const { store, words } of refusing) if (await noteOrLetGo(desk, { store, words, now })) gone += 1;
  return { stores: stores.length, refused: refusing.length, gone };
}

/** What the store said when it turned us away; null: it let us in; `unknown`: it could not be asked. */
async function whyRefused(desk: Desk, store: StoreRecord, now: Instant): Promise<string | null> {
  const platform = desk.platforms[store.platform];
  if (!platform) return 'unknown';
  try {
    await platform.listChangedOrders(store, now, null);
    return null;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return error.reason === 'unauthorized' ? error.message : 'unknown';
  }
}

async function noteOrLetGo(
  desk: Desk,
  { store, words, now }: { readonly store: StoreRecord; readonly words: string; readonly now: Instant },
): Promise<boolean> {
  const since = await noteRefusal(desk.database.pool, store, { at: now, words });
  if (now - since < GONE_AFTER_MS) return false;
  if (!(await markUninstalled(desk.database.pool, store, now))) return false;
  await desk.forgetStore(store.platform, store.domain, now);
  await forgetRefusal(desk.database.pool, store);
  await insertAudit(desk.database.pool, store.programId, {
    ...{ actorKind: 'system', actorId: null, action: 'store-found-disconnected', subject: store.storeId },
    details: { domain: store.domain, words },
  });
  desk.log.warn({ storeId: store.storeId, reason: words }, 'a store does not let us in any more; it counts as disconnected');
  return true;
}
