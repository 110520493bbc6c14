import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';

let stage: ServiceStage;
const shops: StageShop[] = [];
/** Shops that do not take our token. */
const closed = new Set<string>();
let isAway = false;

beforeAll(async () => {
  stage = await openServiceStage();
  const { platform } = stage;
  const listChangedOrders: typeof platform.listChangedOrders = async (store, since, cursor) => {
    if (isAway) throw new PlatformError('unreachable', 'no answer');
    if (closed.has(store.storeId)) throw new PlatformError('unauthorized', 'the app is not installed in this shop');
    return platform.listChangedOrders(store, since, cursor);
  };
  Object.assign(stage.desk, { platforms: { shopify: { ...platform, listChangedOrders } } });
  for (let count = 0; count < 8; count += 1) shops.push(await stage.openShop({}));
});
afterAll(() => stage.close());

const check = () => stage.services.runSchedule('check-connections');
const states = async () =>
  (await stage.database.prisma.store.findMany({ select: { id: true, state: true } }))
    .filter(({ state }) => state !== 'connected')
    .map(({ id }) => id);
const DAY = 86_400_000;

describe('shops that uninstalled the app without our hearing of it', () => {
  test('count as disconnected when they refused twice, a day apart; not for one bad day, nor when they cannot be reached', async () => {
    const gone = shops[0]?.address.storeId ?? '';
    closed.add(gone);
    expect(await check()).toEqual({ stores: 8, refused: 1, gone: 0 });
    isAway = true;
    await stage.advance(DAY);
    expect(await check()).toEqual({ stores: 8, refused: 0, gone: 0 });
    isAway = false;
    expect(await states()).toEqual([]);
    await stage.advance(DAY);
    expect(await check()).toEqual({ stores: 8, refused: 1, gone: 1 });
    expect(await states()).toEqual([gone]);
    const { rows } = await stage.database.pool.query(`SELECT subject FROM audit_entry WHERE action = 'store-found-disconnected'`);
    expect(rows).toEqual([{ subject: gone }]);
    expect((await stage.database.pool.query('SELECT 1 FROM store_refusal')).rows).toEqual([]);
  });

  test('that let us in again are forgotten', async () => {
    const back = shops[1]?.address.storeId ?? '';
    closed.add(back);
    await check();
    closed.delete(back);
    await stage.advance(DAY);
    await check();
    closed.add(back);
    await stage.advance(DAY);
    expect((await check())['gone']).toBe(0);
    closed.delete(back);
    await check();
  });

  test('are not let go when most refuse: then the fault is ours', async () => {
    for (const { address } of shops) closed.add(address.storeId);
    await check();
    await stage.advance(2 * DAY);
    expect((await check())['gone']).toBe(0);
    expect(await states()).toHaveLength(1);
    expect(stage.log.some(({ level, message }) => level === 'error' && message.includes('keys may be wrong'))).toBe(true);
  });
});
