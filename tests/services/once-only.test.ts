import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSchedule } from '#app/services/run-schedule.ts';
import { openServiceStage, type ServiceStage } from './service-stage.ts';
import { addCustomer, customerBalance, placeOrder } from './stage-books.ts';

const MONTH = 31 * 86_400_000;
let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());

describe('who was erased and comes back with the same address', () => {
  /** Joins, orders (which tells the address), is erased, and joins again as a new customer with the same address, so many months later. */
  async function welcomedTwice(months: number): Promise<number> {
    const at = await stage.openShop({ program: { joining: { welcome: { points: 50 } } } });
    const email = `again-${randomUUID()}@example.com`;
    const first = await addCustomer(stage, at, { join: true, email });
    await placeOrder(stage, at, { customerId: first.customerId, payment: 'unpaid' });
    await stage.settleDown();
    expect((await customerBalance(stage, at, first.customerId)).available).toBe(50);
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId: first.customerId });
    await stage.settleDown();
    stage.sim.desk.deleteCustomer({ shop: at.shop, customerId: first.customerId });
    await stage.settleDown();
    await stage.advance(months * MONTH);
    await runSchedule(stage.desk, 'forget-messages');
    const again = await addCustomer(stage, at, { email });
    await placeOrder(stage, at, { customerId: again.customerId, payment: 'unpaid' });
    await stage.settleDown();
    expect((await stage.services.join({ address: at.address, customerId: again.customerId, via: 'storefront' })).ok).toBe(true);
    await stage.settleDown();
    return (await customerBalance(stage, at, again.customerId)).available;
  }

  test('is a member again, without a second welcome', async () => {
    expect(await welcomedTwice(1)).toBe(0);
  });

  test('is nobody’s acquaintance after 24 months: the hash of the address is gone', async () => {
    expect(await welcomedTwice(25)).toBe(50);
    const { rows } = await stage.database.pool.query(
      `SELECT FROM member WHERE state = 'erased' AND email_hash IS NOT NULL AND forget_hash_at < now()`,
    );
    expect(rows).toEqual([]);
  });
});
