import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StoreAddress } from '#app/services/services.ts';
import { openAsMerchant, openServerStage, publishSample, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { shopifyDoor } from '#tests/doors/shopper-doors.ts';
import { type AdminCall, askAdmin } from './admin-calls.ts';

const ROUTES = path.resolve(import.meta.dirname, '../../app/routes');
const STRANGER = 'bakery.myshopify.com';
const PERSON = { firstName: 'Zdzislawa', lastName: 'Quittenbaum', email: 'quittenbaum@example.com' };

/** Everything of the victim's program that somebody else could name. */
interface Loot {
  readonly address: StoreAddress;
  readonly memberId: string;
  readonly otherMemberId: string;
  readonly customerId: string;
  readonly orderId: string;
  readonly redemptionId: string;
  readonly code: string;
  readonly noteId: string;
  readonly bulkId: string;
  readonly mergeId: string;
  readonly staffId: string;
  readonly exportId: string;
}

let stage: ServerStage;
let stranger: StoreAddress;
let loot: Loot;
let token: string;

beforeAll(async () => {
  stage = await openServerStage();
  stage.sim.desk.createShop({
    ...{ domain: STRANGER, name: 'The Bakery', currency: 'EUR', timeZone: 'Europe/Berlin', installed: true, catalog: false },
  });
  stranger = await openAsMerchant(stage, STRANGER);
  await publishSample(stage.wiring, stranger);
  loot = await plant();
  token = stage.sim.tokens.sessionToken({ shop: STRANGER });
}, 120_000);
afterAll(() => stage.close());

async function newMember(person: { readonly firstName: string; readonly lastName: string; readonly email: string }): Promise<string[]> {
  const customer = stage.sim.desk.createCustomer({ shop: SHOP, ...person });
  await stage.settle();
  const customerId = String(customer.id);
  expect((await shopifyDoor(stage).call('join', { customerId, body: {} })).status).toBe(200);
  const memberId = await stage.wiring.services.storefront.findMember(stage.address, customerId);
  return [customerId, memberId ?? ''];
}

async function plant(): Promise<Loot> {
  const { services } = stage.wiring;
  const { programId } = stage.address;
  const [customerId = '', memberId = ''] = await newMember(PERSON);
  const [, otherMemberId = ''] = await newMember({ ...PERSON, email: 'quittenbaum2@example.com' });
  const [, mergedId = ''] = await newMember({ ...PERSON, email: 'quittenbaum3@example.com' });
  const given = await services.adjustPoints({
    ...{ programId, memberId, points: 5_000, reason: 'goodwill', note: 'a secret of the house', actorId: 'test', isOwner: true },
    adjustmentId: randomUUID(),
  });
  expect(given.ok).toBe(true);
  const { order } = stage.sim.desk.placeOrder({ shop: SHOP, customerId, lines: [{ title: 'Beans', price: '20.00' }] });
  await stage.settle();
  const redemptionId = randomUUID();
  const body = { rewardId: 'small-amount', redemptionId };
  const redeemed = await shopifyDoor(stage).call('redeem', { customerId, body });
  const { redemption } = (await redeemed.json()) as { readonly redemption: { readonly code: string | null } };
  await stage.settle();
  const by = { programId, memberId, staffId: 'test' };
  const [noteId, bulkId] = [randomUUID(), randomUUID()];
  await services.members.addNote({ ...by, noteId, text: 'Quittenbaum pays late' });
  await services.members.startBulk({
    ...{ programId, staffId: 'test', isOwner: true, bulkId, task: { kind: 'note', text: 'Quittenbaum' } },
    target: { kind: 'members', memberIds: [memberId] },
  });
  await services.members.merge({ ...by, from: mergedId });
  const staffId = 'shopify:909';
  await services.staff.greet({ ...stage.address, staffId, name: 'Quittenbaum at the counter', email: null, ownsStore: false });
  const exported = await services.exports.start({ programId, staffId: 'test' });
  if (!exported.ok) throw new Error('the export does not start');
  const desk = await services.members.readDesk(programId, memberId);
  await vi.waitUntil(async () => (await services.members.listBulk(programId))[0]?.state === 'done', { timeout: 15_000, interval: 100 });
  await stage.settle();
  return {
    ...{ address: stage.address, memberId, otherMemberId, customerId, orderId: String(order.id), redemptionId, noteId, bulkId },
    ...{ staffId, exportId: exported.value.exportId },
    ...{ code: redemption.code ?? '', mergeId: desk?.merges[0]?.mergeId ?? randomUUID() },
  };
}

/** What of the victim's program nobody else may ever have changed. */
async function booksOf({ programId }: StoreAddress): Promise<unknown> {
  const { pool } = stage.wiring.database;
  const tables = [
    'member',
    'balance',
    'redemption',
    'member_note',
    'program_draft',
    'program_version',
    'store',
    'reward_stock',
    'order_record',
    'staff_member',
  ];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const { rows: found } = await pool.query<{ text: string }>(
        `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS text FROM ${table} t WHERE program_id = $1`,
        [programId],
      );
      return [table, found[0]?.text];
    }),
  );
  return Object.fromEntries(rows) as unknown;
}

