import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { USER_AGENT } from '#tests/setup/browser.ts';
import { embeddedUrl, openAsMerchant, openServerStage, publishSample, type ServerStage, SHOP } from './server-stage.ts';

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage();
});
afterAll(() => stage.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, stage.server.url), { headers: { 'User-Agent': USER_AGENT, ...headers }, redirect: 'manual' });

async function openPage(path: string): Promise<Response> {
  const token = stage.sim.tokens.sessionToken({ shop: SHOP });
  return fetch(embeddedUrl(stage.server, path, token), { headers: { 'User-Agent': USER_AGENT, Accept: 'text/html' }, redirect: 'manual' });
}

describe('the doors for machines', () => {
  it('says that it is well', async () => {
    const answer = await get('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
  });

  it('gives its numbers to the house, and to nobody outside', async () => {
    const read = async () => (await get('/metrics')).text();
    await expect.poll(read, { timeout: 10_000 }).toMatch(/^rung_schedule_age_seconds\{schedule="sweep"\} [\d.]+$/m);
    const text = await read();
    expect(text).toMatch(/^rung_inbox_waiting \d+$/m);
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{schedule="[\w-]+"\})? [\d.]+)$/);
    expect((await get('/metrics', { 'X-Forwarded-For': '203.0.113.7' })).status).toBe(404);
  });

  it('takes a signed webhook and turns a forged one away', async () => {
    const good = stage.sim.webhooks.build({ shop: SHOP, topic: 'orders/paid', payload: { id: 1, name: '#x' } });
    const send = (headers: Record<string, string>) => fetch(good.url, { method: 'POST', headers, body: good.body });
    expect((await send(good.headers)).status).toBe(200);
    expect((await send({ ...good.headers, 'X-Shopify-Hmac-Sha256': Buffer.alloc(32).toString('base64') })).status).toBe(401);
    expect((await get('/webhooks/shopify')).status).toBe(405);
  });
});

