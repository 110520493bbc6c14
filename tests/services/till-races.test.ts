import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eraseMember } from '#app/services/privacy.ts';
import { readStore } from '#app/store/programs.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, givePoints, memberOf, rowsOf } from './stage-books.ts';
import { REWARDS } from './stage-program.ts';

let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS] } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());

async function memberWithCode(points: number) {
  const { customerId } = await addCustomer(stage, at, { join: true });
  await givePoints(stage, at, customerId, points);
  const made = await stage.services.till.makeCode({ address: at.address, customerId });
  if (!made.ok) throw new Error(made.refusal.message);
  const redeem = (rewardId: string, redemptionId: string = randomUUID()) =>
    stage.services.till.redeem({
      ...{ address: at.address, customerId, rewardId, redemptionId, points: null, tillCode: made.value.code, staffId: 'shopify:1' },
    });
  return { customerId, redeem };
}

describe('the digits of a member', () => {
  test('prove one redemption, also when a till asks twice under one name for different rewards', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { customerId, redeem } = await memberWithCode(1_500);
      const redemptionId = randomUUID();
      const both = await Promise.all([redeem('five', redemptionId), redeem('shipping', redemptionId)]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      const more = await Promise.all([redeem('five'), redeem('shipping')]);
      expect(
        more.filter(({ ok }) => ok),
        `round ${round}`,
      ).toEqual([]);
      expect([500, 300]).toContain((await customerBalance(stage, at, customerId)).held);
    }
    await expectCleanBooks(stage);
  });

  test('are gone with an erased member', async () => {
    const { customerId } = await memberWithCode(10);
    const store = await readStore(stage.database, at.address);
    if (!store) throw new Error('the store is gone');
    const memberId = await memberOf(stage, at.address, customerId);
    await eraseMember(stage.desk, store, memberId);
    expect(await rowsOf(stage, 'SELECT 1 FROM till_code WHERE member_id = $1', [memberId])).toEqual([]);
  });
});