/** Every route of the admin, each of its deeds, with the victim's ids. */
function calls(): AdminCall[] {
  const { address, memberId, otherMemberId, orderId, redemptionId, code, noteId, bulkId, mergeId } = loot;
  const member = (form: Record<string, string>): AdminCall => ({ route: 'app.members.$id.tsx', path: `/app/members/${memberId}`, form });
  const members = (form: Record<string, string>): AdminCall => ({ route: 'app.members._index.tsx', path: '/app/members?index', form });
  const counter = (form: Record<string, string>): AdminCall => ({ route: 'app.handover.tsx', path: '/app/handover', form });
  const program = (json: unknown): AdminCall => ({ route: 'app.program.tsx', path: '/app/program', json });
  const page = (route: string, at: string): AdminCall => ({ route, path: at });
  const points = { points: '50', direction: 'up', reason: 'goodwill', note: '' };
  return [
    page('app.tsx', '/app'),
    page('app._index.tsx', '/app?index'),
    page('app.analytics.tsx', `/app/analytics?store=${address.storeId}`),
    page('app.analytics_.csv.ts', `/app/analytics/csv?table=all&store=${address.storeId}`),
    { route: 'app.branding.qr.$file.ts', path: '/app/branding/qr/code.svg', json: { storeId: address.storeId } },
    page('app.branding.qr.tsx', '/app/branding/qr'),
    { route: 'app.branding.qr.tsx', path: '/app/branding/qr', json: { storeId: address.storeId } },
    page('app.data-exports.$id.ts', '/app/data-exports/1'),
    page('app.feed.ts', '/app/feed'),
    page('app.handover.tsx', '/app/handover'),
    counter({ intent: 'find', code }),
    counter({ intent: 'hand-over', redemptionId }),
    counter({ intent: 'take-back', redemptionId, reason: 'mistake' }),
    page('app.imports.ts', '/app/imports'),
    ...['pause', 'resume', 'cancel', 'preview', 'start'].map((intent) => ({
      ...{ route: 'app.imports.ts', path: '/app/imports' },
      form: { intent, storeId: address.storeId, from: '2026-01-01' },
    })),
    page('app.members.$id.tsx', `/app/members/${memberId}`),
    member({ intent: 'adjust', adjustmentId: randomUUID(), ...points }),
    member({ intent: 'note', noteId: randomUUID(), text: 'x' }),
    member({ intent: 'note', noteId, text: 'x' }),
    member({ intent: 'lock', tier: 'gold', until: '' }),
    member({ intent: 'block' }),
    member({ intent: 'unblock' }),
    member({ intent: 'find', text: PERSON.lastName }),
    member({ intent: 'merge-preview', from: otherMemberId }),
    member({ intent: 'merge', from: otherMemberId }),
    member({ intent: 'unmerge', mergeId }),
    member({ intent: 'erase', typed: PERSON.email }),
    page('app.members.$id_.export.ts', `/app/members/${memberId}/export`),
    page('app.members._index.tsx', `/app/members?index&text=${PERSON.lastName}`),
    members({ intent: 'list', text: PERSON.lastName }),
    members({ intent: 'list', store: address.storeId }),
    members({ intent: 'bulks' }),
    members({ intent: 'bulk-cancel', bulkId }),
    members({ intent: 'bulk-undo', bulkId }),
    members({ intent: 'bulk-preview', bulkId: randomUUID(), kind: 'points', ...points, ids: memberId }),
    members({ intent: 'bulk-start', bulkId, kind: 'points', ...points, ids: memberId }),
    members({ intent: 'bulk-start', bulkId: randomUUID(), kind: 'points', ...points, ids: memberId }),
    { route: 'app.members_.export.ts', path: '/app/members/export', form: { text: '' } },
    page('app.members.by-platform.$store.$customerId.tsx', `/app/members/by-platform/${address.storeId}/${loot.customerId}`),
    page('app.$.tsx', '/app/nowhere'),
    { route: 'app.pictures.ts', path: '/app/pictures', json: { programId: address.programId } },
    page('app.rewards._index.tsx', '/app/rewards?index'),
    page('app.rewards.$id.tsx', '/app/rewards/small-amount'),
    { route: 'app.rewards.$id.tsx', path: '/app/rewards/small-amount', form: { intent: 'withdraw', upload: redemptionId, count: '1' } },
    { route: 'app.rewards.$id_.codes.ts', path: `/app/rewards/small-amount/codes?deed=upload&upload=${bulkId}`, json: 'CODE-1' },
    page('app.messages.tsx', '/app/messages'),
    { route: 'app.messages.tsx', path: '/app/messages', form: { id: '1' } },
    page('app.orders.$store.$id.tsx', `/app/orders/${address.storeId}/${orderId}`),
    page('app.orders.$store.$id.tsx', `/app/orders/-/${orderId}`),
    page('app.orders._index.tsx', `/app/orders?index&store=${address.storeId}`),
    page('app.orders.by-platform.$store.$orderId.tsx', `/app/orders/by-platform/${address.storeId}/${orderId}`),
    { route: 'app.orders.by-platform.$store.$orderId.tsx', path: `/app/orders/by-platform/${address.storeId}/${orderId}`, form: {} },
    ...['branding', 'campaigns', 'currencies', 'earn', 'points', 'rewards', 'tiers'].map((name) =>
      page(`app.program.${name}.tsx`, `/app/program/${name}`),
    ),
    page('app.program._index.tsx', '/app/program?index'),
    page('app.program.history.$no.tsx', '/app/program/history/2'),
    page('app.program.history._index.tsx', '/app/program/history?index'),
    page('app.program.review.tsx', '/app/program/review'),
    page('app.program.tsx', '/app/program'),
    program({ intent: 'pause', paused: false, programId: address.programId }),
    page('app.program.replay.ts', '/app/program/replay'),
    page('app.search.tsx', '/app/search'),
    ...[memberId, PERSON.email, orderId, code, '#1001'].map((query) => ({ route: 'app.search.tsx', path: '/app/search', form: { query } })),
    page('app.settings.tsx', '/app/settings'),
    { route: 'app.settings_.disconnect.ts', path: '/app/settings/disconnect', form: { storeId: address.storeId } },
    page('app.settings_.staff.tsx', '/app/settings/staff'),
    ...['role', 'forget'].map((intent) => ({
      ...{ route: 'app.settings_.staff.tsx', path: '/app/settings/staff' },
      form: { intent, staffId: loot.staffId, role: 'none' },
    })),
    page('app.settings_.languages.tsx', '/app/settings/languages'),
    page('app.settings_.data.tsx', '/app/settings/data'),
    { route: 'app.settings_.data.tsx', path: '/app/settings/data', form: { intent: 'cancel', exportId: loot.exportId } },
    page('app.settings_.data_.$id.ts', `/app/settings/data/${loot.exportId}`),
    page('app.settings_.close.tsx', '/app/settings/close'),
    { route: 'app.settings_.close.tsx', path: '/app/settings/close', form: { intent: 'call-off', programId: address.programId } },
    page('app.start.tsx', '/app/start'),
    page('app.trace.$store.$id.ts', `/app/trace/${address.storeId}/${orderId}`),
  ];
}

