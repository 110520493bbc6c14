import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectWooCommerce } from '#app/services/connect-woocommerce.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { openWooCommerceStage, type WooCommerceStage } from '#tests/doors/woocommerce-stage.ts';

const DAY = 86_400_000;
let stage: WooCommerceStage;
let address: StoreAddress;
let domain: string;
let since: string;

beforeAll(async () => {
  stage = await openWooCommerceStage();
  const { woo, wiring } = stage;
  const { id } = woo.desk.createCustomer({ email: 'ewa@example.test' });
  for (let count = 0; count < 55; count += 1)
    woo.desk.placeOrder({ customerId: id, lines: [{ productId: 13 }], createdAt: Date.now() - 90 * DAY + count * 60_000 });
  const access = { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret };
  const connected = await connectWooCommerce(wiring.woocommerce, { access, joinCodeHash: null });
  if (!connected.ok) throw new Error(connected.refusal.message);
  address = { programId: connected.value.programId, storeId: connected.value.storeId };
  domain = connected.value.domain;
  await stage.publish(address.programId);
  since = new Date(Date.now() - 100 * DAY).toISOString().slice(0, 10);
});
afterAll(() => stage.close());

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...words: readonly string[]): Promise<Ran> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...stage.variables, NODE_ENV: 'test' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['tools/rung.ts', 'import-history', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('rung import-history, at a WooCommerce site', () => {
  test('shows what it would give, imports while a worker works, and says how it ended', async () => {
    const shown = await run('--store', domain, '--from', since, '--preview', '--json');
    expect(shown).toMatchObject({ code: 0 });
    // 12.10 with tax in the price: 12 points each.
    expect(JSON.parse(shown.stdout)).toMatchObject({
      format: 1,
      preview: { total: 55, looked: 55, complete: true, orders: 55, members: 1, points: 660, versionNo: 2 },
    });
    expect(await run('--store', domain, '--status')).toMatchObject({ code: 1, stderr: expect.stringContaining('no import') as string });
    const running = run('--store', `http://${domain}/`, '--from', since, '--json');
    for (let look = 0, state = ''; state !== 'done' && look < 100; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await stage.wiring.services.runSchedule('import-history');
      state = (await stage.wiring.services.listImports(address.programId, address.storeId))[0]?.state ?? '';
    }
    const ended = await running;
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ format: 1, import: { state: 'done', total: 55, done: 55, points: 660, failed: 0 } });
    expect((await run('--store', domain, '--status')).stdout).toBe('done: 55 of 55 orders, 100 %; 55 earned 660 points for 1 members\n');
  }, 120_000);

  test('undoes an import: shows what would be taken back, then takes it', async () => {
    const shown = await run('--store', domain, '--undo', '--preview', '--json');
    expect(shown).toMatchObject({ code: 0 });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      format: 1,
      undoPreview: { orders: 55, members: 1, points: 660, taken: 660, kept: 0 },
    });
    expect((await run('--store', domain, '--undo', '--preview')).stdout).toContain('660 points are unspent and would be taken back.');
    const undoing = run('--store', domain, '--undo');
    for (let look = 0, state = ''; state !== 'undone' && look < 100; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await stage.wiring.services.runSchedule('import-history');
      state = (await stage.wiring.services.listImports(address.programId, address.storeId))[0]?.state ?? '';
    }
    const ended = await undoing;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('undone: 55 of 55 orders; 660 points taken back, 0 were spent and stay\n');
    expect(await run('--store', domain, '--undo')).toMatchObject({
      code: 1,
      stderr: 'Nothing of this import is left that could be undone.\n',
    });
    expect(await run('--store', domain, '--undo', '--import', 'x')).toMatchObject({ code: 2 });
  }, 120_000);

  test('refuses what makes no sense, in a sentence', async () => {
    expect(await run('--from', since)).toMatchObject({ code: 2, stderr: expect.stringContaining('--store') as string });
    expect(await run('--store', domain)).toMatchObject({ code: 2, stderr: expect.stringContaining('--from') as string });
    expect(await run('--store', domain, '--from', '2025-02-30x')).toMatchObject({ code: 2 });
    expect(await run('--store', domain, '--pause', '--resume')).toMatchObject({ code: 2 });
    expect(await run('--store', 'nobody.example', '--status')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no store') as string,
    });
    expect(await run('--store', domain, '--pause')).toMatchObject({ code: 1, stderr: expect.stringContaining('no import') as string });
  });
});
