import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectWooCommerce, disconnectWooCommerce } from '#app/services/connect-woocommerce.ts';
import { rotatePluginSecret } from '#app/services/link-plugin.ts';
import { openWooCommerceStage, type WooCommerceStage } from './woocommerce-stage.ts';

let stage: WooCommerceStage;

beforeAll(async () => {
  stage = await openWooCommerceStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.woo.faults.clear();
});

const domain = (): string => new URL(stage.woo.url).host;
const told = () => stage.woo.desk.plugin();
const find = (storeKey: string) => stage.wiring.woocommerce.connections.findPlugin(storeKey);
const probe = () => stage.wiring.services.runSchedule('probe-webhooks');
const actor = { kind: 'operator', id: null };

async function connectSite() {
  const { url, consumerKey, consumerSecret } = stage.woo;
  const access = { baseUrl: url, consumerKey, consumerSecret };
  const connected = await connectWooCommerce(stage.wiring.woocommerce, { access, joinCodeHash: null });
  if (!connected.ok) throw new Error(connected.refusal.message);
  return { programId: connected.value.programId, storeId: connected.value.storeId };
}

async function row() {
  const { rows } = await stage.wiring.database.pool.query<
    Record<'store_key' | 'plugin_version' | 'plugin_problem' | 'whole', string | null>
  >('SELECT store_key, plugin_version, plugin_problem, row_to_json(c)::text AS whole FROM woocommerce_connection c');
  return rows[0]!;
}

test('a site without the plugin is connected all the same, and no problem is kept', async () => {
  await connectSite();
  expect(await row()).toMatchObject({ plugin_version: null, plugin_problem: null });
  expect(told().link).toBeNull();
});

test('the plugin is activated later: the next probe links it, and its key finds the store', async () => {
  const address = await connectSite();
  stage.woo.desk.configureSite({ pluginVersion: '1.0.0' });
  await probe();
  const link = told().link!;
  expect(link).toEqual({
    ...{ version: 1, appUrl: stage.appUrl, programName: 'Roastery' },
    storeKey: expect.stringMatching(/^[\w-]{26,}$/) as string,
    secret: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
  expect(await find(link.storeKey)).toEqual({
    ...{ ...address, domain: domain(), baseUrl: stage.woo.url },
    ...{ secret: link.secret, earlierSecret: null },
  });
  expect(await find('somebody-else')).toBeNull();
  expect(await row()).toMatchObject({ plugin_version: '1.0.0', plugin_problem: null });
  expect((await row()).whole).not.toContain(link.secret);
  expect(stage.logged.join('\n')).not.toContain(link.secret);
});

test('connected again, key and secret stay, and the plugin is told again', async () => {
  const before = told();
  await connectSite();
  expect(told()).toEqual({ ...before, links: before.links + 1 });
});

test('what goes wrong at the plugin is kept in words, the connection works, and the next probe tries again', async () => {
  stage.woo.faults.add({ kind: 'firewall', path: '/link', times: 0 });
  const address = await connectSite();
  expect((await row()).plugin_problem).toContain('POST wc-rung/v1/link');
  expect(await stage.wiring.services.findStore('woocommerce', domain())).toEqual(address);
  stage.woo.faults.clear();
  await probe();
  expect((await row()).plugin_problem).toBeNull();
});

test('the secret is exchanged: the old one counts until the plugin has the new one', async () => {
  const before = told().link!;
  stage.woo.faults.add({ kind: 'firewall', path: '/link', times: 0 });
  expect(await rotatePluginSecret(stage.wiring.woocommerce, domain(), actor)).toMatchObject({
    problem: expect.stringContaining('could not be linked') as string,
  });
  const between = (await find(before.storeKey))!;
  expect(between.earlierSecret).toBe(before.secret);
  expect(between.secret).not.toBe(before.secret);
  // Exchanged once more before the plugin heard of it: what the plugin has still counts.
  await rotatePluginSecret(stage.wiring.woocommerce, domain(), actor);
  expect((await find(before.storeKey))!.earlierSecret).toBe(before.secret);
  stage.woo.faults.clear();
  await probe();
  const after = (await find(before.storeKey))!;
  expect(after.earlierSecret).toBeNull();
  expect(told().link).toEqual({ ...before, secret: after.secret });
  expect(after.secret).not.toBe(before.secret);
  const { rows } = await stage.wiring.database.pool.query(`SELECT 1 FROM audit_entry WHERE action = 'plugin-secret-rotated'`);
  expect(rows).toHaveLength(2);
});

test('disconnected, the plugin forgets us and its key finds nobody', async () => {
  const { storeKey } = told().link!;
  expect(await disconnectWooCommerce(stage.wiring.woocommerce, { domain: domain(), actor })).toBe(true);
  expect(told().link).toBeNull();
  expect(await find(storeKey)).toBeNull();
  expect(await rotatePluginSecret(stage.wiring.woocommerce, domain(), actor)).toBeNull();
});

test('a site from before plugins gets its secret at the next probe', async () => {
  await connectSite();
  await stage.wiring.database.pool.query('UPDATE woocommerce_connection SET plugin_secret = NULL');
  expect(await find((await row()).store_key!)).toBeNull();
  await probe();
  expect((await find((await row()).store_key!))?.secret).toBe(told().link?.secret);
});