describe('a merchant who knows the ids of another program', () => {
  test('has every route of the admin to try them at', () => {
    const covered = new Set(calls().map(({ route }) => route));
    const there = readdirSync(ROUTES).filter((name) => /^app[._]/.test(name));
    expect(there.filter((name) => !covered.has(name))).toEqual([]);
  });

  test('is shown nothing and changes nothing', async () => {
    const before = await booksOf(loot.address);
    const secrets = [PERSON.lastName, PERSON.firstName, loot.code, loot.address.programId, 'a secret of the house'].filter(
      (text) => text !== '',
    );
    for (const call of calls()) {
      const name = `${call.route} ${JSON.stringify(call.form ?? call.json ?? '')}`;
      const answer = await askAdmin(stage, call, token);
      const text = await answer.text();
      expect(answer.status, `${name}: ${text.slice(0, 300)}`).toBeLessThan(500);
      // What was asked for may be said back; the rest may not.
      const said = `${JSON.stringify(call.form ?? {})} ${call.path}`;
      for (const secret of secrets.filter((one) => !said.includes(one))) expect(text, name).not.toContain(secret);
      if (answer.ok && call.form === undefined && call.json === undefined)
        expect(answer.headers.get('Cache-Control'), name).toContain('no-store');
    }
    expect(await booksOf(loot.address)).toEqual(before);
  }, 120_000);

  test('its owner is shown them', async () => {
    const own = stage.sim.tokens.sessionToken({ shop: SHOP });
    const answer = await askAdmin(stage, { route: 'app.members.$id.tsx', path: `/app/members/${loot.memberId}` }, own);
    expect(await answer.text()).toContain(PERSON.lastName);
  });
});
