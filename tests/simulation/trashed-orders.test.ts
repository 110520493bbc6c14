import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openSites, type Sites, type SiteShop } from './sites.ts';
import { openServiceStage, type ServiceStage } from '../services/service-stage.ts';
import { expectCleanBooks, rowsOf } from '../services/stage-books.ts';

let stage: ServiceStage;
let sites: Sites;
let site: SiteShop;

beforeAll(async () => {
  sites = await openSites();
  stage = await openServiceStage({ beside: sites.beside });
  const { address } = await stage.openShop();
  site = await sites.connect(await sites.open(), address);
});
afterAll(async () => {
  await stage.close();
  await sites.close();
});
afterEach(() => expectCleanBooks(stage));

async function standing(id: number): Promise<number> {
  const [row] = await rowsOf<{ standing: string }>(
    stage,
    `SELECT (settled #>> '{targets,points,earned}')::int - (settled #>> '{targets,points,reversed}')::int AS standing FROM order_record WHERE program_id = $1 AND order_id = $2`,
    [site.address.programId, String(id)],
  );
  return Number(row?.standing);
}

/** An order of 40.00 that is settled. */
async function placed(): Promise<number> {
  const { desk } = site.woo;
  const { id: customerId } = desk.createCustomer({ email: `trash-${stage.now()}@example.test`, firstName: 'Tess' });
  await stage.services.join({ address: site.address, customerId: String(customerId), via: 'test' });
  const { id } = desk.placeOrder({ customerId, lines: [{ name: 'Cup', price: '40.00', quantity: 1 }] });
  await stage.settleDown();
  expect(await standing(id)).toBe(40);
  return id;
}

test('an order in the trash gives its points back, and has them again when it comes out', async () => {
  const id = await placed();
  await stage.advance(2_000);
  site.woo.desk.trash({ id });
  await stage.settleDown();
  expect(await standing(id)).toBe(0);
  await stage.advance(2_000);
  site.woo.desk.restore({ id });
  await stage.settleDown();
  expect(await standing(id)).toBe(40);
});

test('that it went into the trash may be told long after it came out again', async () => {
  const id = await placed();
  const { desk, webhooks } = site.woo;
  webhooks.hold();
  await stage.advance(2_000);
  desk.trash({ id });
  await stage.advance(2_000);
  desk.restore({ id });
  await stage.advance(2_000);
  desk.setMeta({ id, metaData: [{ key: 'gift', value: 1 }] });
  const late = webhooks.list({ topic: 'order.deleted', state: 'held', resourceId: id });
  expect(late).toHaveLength(1);
  webhooks.release({ order: 'reversed' });
  await stage.settleDown();
  expect(await standing(id)).toBe(40);
  // And once more, days later: sites do send twice.
  await stage.advance(86_400_000);
  webhooks.resend({ id: String(late[0]?.id) });
  await stage.settleDown();
  expect(await standing(id)).toBe(40);
});
