import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { shopifyDoor } from '#tests/doors/shopper-doors.ts';
import { askAdmin } from './admin-calls.ts';

/** Texts that some database, log, page or spreadsheet trips over, in every field that a shopper can fill. */
const POISON = [
  'Nul\u0000l',
  'Half\ud800',
  '\udc00half',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}} ${7*7} <%= 7*7 %>',
  "Robert'); DROP TABLE member;--",
  '=HYPERLINK("http://evil.example","x")',
  '@SUM(1+1)',
  '\u202egnp.exe',
  'Z\u0300'.repeat(60),
  '\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67',
  'line\r\nSet-Cookie: a=b',
  '__proto__',
  'x'.repeat(5_000),
  // What does not shrink: too long for a place in an index.
  randomBytes(9_000).toString('base64'),
];

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage();
}, 120_000);
afterAll(() => stage.close());

describe('what shoppers call themselves and write on orders', () => {
  const people: { readonly name: string; readonly customerId: string }[] = [];

  test('costs nobody their points, and stops nobody else', async () => {
    for (const [index, name] of POISON.entries()) {
      const customer = stage.sim.desk.createCustomer({ shop: SHOP, firstName: name, lastName: name, email: `poison-${index}@example.com` });
      const customerId = String(customer.id);
      people.push({ name, customerId });
      expect((await shopifyDoor(stage).call('join', { customerId, body: {} })).status, name).toBe(200);
      stage.sim.desk.placeOrder({
        ...{ shop: SHOP, customerId, note: name, tags: [name.slice(0, 40)] },
        lines: [{ title: name, price: '20.00', vendor: name, sku: name } as never],
      });
    }
    await stage.settle();
    const { inboxDead, outboxDead } = await stage.wiring.services.readBacklog();
    const { rows } = await stage.wiring.services.readInbox(stage.address.programId);
    expect({ inboxDead, outboxDead }, JSON.stringify(rows.slice(0, 3))).toEqual({ inboxDead: 0, outboxDead: 0 });
    for (const { name, customerId } of people) {
      const view = (await (await shopifyDoor(stage).call('me', { customerId })).json()) as {
        readonly points: { readonly pending: number; readonly available: number };
      };
      expect(view.points.pending + view.points.available, name.slice(0, 40)).toBeGreaterThan(20);
    }
  }, 60_000);

  test('is text on every page of the admin, and never anything else', async () => {
    const token = () => stage.sim.tokens.sessionToken({ shop: SHOP });
    const { rows } = await stage.wiring.services.members.list({
      programId: stage.address.programId,
      after: null,
      wish: {
        text: '',
        state: null,
        tierId: null,
        storeId: null,
        debt: false,
        pending: false,
        balanceFrom: null,
        balanceTo: null,
        joinedFrom: null,
        joinedTo: null,
        lastOrder: null,
        sort: 'newest',
      },
    });
    expect(rows.length).toBe(POISON.length);
    const { embeddedUrl } = await import('#tests/doors/server-stage.ts');
    const { USER_AGENT } = await import('#tests/setup/browser.ts');
    for (const path of ['/app', '/app/members', '/app/orders', ...rows.map(({ memberId }) => `/app/members/${memberId}`)]) {
      const page = await fetch(embeddedUrl(stage.server, path, token()), { headers: { 'User-Agent': USER_AGENT, Accept: 'text/html' } });
      const html = await page.text();
      expect(page.status, path).toBe(200);
      for (const live of ['<script>alert(1)', '<img src=x onerror', 'Set-Cookie: a=b\r\n\r\n']) expect(html, path).not.toContain(live);
    }
  }, 60_000);

  test('is no formula in a spreadsheet, and no second line', async () => {
    const answer = await askAdmin(
      stage,
      { route: 'app.members_.export.ts', path: '/app/members/export', form: {} },
      stage.sim.tokens.sessionToken({ shop: SHOP }),
    );
    const csv = await answer.text();
    expect(csv).not.toMatch(/(^|[,\n]"?)[=@+\t]/m);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example""`);
    expect(csv).toContain("'@SUM(1+1)");
  });

  test('stays out of the log', () => {
    const text = stage.logged.join('');
    for (const secret of ['poison-', 'DROP TABLE', 'HYPERLINK', 'onerror']) expect(text).not.toContain(secret);
  });
});
