import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAuthorization } from '#app/services/authorize-woocommerce.ts';
import { connectWooCommerce } from '#app/services/connect-woocommerce.ts';
import { hashJoinCode, makeJoinCode } from '#app/services/join-codes.ts';
import { joinByCode, joinProgram } from '#app/services/join-program.ts';
import { createStoreConnections } from '#app/services/store-connections.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { hasPostings } from '#app/store/join-codes.ts';
import { markWanted, readWanted } from '#app/store/orders.ts';
import { openWooCommerceStage, type WooCommerceStage } from './woocommerce-stage.ts';

let stage: WooCommerceStage;
let shops = 0;

beforeAll(async () => {
  stage = await openWooCommerceStage();
});
afterAll(() => stage.close());

const actor = { kind: 'merchant', id: 'shopify:1' };
const pool = () => stage.wiring.database.pool;
const desk = () => stage.wiring.desk;

/** A Shopify shop with a program of its own. */
async function shop(currency = 'EUR'): Promise<StoreAddress & { readonly domain: string }> {
  const domain = `shop-${(shops += 1)}.myshopify.com`;
  const address = await stage.wiring.services.installStore({
    ...{ platform: 'shopify', domain, name: domain, currency, timeZone: 'Europe/Berlin', development: false },
  });
  return { ...address, domain };
}

const codeFor = async ({ programId }: StoreAddress): Promise<string> => (await makeJoinCode(desk(), { programId, actor })).code;
const join = (address: StoreAddress, code: string) => joinByCode(desk(), { address, code, actor });
const addressOf = (domain: string) => stage.wiring.services.findStore('shopify', domain);

/** Points for a new member of a program, so that it has a posting. */
async function givePoints({ programId }: StoreAddress): Promise<string> {
  const memberId = desk().newId();
  await pool().query(`INSERT INTO member (program_id, id, state) VALUES ($1, $2, 'member')`, [programId, memberId]);
  return memberId;
}

const adjust = (programId: string, memberId: string) =>
  stage.wiring.services.adjustPoints({
    ...{ programId, memberId, points: 10, reason: 'goodwill', note: null, actorId: 'test', isOwner: true },
    adjustmentId: desk().newId(),
  });

