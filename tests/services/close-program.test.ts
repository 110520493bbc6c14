import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, givePoints, memberOf, placeOrder } from './stage-books.ts';

let stage: ServiceStage;
let [at, other] = [] as unknown as [StageShop, StageShop];
let [customerId, strangerId] = ['', ''];
const OWNER = 'shopify:1';

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({});
  other = await stage.openShop({});
  const [customer, stranger] = [await addCustomer(stage, at, { join: true }), await addCustomer(stage, other, { join: true })];
  [customerId, strangerId] = [customer.customerId, stranger.customerId];
  await placeOrder(stage, at, { customerId, prices: ['40.00'] });
  await stage.settleDown();
  await givePoints(stage, other, strangerId, 30);
  await stage.services.staff.greet({ ...at.address, staffId: OWNER, name: 'Olga', email: 'olga@example.com', ownsStore: true });
});
afterAll(() => stage.close());

const actor = () => ({ programId: at.address.programId, staffId: OWNER });
const read = () => stage.services.closing.read(at.address.programId);
const DAY = 86_400_000;

describe('the end of a program', () => {
  test('wants the name typed, waits seven days, and can be called off until then', async () => {
    const { programName } = await read();
    expect(await stage.services.closing.ask({ ...actor(), typed: 'something else' })).toMatchObject({ refusal: 'not-confirmed' });
    expect((await stage.services.closing.ask({ ...actor(), typed: ` ${programName.toUpperCase()} ` })).ok).toBe(true);
    expect(await stage.services.closing.ask({ ...actor(), typed: programName })).toMatchObject({ refusal: 'asked-already' });
    await stage.advance(6 * DAY);
    expect((await stage.services.runSchedule('close-programs'))['members']).toBe(0);
    expect((await read()).state).toBe('live');
    expect((await stage.services.closing.callOff(actor())).ok).toBe(true);
    expect(await stage.services.closing.callOff(actor())).toMatchObject({ refusal: 'none' });
    await stage.advance(2 * DAY);
    expect((await stage.services.runSchedule('close-programs'))['members']).toBe(0);
    expect((await read()).closing).toBeNull();
  });

  test('erases everybody, keeps the anonymous books clean, lets the stores go, and touches no other program', async () => {
    const { pool } = stage.database;
    const { programId } = at.address;
    const memberId = await memberOf(stage, at.address, customerId);
    await stage.services.closing.ask({ ...actor(), typed: (await read()).programName });
    await stage.advance(7 * DAY + 1_000);
    expect((await stage.services.runSchedule('close-programs'))['members']).toBeGreaterThan(0);
    expect(await stage.services.closing.callOff(actor())).toMatchObject({ refusal: 'begun' });
    // The stores are told before they are let go.
    expect((await read()).closing?.state).toBe('running');
    await stage.settleDown();
    await stage.advance(60_000);
    await stage.services.runSchedule('close-programs');
    expect((await read()).closing?.state).toBe('done');
    const { rows: people } = await pool.query(
      `SELECT 1 FROM member WHERE program_id = $1 AND (state <> 'erased' OR first_name IS NOT NULL OR email IS NOT NULL OR email_hash IS NOT NULL)`,
      [programId],
    );
    expect(people).toEqual([]);
    const { rows: named } = await pool.query(
      `SELECT 1 FROM order_record WHERE program_id = $1 AND snapshot#>>'{customer,email}' IS NOT NULL`,
      [programId],
    );
    expect(named).toEqual([]);
    expect((await pool.query(`SELECT 1 FROM inbox WHERE program_id = $1 AND body <> ''`, [programId])).rows).toEqual([]);
    expect((await pool.query('SELECT name, email FROM staff_member WHERE program_id = $1', [programId])).rows).toEqual([
      { name: null, email: null },
    ]);
    const view = await stage.services.readMember(programId, memberId);
    expect(view?.balances.find(({ unit }) => unit === 'points')?.available ?? 0).toBe(0);
    expect(await stage.services.findStore('shopify', at.shop)).toBeNull();
    const { rows: log } = await pool.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE program_id = $1 AND action LIKE 'program-clos%' ORDER BY id`,
      [programId],
    );
    expect(log.map(({ action }) => action)).toEqual([
      'program-closing-asked',
      'program-closing-called-off',
      'program-closing-asked',
      'program-closed',
    ]);
    expect((await customerBalance(stage, other, strangerId)).available).toBe(30);
    await expectCleanBooks(stage);
  });

  test('is not the end of the shop: installing the app begins a new program', async () => {
    const again = await stage.services.installStore({
      ...{ platform: 'shopify', domain: at.shop, name: 'Again', currency: 'EUR', timeZone: 'Europe/Berlin', development: false },
    });
    expect(again.programId).not.toBe(at.address.programId);
  });
});
