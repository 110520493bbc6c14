import type { Instant } from '#app/domain/instant.ts';
import { assertUnreachable } from '#app/domain/result.ts';
import type { PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { updateProfile } from '#app/store/members.ts';
import { readOrders } from '#app/store/orders.ts';
import { type StoreRecord, insertAudit, markUninstalled } from '#app/store/programs.ts';
import { addErrands } from '#app/store/outbox.ts';
import type { Desk } from './desk.ts';
import { readAbilityErrand } from './issuing/abilities.ts';
import { mergeCustomers } from './merge-members.ts';
import { answerDataRequest, redactCustomer, redactStore } from './privacy.ts';
import { settleOrders } from './settling/settle-orders.ts';

/** Handles a message that is not an order of its own: customers, merges, the end of an installation, privacy. May be repeated. */
export async function handleMessage(
  desk: Desk,
  store: StoreRecord,
  received: { readonly message: PlatformMessage; readonly sentAt: Instant },
): Promise<void> {
  const { message, sentAt } = received;
  switch (message.kind) {
    case 'order':
    case 'order-changed':
    case 'ignored':
      return;
    case 'order-deleted':
      return settleDeleted(desk, store, message);
    case 'customer':
      return keepCustomer(desk, store, message.customer);
    case 'customer-deleted':
      // The platform's record is gone, the member and the points are not: only a redact message erases (shopify.dev, privacy law compliance).
      return insertAudit(desk.database.pool, store.programId, {
        actorKind: 'platform',
        actorId: store.storeId,
        action: 'customer-deleted',
        subject: message.customerId,
        details: {},
      });
    case 'customers-merged':
      return mergeCustomers(desk, store, message);
    case 'uninstalled':
      return uninstall(desk, store, sentAt);
    case 'scopes-changed':
      await addErrands(desk.database.pool, store.programId, [readAbilityErrand(store.storeId)]);
      desk.wake('relay-store', store);
      return insertAudit(desk.database.pool, store.programId, {
        actorKind: 'platform',
        actorId: store.storeId,
        action: 'scopes-changed',
        subject: store.storeId,
        details: { scopes: message.scopes },
      });
    case 'data-request':
      return answerDataRequest(desk, store, message);
    case 'redact-customer':
      return redactCustomer(desk, store, message);
    case 'redact-store':
      return redactStore(desk, store, sentAt);
    default:
      return assertUnreachable(message);
  }
}

/**
 * A deleted order counts as cancelled: settled again from what was last known of it. `seenAt`: when the platform was asked for it and had it no more; what was fetched later
 * knows better. Without it the platform's word is final: orders that Shopify deletes never come back.
 */
export async function settleDeleted(
  desk: Desk,
  store: StoreRecord,
  message: { readonly orderId: string; readonly at: Instant; readonly seenAt?: Instant },
): Promise<void> {
  const stored = (await readOrders(desk.database.pool, store, [message.orderId])).get(message.orderId);
  if (!stored?.snapshot) return;
  const snapshot = { ...stored.snapshot, deleted: true, updatedAt: Math.max(message.at, stored.snapshot.updatedAt + 1) };
  const at = message.seenAt ?? (await desk.database.now());
  const report = await settleOrders(desk, { store, incoming: [{ snapshot, source: { kind: 'fetched', at } }] }, async () => {});
  for (const reason of report.failures.values()) throw new Error(reason);
}

async function keepCustomer(
  desk: Desk,
  store: StoreRecord,
  customer: Extract<PlatformMessage, { kind: 'customer' }>['customer'],
): Promise<void> {
  const emailHash = customer.email === null ? null : await desk.library.emailHash(store.programId, customer.email);
  await updateProfile(desk.database.pool, store, { ...customer, emailHash });
}

/** Uninstalled: errands stop and the ledger stays until the store is redacted. A message from before a re-installation changes nothing. */
async function uninstall(desk: Desk, store: StoreRecord, sentAt: Instant): Promise<void> {
  if (!(await markUninstalled(desk.database.pool, store, sentAt))) return;
  await desk.forgetStore(store.platform, store.domain, sentAt);
  await insertAudit(desk.database.pool, store.programId, {
    actorKind: 'platform',
    actorId: store.domain,
    action: 'store-uninstalled',
    subject: store.storeId,
    details: {},
  });
}