describe('headers', () => {
  it('lets the shop and the admin frame an admin page, and nobody else anything', async () => {
    const page = await openPage('/app');
    expect(page.status).toBe(200);
    const policy = page.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain(`frame-ancestors https://${SHOP} https://admin.shopify.com ${stage.sim.url};`);
    for (const path of [
      '/auth/login',
      '/nothing',
      '/proxy/me',
      '/app',
      '/app?shop=evil.example',
      `/app?shop=${SHOP}%20https://evil.example`,
      '/healthz',
    ]) {
      const answer = await get(path);
      expect(answer.headers.get('Content-Security-Policy') ?? "frame-ancestors 'none'", path).toContain("frame-ancestors 'none'");
    }
  });

  it('replaces the policy of the pages that the library answers itself', async () => {
    const answer = await get(`/auth/session-token?shop=${SHOP}&shopify-reload=${encodeURIComponent(stage.server.url)}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Security-Policy')).toContain(stage.sim.url);
    expect(answer.headers.get('Content-Security-Policy')).not.toContain('spin.dev');
    expect(await answer.text()).toContain(`${stage.sim.url}/app-bridge.js`);
  });

  it('lets built files be kept for good, and pages not at all', async () => {
    const page = await openPage('/app');
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    const file = /\/assets\/[\w.-]+\.css/.exec(await page.text())?.[0] ?? '';
    const asset = await get(file, { 'Accept-Encoding': 'gzip' });
    expect(asset.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('Content-Encoding')).toBe('gzip');
    const widget = await get('/widget/rung-panel.js');
    // The preview's frame has no origin of its own.
    expect([widget.status, widget.headers.get('Access-Control-Allow-Origin')]).toEqual([200, '*']);
    expect((await get('/favicon.ico')).headers.get('Content-Type')).toContain('icon');
  });
});

describe('who may come in', () => {
  it('sends a visitor without a shop to the front door, and asks for no shop name there', async () => {
    const answer = await get('/app');
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, '/auth/login']);
    const door = await (await get('/auth/login')).text();
    expect(door).toContain('Open Rung from your store');
    expect(door).not.toContain('<input');
  });

  it('sends the bare address to the app, with what the platform said', async () => {
    const answer = await get('/?shop=a.myshopify.com&host=x');
    expect(answer.headers.get('Location')).toBe('/app?shop=a.myshopify.com&host=x');
  });

  it('refuses data to a forged or an old token, and says that asking again helps', async () => {
    const forged = await get('/app/feed', { Authorization: 'Bearer e30.e30.x' });
    expect([forged.status, forged.headers.get('X-Shopify-Retry-Invalid-Session-Request')]).toEqual([401, '1']);
    const old = stage.sim.tokens.sessionToken({ shop: SHOP, lifetimeSeconds: -60 });
    expect((await get('/app/feed', { Authorization: `Bearer ${old}` })).status).toBe(401);
    const fresh = stage.sim.tokens.sessionToken({ shop: SHOP });
    expect((await get('/app/feed', { Authorization: `Bearer ${fresh}` })).status).toBe(200);
  });

  it("knows no other program's members, orders, messages and files", async () => {
    const other = await openSecondShop();
    const token = stage.sim.tokens.sessionToken({ shop: SHOP });
    const nobody = '018f0000-0000-7000-8000-000000000000';
    const places = [
      ...[`/app/members/${other.memberId}`, '/app/members/eve@example.com', `/app/members/${nobody}`],
      ...[
        `/app/orders/-/${other.orderId}`,
        `/app/orders/${other.storeId}/${other.orderId}`,
        `/app/trace/${other.storeId}/${other.orderId}`,
      ],
      ...[`/app/data-exports/${nobody}`],
    ];
    for (const place of places) {
      expect((await fetch(embeddedUrl(stage.server, place, token), { headers: { 'User-Agent': USER_AGENT } })).status, place).toBe(404);
    }
    const post = async (place: string, fields: Record<string, string>) => {
      const route = `routes/app.${place.startsWith('members') ? 'members.$id' : 'messages'}`;
      const address = new URL(`/app/${place}?_data=${encodeURIComponent(route)}`, stage.server.url);
      const headers = { 'User-Agent': USER_AGENT, Authorization: `Bearer ${token}` };
      return (await fetch(address, { method: 'POST', headers, body: new URLSearchParams(fields) })).json() as Promise<{ outcome: string }>;
    };
    const adjustment = { intent: 'adjust', adjustmentId: randomUUID(), direction: 'up', points: '100', reason: 'goodwill', note: '' };
    expect((await post(`members/${other.memberId}`, adjustment)).outcome).toBe('refused');
    expect((await post('messages', { id: other.inboxId })).outcome).toBe('gone');
    const untouched = await stage.wiring.services.readMember(other.programId, other.memberId);
    expect(untouched?.balances.find((balance) => balance.unit === 'points')?.available ?? 0).toBe(0);
  });
});

/** Another merchant's shop in the same app, with an order of its own. */
async function openSecondShop() {
  const shop = 'other-roastery.myshopify.com';
  stage.sim.desk.createShop({ domain: shop, name: 'Other', currency: 'EUR', timeZone: 'Europe/Berlin', installed: true, catalog: false });
  const address = await openAsMerchant(stage, shop);
  await publishSample(stage.wiring, address);
  const buyer = { email: 'eve@example.com', firstName: 'Eve', lastName: 'Novak' };
  const { order } = stage.sim.desk.placeOrder({ shop, ...buyer, lines: [{ title: 'Cup', price: '16.00' }] });
  await stage.settle();
  const member = await stage.wiring.services.readMember(address.programId, buyer.email);
  const { rows } = await stage.wiring.services.readInbox(address.programId);
  expect(member?.postings.length).toBeGreaterThan(0);
  return { ...address, orderId: String(order.id), memberId: member?.memberId ?? '', inboxId: rows[0]?.id ?? '' };
}

describe('when something is not there or goes wrong', () => {
  it('answers an unknown address kindly and leaves no trace of it in the log', async () => {
    const before = stage.logged.length;
    const answer = await get('/wp-login.php');
    const text = await answer.text();
    expect(answer.status).toBe(404);
    expect(text).toContain('There is nothing here');
    expect((await get('/assets/nothing.js')).status).toBe(404);
    expect((await get('/widget/..%2Fserver%2Findex.js')).status).toBe(403);
    expect((await fetch(new URL('/nothing', stage.server.url), { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('/nothing', stage.server.url), { method: 'DELETE' })).status).toBe(404);
    expect(stage.logged.slice(before).filter((line) => /stack|"level":"(error|warn)"/.test(line))).toEqual([]);
  });

  it('says nothing of the cause to the outside', async () => {
    const broken = stage.wiring.services.readInbox;
    Object.assign(stage.wiring.services, { readInbox: () => Promise.reject(new Error('password=hunter2 at 10.0.0.3')) });
    try {
      const answer = await openPage('/app/messages');
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toMatch(/hunter2|10\.0\.0\.3|at \w+ \(|\.ts:/);
      expect(text).toContain('This did not work');
      expect(stage.logged.at(-1)).toContain('"path":"/app/messages"');
      expect(stage.logged.at(-1)).not.toContain('id_token');
    } finally {
      Object.assign(stage.wiring.services, { readInbox: broken });
    }
  });

  it('speaks the language that the admin asks for', async () => {
    expect(await (await get('/auth/login?locale=pl-PL')).text()).toMatch(/<html lang="pl">.*Otwórz Rung/s);
    expect(await (await get('/auth/login', { 'Accept-Language': 'de, ru;q=0.8, en;q=0.5' })).text()).toMatch(
      /<html lang="ru">.*Откройте Rung/s,
    );
  });
});

describe('stopping', () => {
  it('finishes a request under way, takes no new one, and says that it is going', async () => {
    const second = await openServerStage({ program: false });
    const original = second.wiring.services.isHealthy.bind(second.wiring.services);
    const slow = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 600));
    Object.assign(second.wiring.services, { isHealthy: () => slow });
    const underWay = fetch(new URL('/healthz', second.server.url));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closing = second.server.close();
    expect((await underWay).status).toBe(200);
    await closing;
    Object.assign(second.wiring.services, { isHealthy: original });
    await expect(reach(second.server.port)).rejects.toThrow('ECONNREFUSED');
    await second.close();
  });

  it('ends the process of its own on SIGTERM, and with a plain word when the environment is wrong', async () => {
    const variables = {
      ...process.env,
      PORT: '0',
      DATABASE_URL: stage.wiring.queue.databaseUrl,
      SHOPIFY_API_KEY: 'k',
      SHOPIFY_API_SECRET: 's',
      LOG_LEVEL: 'info',
    };
    const keys = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
    const good = await runServer({ ...variables, ENCRYPTION_KEYS: keys }, 'listening');
    expect(good.code).toBe(0);
    expect(good.output).toContain('"msg":"stopped"');
    const bad = await runServer({ ...variables, ENCRYPTION_KEYS: 'short' }, 'never');
    expect(bad.code).toBe(1);
    expect(bad.output).toMatch(/ENCRYPTION_KEYS is wrong; expected: /);
    expect(bad.output).not.toMatch(/ at .*\.ts:\d/);
  });
});

/** Runs the server's own process; asks it to stop as soon as its output says the word. */
function runServer(env: NodeJS.ProcessEnv, word: string): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['app/server.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(word)) child.kill('SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (code) => resolve({ code, output }));
  });
}

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
