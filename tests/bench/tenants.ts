import { readFileSync } from 'node:fs';
import path from 'node:path';
import { aProgram } from '#tests/builders.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { drainStore } from '#app/services/drain-store.ts';
import { insertProgram, insertStore, insertVersion } from '#app/store/programs.ts';
import type { Wiring } from '#app/wiring.server.ts';

const BODY = path.resolve(import.meta.dirname, '../fixtures/shopify-messages/order-paid.body.json');

interface OrderBody {
  id: number;
  name: string;
  customer: { id: number; email: string };
  [field: string]: unknown;
}

const sample = JSON.parse(readFileSync(BODY, 'utf8')) as OrderBody;
let lastOrder = 5_200_000_000_000;

/** A paid order of one of the shop's customers as Shopify sends it, some six kilobytes; every one is a new order. */
export function orderBody(customer: number): { readonly orderId: number; readonly body: string } {
  lastOrder += 1;
  const orderId = lastOrder;
  const email = `customer${customer}@example.com`;
  const body = {
    ...sample,
    id: orderId,
    admin_graphql_api_id: `gid://shopify/Order/${orderId}`,
    name: `#${orderId}`,
    email,
    contact_email: email,
    customer: { ...sample.customer, id: 6_300_000_000_000 + customer, email },
  };
  return { orderId, body: JSON.stringify(body) };
}

export interface Tenant extends StoreAddress {
  readonly domain: string;
}

let tenants = 0;

/** A program in dollars: a point for every dollar at once, three tiers, and one reward. */
export function benchProgram(): ReturnType<typeof aProgram> {
  const tier = (id: string, name: string, dollars: number) => ({
    id,
    name,
    ways: [{ kind: 'spend' as const, window: 'rolling' as const, atLeast: { USD: dollars * 100 } }],
  });
  return aProgram({
    name: 'Bench',
    currency: 'USD',
    tiers: { list: [tier('bronze', 'Bronze', 50), tier('silver', 'Silver', 2_000), tier('gold', 'Gold', 50_000)] },
    rewards: [{ id: 'five', name: '5.00 off', cost: { kind: 'points', points: 10 }, value: { kind: 'amount', amounts: { USD: 500 } } }],
  });
}

/** A connected store with a program in dollars: a point for every dollar at once, three tiers, and one reward. */
export async function addTenant({ desk }: Wiring): Promise<Tenant> {
  tenants += 1;
  const [programId, storeId] = [desk.newId(), desk.newId()];
  const domain = `bench-${process.pid}-${tenants}.myshopify.com`;
  const since = (await desk.database.now()) - 60 * 86_400_000;
  const document = benchProgram();
  const { name, currency, timeZone } = document;
  await desk.database.transaction(async (client) => {
    await insertProgram(client, {
      programId,
      name,
      currency,
      timeZone,
      state: 'live',
      goLiveAt: since,
      emailKey: desk.library.newEmailKey(programId),
    });
    const fixed = { platform: 'shopify', state: 'connected', development: false, uninstalledAt: null } as const;
    await insertStore(client, { ...fixed, programId, storeId, domain, name, currency, installedAt: since, reconciledTo: since });
    await insertVersion(client, programId, { basedOn: 0, document, effectiveAt: since, publishedBy: 'bench', changes: [] });
  });
  return { programId, storeId, domain };
}

/** Puts paid orders into the store's inbox, spread over so many customers, as the webhook door would have. */
export async function fillInbox(
  { database }: Wiring,
  tenant: StoreAddress,
  orders: { readonly count: number; readonly customers: number },
): Promise<void> {
  const bodies = Array.from({ length: orders.count }, (_, index) => orderBody(index % orders.customers));
  await database.pool.query(
    `INSERT INTO inbox (program_id, store_id, source, topic, dedupe_key, triggered_at, body)
     SELECT $1, $2, 'webhook', 'orders/paid', o.id, clock_timestamp(), o.body FROM unnest($3::text[], $4::text[]) AS o(id, body)`,
    [tenant.programId, tenant.storeId, bodies.map(({ orderId }) => String(orderId)), bodies.map(({ body }) => body)],
  );
}

/** One settled order for each customer: what comes later comes from members who are known. */
export async function seedCustomers(wiring: Wiring, tenant: StoreAddress, customers: number): Promise<void> {
  await fillInbox(wiring, tenant, { count: customers, customers });
  await drainAll(wiring, tenant);
}

/** Drains a store without a queue, and throws when a message was not settled. */
export async function drainAll({ desk, database }: Pick<Wiring, 'desk' | 'database'>, tenant: StoreAddress): Promise<void> {
  while ((await drainStore(desk, tenant)).more);
  const { rows } = await database.pool.query<{ reason: string | null }>(
    `SELECT reason FROM inbox WHERE program_id = $1 AND state <> 'done' LIMIT 1`,
    [tenant.programId],
  );
  if (rows[0]) throw new Error(`a message of the bench was not settled: ${rows[0].reason ?? 'it still waits'}`);
}