describe('a one-time code', () => {
  test('takes a shop into the program: its old store is left, its address leads to the new one, the audit says who', async () => {
    const [host, guest] = [await shop(), await shop()];
    const code = await codeFor(host);
    expect(code).toMatch(/^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
    const joined = await join(guest, ` ${code.toLowerCase().replaceAll('-', ' ')} `);
    expect(joined).toEqual({ ok: true, value: { programId: host.programId, storeId: guest.storeId } });
    expect(await addressOf(guest.domain)).toEqual({ programId: host.programId, storeId: guest.storeId });
    const { rows } = await pool().query<{ program_id: string; action: string; actor_id: string }>(
      `SELECT program_id, action, actor_id FROM audit_entry WHERE action IN ('join-code-made', 'store-joined', 'store-left') AND program_id = ANY ($1) ORDER BY id`,
      [[host.programId, guest.programId]],
    );
    expect(rows.map(({ program_id, action, actor_id }) => [program_id, action, actor_id])).toEqual([
      [host.programId, 'join-code-made', actor.id],
      [host.programId, 'store-joined', actor.id],
      [guest.programId, 'store-left', actor.id],
    ]);
  });

  test('is kept as a hash only', async () => {
    const code = await codeFor(await shop());
    const { rows } = await pool().query<{ all: string }>(
      `SELECT (SELECT json_agg(j)::text FROM join_code j) || (SELECT json_agg(a)::text FROM audit_entry a) AS all`,
    );
    expect(rows[0]?.all).not.toContain(code);
    expect(rows[0]?.all).not.toContain(code.replaceAll('-', ''));
  });

  test('opens once, for a day, and nothing when it is guessed', async () => {
    const host = await shop();
    const code = await codeFor(host);
    expect((await join(await shop(), code)).ok).toBe(true);
    const unknown = { ok: false, refusal: { reason: 'unknown-code' } };
    expect(await join(await shop(), code)).toMatchObject(unknown);
    expect(await join(await shop(), 'AAAAA-AAAAA-AAAAA-AAAAA')).toMatchObject(unknown);
    const late = await codeFor(host);
    await pool().query(`UPDATE join_code SET expires_at = now() - interval '1 second' WHERE code_hash = $1`, [hashJoinCode(late)]);
    expect(await join(await shop(), late)).toMatchObject(unknown);
  });

  test('of two shops at the same time one joins', async () => {
    const [host, one, two] = [await shop(), await shop(), await shop()];
    const code = await codeFor(host);
    const results = await Promise.all([join(one, code), join(two, code)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('its own program, a frozen one, and one with points are refused; the code stays good', async () => {
    const [host, guest] = [await shop(), await shop()];
    const code = await codeFor(host);
    expect(await join(host, code)).toMatchObject({ refusal: { reason: 'same-program' } });
    expect((await adjust(guest.programId, await givePoints(guest))).ok).toBe(true);
    expect(await join(guest, code)).toMatchObject({ refusal: { reason: 'own-points' } });
    await pool().query(`UPDATE program SET state = 'frozen' WHERE id = $1`, [host.programId]);
    expect(await join(await shop(), code)).toMatchObject({ refusal: { reason: 'frozen' } });
    await pool().query(`UPDATE program SET state = 'live' WHERE id = $1`, [host.programId]);
    expect((await join(await shop(), code)).ok).toBe(true);
  });

  test('orders that were still to be asked for are asked for in the new program, and no more in the old one', async () => {
    const [host, guest] = [await shop(), await shop()];
    await markWanted(pool(), guest, ['71', '72']);
    const joined = await join(guest, await codeFor(host));
    expect(joined.ok).toBe(true);
    expect(await readWanted(pool(), guest, 10)).toEqual([]);
    expect((await readWanted(pool(), { programId: host.programId, storeId: guest.storeId }, 10)).toSorted()).toEqual(['71', '72']);
  });

  test('a shop that left comes back by a code of its old program', async () => {
    const [host, guest] = [await shop(), await shop()];
    await join(guest, await codeFor(host));
    const there = { programId: host.programId, storeId: guest.storeId };
    expect(await join(there, await codeFor(guest))).toEqual({ ok: true, value: { programId: guest.programId, storeId: guest.storeId } });
    expect((await adjust(guest.programId, await givePoints(guest))).ok).toBe(true);
  });
});

describe('points and a move at the same time', () => {
  test('points that are being posted are waited for, and the shop stays', async () => {
    const [host, guest] = [await shop(), await shop()];
    const memberId = await givePoints(guest);
    const code = await codeFor(host);
    const client = await pool().connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT rung_post($1, $2::jsonb)', [guest.programId, JSON.stringify([draftOf(guest, memberId)])]);
      const shopOf = { platform: 'shopify', domain: guest.domain, name: 'x', currency: 'EUR', development: false } as const;
      const moving = joinProgram(desk(), { shop: shopOf, codeHash: hashJoinCode(code), actor });
      await new Promise((resolve) => setTimeout(resolve, 150));
      await client.query('COMMIT');
      expect(await moving).toMatchObject({ ok: false, refusal: { reason: 'own-points' } });
    } finally {
      client.release();
    }
    expect(await addressOf(guest.domain)).toEqual({ programId: guest.programId, storeId: guest.storeId });
  });

  test('points that come after the move are refused by the ledger, under a name that says why', async () => {
    const [host, guest] = [await shop(), await shop()];
    const memberId = await givePoints(guest);
    await join(guest, await codeFor(host));
    const late = pool().query('SELECT rung_post($1, $2::jsonb)', [guest.programId, JSON.stringify([draftOf(guest, memberId)])]);
    await expect(late).rejects.toMatchObject({ code: 'RU003' });
    expect(await hasPostings(pool(), guest.programId)).toBe(false);
  });

  test.each([1, 2, 3, 4, 5])('whoever is faster (%i): never a move and points in the program that was left', async () => {
    const [host, guest] = [await shop(), await shop()];
    const memberId = await givePoints(guest);
    const code = await codeFor(host);
    const post = pool()
      .query('SELECT rung_post($1, $2::jsonb)', [guest.programId, JSON.stringify([draftOf(guest, memberId)])])
      .then(
        () => true,
        () => false,
      );
    const [joined, posted] = await Promise.all([join(guest, code), post]);
    expect(joined.ok).toBe(!posted);
    expect(await hasPostings(pool(), guest.programId)).toBe(posted);
  });
});

function draftOf({ storeId }: StoreAddress, memberId: string): object {
  const now = Date.now();
  return {
    ...{ businessKey: `race:${memberId}`, contentHash: 'x', kind: 'adjust', memberId, storeId, occurredAt: now, because: [] },
    ...{ actor: { kind: 'staff', id: 'test' }, reasonCode: 'test' },
    moves: [
      {
        kind: 'issue',
        unit: 'points',
        points: 5,
        source: 'adjust',
        earnedAt: now,
        availableAt: now,
        expiresAt: null,
        from: 'issued',
        to: 'available',
      },
    ],
  };
}

describe('a WooCommerce site', () => {
  const access = () => ({ baseUrl: stage.woo.url, consumerKey: stage.woo.consumerKey, consumerSecret: stage.woo.consumerSecret });

  test('that is connected already joins from its settings page: keys, webhooks and plugin go along, and messages that waited are settled there', async () => {
    stage.woo.desk.configureSite({ pluginVersion: '1.0.0' });
    const host = await shop();
    await stage.publish(host.programId);
    const connected = await connectWooCommerce(stage.wiring.woocommerce, { access: access(), joinCodeHash: null });
    if (!connected.ok) throw new Error(connected.refusal.message);
    const { programId, storeId } = connected.value;
    const before = stage.woo.desk.plugin().link!;
    stage.woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 1 }], email: 'waits@example.test' });
    await stage.woo.webhooks.allDelivered({ timeoutMs: 10_000, failedToo: true });
    const stores = createStoreConnections(stage.wiring.woocommerce);
    const staff = { programId, storeId, staffId: `woocommerce:${storeId}:wp:1` };
    const code = await codeFor(host);
    // Whom the site calls no owner may neither join nor invite nor disconnect.
    expect(await stores.join(staff, code)).toMatchObject({ refusal: { reason: 'not-allowed' } });
    expect(await stores.makeCode(staff)).toMatchObject({ refusal: { reason: 'not-allowed' } });
    expect(await stores.disconnect(staff, storeId)).toEqual({ ok: false, refusal: 'not-allowed' });
    await stage.wiring.services.staff.greet({ ...staff, name: 'Wanda', email: null, ownsStore: true });
    const joined = await stores.join(staff, code);
    expect(joined).toEqual({ ok: true, value: { programId: host.programId, storeId } });
    expect(stage.woo.desk.plugin().link).toEqual({ ...before, programName: host.domain });
    expect(await stage.wiring.woocommerce.connections.findPlugin(before.storeKey)).toMatchObject({ programId: host.programId });
    await stage.settle({ programId: host.programId, storeId });
    stage.woo.desk.placeOrder({ lines: [{ productId: 13, quantity: 1 }], email: 'after@example.test' });
    await stage.settle({ programId: host.programId, storeId });
    const points = async (email: string) =>
      (await stage.wiring.services.readMember(host.programId, email))?.balances.find(({ unit }) => unit === 'points')?.available;
    expect([await points('waits@example.test'), await points('after@example.test')]).toEqual([24, 12]);
    expect(await hasPostings(pool(), programId)).toBe(false);
    const lines = await stores.list({ ...host, staffId: 'x' });
    expect(lines.map(({ domain, connected: on, here, plugin, problems }) => ({ domain, on, here, plugin, problems }))).toEqual([
      { domain: host.domain, on: true, here: true, plugin: null, problems: [] },
      { domain: new URL(stage.woo.url).host, on: true, here: false, plugin: '1.0.0', problems: [] },
    ]);
    expect(await stores.list(staff)).toEqual([]);
    expect(await stores.disconnect(staff, storeId)).toMatchObject({ ok: false });
    expect(await stores.disconnect({ ...host, staffId: 'x' }, host.storeId)).toEqual({ ok: false, refusal: 'not-here' });
    expect((await stores.disconnect({ ...host, staffId: 'x' }, storeId)).ok).toBe(true);
  });

  test('a code that opens nothing is told before anybody is sent to the site', async () => {
    const begin = (joinCode: string) => startAuthorization(stage.wiring.woocommerce, { site: stage.woo.url, returnUrl: null, joinCode });
    expect(await begin('nonsense')).toMatchObject({ ok: false, refusal: { reason: 'program' } });
    expect((await begin(await codeFor(await shop()))).ok).toBe(true);
  });

  test('of another currency than the program has rates for is shown with that', async () => {
    const host = await shop();
    const guest = await shop('SEK');
    expect((await join(guest, await codeFor(host))).ok).toBe(true);
    const lines = await createStoreConnections(stage.wiring.woocommerce).list({ ...host, staffId: 'x' });
    expect(lines.map(({ problems }) => problems)).toEqual([[], [{ kind: 'no-rate', currency: 'SEK' }]]);
  });
});

