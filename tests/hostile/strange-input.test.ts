import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openPluginStand, type PluginStand, shopifyDoor, type TestDoor } from '#tests/doors/shopper-doors.ts';
import { type AdminCall, askAdmin } from './admin-calls.ts';

/** What strangers, broken phones and fuzzers send. Nobody may get an error of ours for it: an error of ours is a page in the night, or a hole. */
let stage: ServerStage;
let site: PluginStand;
let doors: readonly TestDoor[];

beforeAll(async () => {
  stage = await openServerStage();
  site = await openPluginStand(stage);
  doors = [shopifyDoor(stage), site];
}, 120_000);
afterAll(async () => {
  await site.close();
  await stage.close();
});

const NUL = '\u0000';
const HALF = '\ud800';
const DEEP = 14_000;
const cart = (line: Record<string, unknown>) => ({ currency: 'EUR', lines: [{ productId: '1', quantity: 1, amountMinor: 100, ...line }] });

/** Bodies as text: what JSON.stringify would mend must arrive as it is. */
const BODIES: readonly (readonly [path: string, body: string])[] = [
  ['redeem', JSON.stringify({ rewardId: NUL, redemptionId: randomUUID() })],
  ['redeem', JSON.stringify({ rewardId: HALF, redemptionId: randomUUID() })],
  ['redeem', JSON.stringify({ rewardId: '__proto__', redemptionId: randomUUID() })],
  ['redeem', JSON.stringify({ rewardId: 'small-amount', redemptionId: `${randomUUID()}${NUL}` })],
  ...[-1, 0, 0.5, 1e21, '500', null, [], 9_007_199_254_740_993].map(
    (points) => ['redeem', JSON.stringify({ rewardId: 'small-amount', redemptionId: randomUUID(), points })] as const,
  ),
  ['redeem', `{"rewardId":"small-amount","redemptionId":"${randomUUID()}","points":1e400}`],
  ['redeem', `{"rewardId":"small-amount","redemptionId":"${randomUUID()}","__proto__":{"points":-5}}`],
  ['undo', JSON.stringify({ redemptionId: NUL })],
  ['link', JSON.stringify({ code: NUL.repeat(8) })],
  ['link', JSON.stringify({ code: HALF.repeat(8) })],
  ['link', JSON.stringify({ code: 'ß'.repeat(40) })],
  ['worth', JSON.stringify(cart({ productId: NUL }))],
  ['worth', JSON.stringify(cart({ tags: [HALF, NUL, '__proto__', 'constructor'], collectionIds: ['toString'] }))],
  ['worth', JSON.stringify(cart({ quantity: 0 }))],
  ['worth', JSON.stringify(cart({ amountMinor: -1 }))],
  ['worth', JSON.stringify({ currency: 'ZZZ', lines: cart({}).lines })],
  [
    'worth',
    JSON.stringify({
      currency: 'EUR',
      lines: Array.from({ length: 200 }, () => cart({ amountMinor: 1_000_000_000_000, quantity: 10_000 }).lines[0]),
    }),
  ],
  ['worth', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
  ['worth', `{"currency":"EUR","lines":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`],
  ['join', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
  ['join', '\ufeff{}'],
  ['join', 'null'],
  ['join', '[]'],
  ['join', '"x"'],
];

const LOCALES = [
  'pt-PT-ao90',
  'en-aa-bb-cc',
  'de_DE_formal',
  'zz-ZZ',
  'x',
  '',
  'C',
  'en-US-u-nu-thai',
  '../../etc',
  'пл',
  'tlh',
  'sr-Latn-RS',
  'i-klingon',
];

describe('pages of shoppers', () => {
  test('are answered something of theirs, whatever is sent', async () => {
    for (const door of doors) {
      for (const [path, raw] of BODIES) {
        // A person each, so that the rules answer and not the limits.
        const customerId = await door.newCustomer();
        expect((await door.call('join', { customerId, body: {} })).status).toBe(200);
        const answer = await door.call(path, { customerId, raw, method: 'POST' });
        const text = await answer.text();
        const name = `${door.name} ${path} ${raw.slice(0, 120)} → ${text.slice(0, 200)}`;
        expect(answer.status, name).toBeLessThan(500);
        if (!answer.ok) expect((JSON.parse(text) as ShopperError).error.code, name).toMatch(/^[a-z_-]+$/);
      }
    }
  }, 60_000);

  test('are answered in some language, whatever they ask for', async () => {
    for (const door of doors) {
      const customerId = await door.newCustomer();
      await door.call('join', { customerId, body: {} });
      for (const locale of LOCALES.filter((one) => door.name === 'Shopify' || /^[\x20-\x7e]*$/.test(one))) {
        for (const query of [{}, { locale }] as Record<string, string>[]) {
          const options = { customerId, query, ...(/^[\x20-\x7e]+$/.test(locale) ? { locale } : {}) };
          expect((await door.call('me', options)).status, `${door.name} ${locale}`).toBe(200);
        }
      }
    }
  }, 60_000);

  test('find the first page of a history by a cursor that is none', async () => {
    for (const door of doors) {
      const customerId = await door.newCustomer();
      await door.call('join', { customerId, body: {} });
      for (const cursor of ['x', '-1', '9'.repeat(18), '9'.repeat(19), '9'.repeat(400), "1' OR 1=1"])
        expect((await door.call('activity', { customerId, query: { cursor } })).status, `${door.name} ${cursor}`).toBe(200);
    }
  });

  test('have ways with names of objects that are no ways', async () => {
    for (const door of doors)
      for (const path of [
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        '',
        'me/',
        'me/..',
        '%00',
        '..%2f..%2fapp',
        'x'.repeat(3_000),
      ])
        for (const method of ['GET', 'POST']) {
          const answer = await door.call(path, { method, ...(method === 'POST' ? { raw: '{}' } : {}) });
          await answer.arrayBuffer();
          expect(answer.status, `${door.name} ${method} ${path.slice(0, 40)}`).toBeLessThan(500);
        }
  });
});

describe('addresses of the app', () => {
  const odd = [
    '/%',
    '/%00',
    '/%ff',
    '/app/%00',
    '/app/%',
    '/app/members/%',
    '/assets/%',
    '/assets/../../package.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/widget/..%2f..%2fpackage.json',
    '/widget/%00',
    '/widget/',
    '/assets/',
    '//evil.example',
    '//evil.example/app',
    '/\\evil.example',
    '/?shop=%00',
    '/app?shop[]=1&shop[]=2',
    '/app?site_token[]=1',
    '/app?site_token=..',
    '/connect/woocommerce?site[]=x',
    '/connect/woocommerce?site=',
    '/connect/woocommerce/done',
    '/healthz/x',
    '/webhooks/shopify/%',
    '/webhooks/woocommerce/%00',
    '/auth/%',
    '/auth/exit-iframe?exitIframe=https://evil.example',
    `/auth/exit-iframe?shop=${SHOP}&exitIframe=//evil.example`,
    '/pictures/x/y.png',
    '/pictures/..%2f..%2fpackage/json.png',
    '/pictures/%2e%2e/package.json',
    '/proxy/%',
    '/bridge/woocommerce/%/me',
    '/api/%',
    '/api/pos/member?customer=%00',
  ];

  test.each(odd)('%s is answered without an error, and leads nowhere else', async (at) => {
    const { request } = await import('node:http');
    const { hostname, port } = new URL(stage.server.url);
    const answer = await new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
      const asked = request({ hostname, port, path: at, headers: { 'User-Agent': 'Mozilla/5.0', Accept: 'text/html' } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', text }));
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(answer.status, answer.text.slice(0, 300)).toBeLessThan(500);
    expect(answer.location).not.toMatch(/^(https?:)?[/\\]{2}(?!127\.0\.0\.1)/);
    expect(answer.text).not.toContain('"devDependencies"');
    expect(answer.text).not.toContain(import.meta.dirname.split('/tests/')[0]);
  });

  test('a broken cookie of a connection is no error', async () => {
    const answer = await fetch(`${stage.server.url}/connect/woocommerce/done`, { headers: { Cookie: 'rung_connect=%E0%A4%A' } });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('another browser')]);
  });

  test('broken JSON at the door of keys tells nothing', async () => {
    for (const body of ['{', '"x"', '['.repeat(4_000), '{"user_id":{"$gt":""}}', `{"user_id":"${'x'.repeat(9_000)}"}`]) {
      const answer = await fetch(`${stage.server.url}/connect/woocommerce/keys`, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json' },
      });
      const text = await answer.text();
      expect(answer.status, body.slice(0, 40)).toBeLessThan(500);
      expect(text).not.toMatch(/SyntaxError|node_modules|at JSON/);
    }
  });
});

describe('the admin', () => {
  const calls: readonly AdminCall[] = [
    { route: 'app.search.tsx', path: '/app/search', form: { query: NUL } },
    { route: 'app.search.tsx', path: '/app/search', form: { query: `a@b.c${NUL}` } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', text: NUL } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', store: '-'.repeat(36) } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', text: '%_\\', after: 'x' } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', after: `${NUL}_${NUL}` } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', 'joined-from': '2026-02-31' } },
    { route: 'app.members._index.tsx', path: '/app/members?index', form: { intent: 'list', from: '999999999999', to: '-999999999999' } },
    { route: 'app.members._index.tsx', path: '/app/members?index&tier=%00', form: { intent: 'list', tier: NUL } },
    { route: 'app.members_.export.ts', path: '/app/members/export', form: { store: '-'.repeat(36) } },
    { route: 'app.orders._index.tsx', path: `/app/orders?index&store=${'-'.repeat(36)}` },
    { route: 'app.orders._index.tsx', path: '/app/orders?index&after=x&text=%00' },
    { route: 'app.orders.$store.$id.tsx', path: '/app/orders/-/%00' },
    { route: 'app.trace.$store.$id.ts', path: '/app/trace/x/%00' },
    { route: 'app.members.$id.tsx', path: '/app/members/%00' },
    { route: 'app.handover.tsx', path: '/app/handover?after=%00' },
    { route: 'app.handover.tsx', path: `/app/handover?after=${'9'.repeat(30)}_${randomUUID()}` },
    { route: 'app.handover.tsx', path: '/app/handover', form: { intent: 'find', code: NUL } },
    { route: 'app.handover.tsx', path: '/app/handover', form: { intent: 'stock', rewardId: NUL, amount: '1', change: 'set' } },
    { route: 'app.imports.ts', path: '/app/imports', form: { intent: 'preview', storeId: '-'.repeat(36), from: '2026-01-01' } },
    { route: 'app.imports.ts', path: '/app/imports', form: { intent: 'start', storeId: randomUUID(), from: '0001-01-01' } },
    { route: 'app.feed.ts', path: '/app/feed?after=-' },
    { route: 'app.feed.ts', path: `/app/feed?after=${'9'.repeat(100)}` },
    { route: 'app.feed.ts', path: '/app/feed?after=-9e99-x' },
    { route: 'app.analytics.tsx', path: '/app/analytics?period=own&from=0001-01-01&to=9999-12-31&tier=%00' },
    { route: 'app.messages.tsx', path: '/app/messages', form: { id: NUL } },
    { route: 'app.settings.tsx', path: '/app/settings', form: { intent: 'join', code: NUL } },
    { route: 'app.program.history.$no.tsx', path: '/app/program/history/99999999999999999999' },
    { route: 'app.program.history.$no.tsx', path: '/app/program/history/2147483648' },
    { route: 'app.program.tsx', path: '/app/program', json: { intent: 'roll-back', versionNo: 2_147_483_648, newestNo: 2_147_483_648 } },
    { route: 'app.program.tsx', path: '/app/program', json: { intent: 'save', document: { name: NUL }, revision: 0, basedOn: 2 } },
    { route: 'app.program.tsx', path: '/app/program', json: { intent: 'save', document: { name: HALF }, revision: 0, basedOn: 2 } },
    { route: 'app.orders.by-platform.$store.$orderId.tsx', path: '/app/orders/by-platform/here/%00' },
    { route: 'app.orders.by-platform.$store.$orderId.tsx', path: '/app/orders/by-platform/x/1' },
  ];

  test.each(calls.map((call) => [`${call.path} ${JSON.stringify(call.form ?? call.json ?? '')}`, call] as const))(
    '%s',
    async (_name, call) => {
      const answer = await askAdmin(stage, call, stage.sim.tokens.sessionToken({ shop: SHOP }));
      expect(answer.status, (await answer.text()).slice(0, 300)).toBeLessThan(500);
    },
  );
});
