import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectWooCommerce } from '#app/services/connect-woocommerce.ts';
import { openWooCommerceStage, type WooCommerceStage } from '#tests/doors/woocommerce-stage.ts';

let stage: WooCommerceStage;
let programId: string;
let domain: string;

beforeAll(async () => {
  stage = await openWooCommerceStage();
  const { woo, wiring } = stage;
  const access = { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret };
  const connected = await connectWooCommerce(wiring.woocommerce, { access, joinCodeHash: null });
  if (!connected.ok) throw new Error(connected.refusal.message);
  ({ programId, domain } = connected.value);
  await stage.publish(programId);
});
afterAll(() => stage.close());

function run(...words: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...stage.variables, NODE_ENV: 'test' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['tools/rung.ts', 'sums', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('rung sums', () => {
  test('makes the sums anew, says so, and then that nothing is left to do', async () => {
    const made = await run('--store', domain, '--rebuild', '--json');
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.stdout)).toEqual({ format: 1, programId, sums: { stage: null, done: 0, total: 0 } });
    expect(made.stderr).toContain('%');
    expect(await run('--program', programId)).toMatchObject({ code: 0, stdout: 'The sums are up to date.\n' });
    const { rows } = await stage.wiring.database.pool.query<{ rebuild: boolean; full: boolean }>(
      'SELECT rebuild, full_day IS NOT NULL AS full FROM rollup_state WHERE program_id = $1',
      [programId],
    );
    expect(rows).toEqual([{ rebuild: false, full: true }]);
  });

  test('says what is wrong', async () => {
    expect(await run('--store', 'nobody.example')).toMatchObject({ code: 1, stderr: expect.stringContaining('nobody.example') as string });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('--store') as string });
    expect(await run('--program', 'seven')).toMatchObject({ code: 2 });
  });
});