describe('the door of connecting', () => {
  test('who comes by a link of a third party first reads where it leads; a button of that page goes on', async () => {
    const { host } = new URL(stage.woo.url);
    const address = `${stage.appUrl}/connect/woocommerce?site=${encodeURIComponent(stage.woo.url)}&locale=pl`;
    const visit = (headers: Record<string, string>, method = 'GET') => fetch(address, { method, redirect: 'manual', headers });
    for (const headers of [{}, { referer: 'https://evil.example/' }, { referer: `https://${host}.evil.example/` }, { origin: 'null' }]) {
      const asked = await visit(headers);
      expect([asked.status, asked.headers.get('location'), asked.headers.get('set-cookie')]).toEqual([200, null, null]);
      const html = await asked.text();
      expect(html).toContain(`Przejdziesz na stronę ${host}.`);
      expect(html).toContain('<form method="post" action="/connect/woocommerce?site=');
    }
    expect((await visit({ origin: 'https://evil.example' }, 'POST')).status).toBe(200);
    const gone = await visit({ origin: stage.appUrl }, 'POST');
    expect([gone.status, gone.headers.get('location')]).toEqual([303, expect.stringContaining(`${stage.woo.url}/wc-auth/v1/authorize`)]);
    const bad = await fetch(`${stage.appUrl}/connect/woocommerce?site=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect([bad.status, bad.headers.get('content-type')]).toEqual([400, expect.stringContaining('text/plain')]);
  });
});
