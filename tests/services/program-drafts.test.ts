import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '#app/domain/program/diff/change.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { startOfLocalDay } from '#app/domain/instant.ts';
import { offeredTemplates } from '#app/domain/program/templates/offered-templates.ts';
import { changeSayer } from '#app/i18n/say-program.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { REWARDS, TIERS } from './stage-program.ts';
import { placeOrder, booksOf, addCustomer } from './stage-books.ts';

const staffId = 'shopify:42';
let stage: ServiceStage;
let shop: StageShop;
let other: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  other = await stage.openShop();
});
afterAll(() => stage.close());
beforeEach(async () => {
  shop = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
});

const program = () => stage.services.program;
const who = () => ({ programId: shop.address.programId, staffId });
const editor = () => program().readEditor(shop.address.programId);

async function newest(): Promise<Program> {
  return (await editor()).newest as Program;
}

const english = changeSayer('en');
const told = (changes: readonly Change[] = []) => changes.map(english).join(' ');

/** Saves a draft that changes the newest version in some parts; answers its revision. */
async function draftWith(parts: Record<string, unknown>): Promise<number> {
  const { newestNo, newest: document, draftRevision } = await editor();
  const saved = await program().saveDraft({
    ...who(),
    document: { ...(document as object), ...parts },
    basedOn: newestNo,
    revision: draftRevision,
  });
  if (!saved.ok) throw new Error(saved.refusal.message);
  return saved.value.revision;
}

describe('a draft', () => {
  test('keeps what was typed although it is no program, and changes nothing that is live', async () => {
    const before = await newest();
    const saved = await program().saveDraft({ ...who(), document: { name: '', rewards: 'later' }, basedOn: 2, revision: 0 });
    expect(saved).toMatchObject({ ok: true, value: { basedOn: 2, revision: 1, updatedBy: staffId } });
    const view = await editor();
    expect(view.draft?.document).toEqual({ name: '', rewards: 'later' });
    expect(view.newest).toEqual(before);
    expect(view).toMatchObject({ liveNo: 2, newestNo: 2, scheduled: null });
    const review = await program().reviewDraft(shop.address.programId);
    expect(review?.errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['name', 'rewards', 'currency']));
    const published = await program().publishDraft({ ...who(), revision: 1, from: null });
    expect(published).toMatchObject({ ok: false, refusal: { reason: 'invalid' } });
    expect((await editor()).draft?.document).toEqual({ name: '', rewards: 'later' });
  });

  test('is not written over by who has not seen it', async () => {
    const revision = await draftWith({ name: 'Mine' });
    const stale = await program().saveDraft({ ...who(), document: { name: 'Theirs' }, basedOn: 2, revision: 0 });
    expect(stale).toMatchObject({ ok: false, refusal: { reason: 'conflict' } });
    expect((await editor()).draft?.document).toMatchObject({ name: 'Mine' });
    const again = await program().saveDraft({ ...who(), document: { name: 'Theirs' }, basedOn: 2, revision });
    expect(again).toMatchObject({ ok: true, value: { revision: revision + 1 } });
  });

  test('of two that are saved at once exactly one wins', async () => {
    const document = await newest();
    const both = await Promise.all(
      ['A', 'B'].map((name) => program().saveDraft({ ...who(), document: { ...document, name }, basedOn: 2, revision: 0 })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('that is thrown away is gone, kept in the audit, and its revision is never used again', async () => {
    const revision = await draftWith({ name: 'Never' });
    expect(await program().discardDraft({ ...who(), revision: revision + 1 })).toMatchObject({
      ok: false,
      refusal: { reason: 'conflict' },
    });
    expect(await program().discardDraft({ ...who(), revision })).toMatchObject({ ok: true });
    expect(await editor()).toMatchObject({ draft: null, draftRevision: revision + 1 });
    expect(await program().publishDraft({ ...who(), revision: revision + 1, from: null })).toMatchObject({
      refusal: { reason: 'nothing' },
    });
    expect(await audit('program-draft-discarded')).toMatchObject([{ actorId: staffId, details: { document: { name: 'Never' } } }]);
  });

  test('belongs to its program alone', async () => {
    await draftWith({ name: 'Mine' });
    expect(await program().readEditor(other.address.programId)).toMatchObject({ draft: null, draftRevision: 0 });
    expect(await program().reviewDraft(other.address.programId)).toBeNull();
  });
});

describe('publishing a draft', () => {
  test('says what changes, makes the next version, and empties the draft', async () => {
    const revision = await draftWith({ name: 'Bean Society' });
    const review = await program().reviewDraft(shop.address.programId);
    expect(review).toMatchObject({ errors: [], since: [] });
    expect(told(review?.changes)).toContain('Bean Society');
    const published = await program().publishDraft({ ...who(), revision, from: null });
    expect(published).toMatchObject({ ok: true, value: { versionNo: 3, changes: review?.changes } });
    expect(await editor()).toMatchObject({ liveNo: 3, newestNo: 3, draft: null });
    const history = await program().readHistory(shop.address.programId);
    expect(history.map(({ no, state, publishedBy }) => [no, state, publishedBy])).toEqual([
      [3, 'live', staffId],
      [2, 'past', 'test'],
      [1, 'past', 'system'],
    ]);
    expect((await stage.services.readOverview(shop.address.programId)).programName).toBe('Bean Society');
    expect(await audit('program-published')).toMatchObject([{ actorId: 'test' }, { actorId: staffId, subject: '3' }]);
  });

  test('twice publishes once', async () => {
    const revision = await draftWith({ name: 'Once' });
    const both = await Promise.all([1, 2].map(() => program().publishDraft({ ...who(), revision, from: null })));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await editor()).newestNo).toBe(3);
  });

  test('refuses a draft that is older than the newest version, until it is put on top of it', async () => {
    const revision = await draftWith({ name: 'Mine' });
    const document = { ...(await newest()), timeZone: 'Europe/Warsaw' };
    expect(await program().publishFirst({ ...who(), newestNo: 2, document })).toMatchObject({ ok: true });
    expect(await program().publishDraft({ ...who(), revision, from: null })).toMatchObject({ ok: false, refusal: { reason: 'stale' } });
    expect(told((await program().reviewDraft(shop.address.programId))?.since)).toContain('Europe/Warsaw');
    expect(await program().rebaseDraft({ ...who(), revision })).toMatchObject({ ok: true });
    const review = await program().reviewDraft(shop.address.programId);
    expect(review?.since).toEqual([]);
    // The draft says the old time zone: the review shows that it would be changed back.
    expect(told(review?.changes)).toContain('Europe/Berlin');
    expect(await program().publishDraft({ ...who(), revision: revision + 1, from: null })).toMatchObject({
      ok: true,
      value: { versionNo: 4 },
    });
  });

  test('on a day to come leaves everything as it is until then', async () => {
    const revision = await draftWith({ name: 'Next month' });
    const { today } = await editor();
    const day = new Date(Date.parse(`${today}T00:00:00Z`) + 3 * 86_400_000).toISOString().slice(0, 10);
    expect(await program().publishDraft({ ...who(), revision, from: '2020-01-01' })).toMatchObject({ refusal: { reason: 'in-the-past' } });
    expect(await program().publishDraft({ ...who(), revision, from: day })).toMatchObject({ ok: true });
    const effectiveAt = new Date(startOfLocalDay(day, 'Europe/Berlin')).toISOString();
    expect(await editor()).toMatchObject({ liveNo: 2, newestNo: 3, scheduled: { no: 3, effectiveAt } });
    expect((await program().readHistory(shop.address.programId))[0]).toMatchObject({ state: 'scheduled' });
    expect((await stage.services.readOverview(shop.address.programId)).programName).not.toBe('Next month');
  });
});

describe('an older version', () => {
  test('comes back with its ids, also those of what was removed meanwhile', async () => {
    const without = await draftWith({ rewards: [], tiers: { list: [] } });
    expect(await program().publishDraft({ ...who(), revision: without, from: null })).toMatchObject({ ok: true });
    const review = await program().reviewVersion(shop.address.programId, 2);
    expect(review?.errors).toEqual([]);
    expect(told(review?.changes)).toContain('5.00 off');
    const back = await program().rollBack({ ...who(), versionNo: 2, newestNo: 3 });
    expect(back).toMatchObject({ ok: true, value: { versionNo: 4 } });
    expect((await newest()).rewards.map(({ id }) => id)).toEqual(REWARDS.map(({ id }) => id));
  });

  test('does not come back over a version that nobody looked at', async () => {
    await program().publishFirst({ ...who(), newestNo: 2, document: { ...(await newest()), name: 'Other' } });
    expect(await program().rollBack({ ...who(), versionNo: 1, newestNo: 2 })).toMatchObject({ ok: false, refusal: { reason: 'stale' } });
  });

  test('that never was is not found', async () => {
    expect(await program().reviewVersion(shop.address.programId, 99)).toBeNull();
    expect(await program().readVersion(shop.address.programId, 99)).toBeNull();
    expect(await program().rollBack({ ...who(), versionNo: 99, newestNo: 2 })).toMatchObject({ ok: false });
  });
});

describe('a pause', () => {
  test('stops earning, says so in the audit, and ends', async () => {
    const customer = await addCustomer(stage, shop, { join: true });
    expect(await program().pause({ ...who(), paused: true })).toBe(true);
    expect(await program().pause({ ...who(), paused: true })).toBe(false);
    expect((await editor()).state).toBe('paused');
    const paused = await placeOrder(stage, shop, { customerId: customer.customerId, prices: ['10.00'] });
    await stage.settleDown();
    expect(await booksOf(stage, shop, paused.orderId)).toMatchObject({ earned: 0 });
    expect(await program().pause({ ...who(), paused: false })).toBe(true);
    const later = await placeOrder(stage, shop, { customerId: customer.customerId, prices: ['10.00'] });
    await stage.settleDown();
    expect(await booksOf(stage, shop, later.orderId)).toMatchObject({ earned: 10 });
    expect(await audit('program-paused')).toMatchObject([{ actorId: staffId }]);
    expect(await audit('program-resumed')).toMatchObject([{ actorId: staffId }]);
  });
});

describe('a template', () => {
  test('that is chosen again after another brings new things, not the old ones', async () => {
    const input = { name: 'Again', currency: 'EUR', timeZone: 'Europe/Berlin' };
    const offers = offeredTemplates(input);
    for (const id of ['cafe', 'bakery-visits', 'cafe', 'shop-with-tiers', 'cafe']) {
      const document = offers.find(({ template }) => template.id === id)?.program;
      const { newestNo } = await editor();
      expect(await program().publishFirst({ ...who(), newestNo, document }), id).toMatchObject({
        ok: true,
        value: { versionNo: newestNo + 1 },
      });
    }
    const { rewards } = await newest();
    expect(rewards.map(({ id }) => id)).toEqual(['free-coffee-3', 'middle-amount-2']);
  });
});

describe('the first days', () => {
  test('are over for the list when it is put away, and the program counts as published by a person only', async () => {
    const fresh = await stage.services.installStore({
      platform: 'shopify',
      domain: `fresh-${stage.desk.newId()}.myshopify.com`,
      name: 'Fresh',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      development: true,
    });
    expect(await program().readFirstSteps(fresh.programId)).toEqual({ published: false, hidden: false });
    await program().hideFirstSteps(fresh.programId, staffId);
    expect(await program().readFirstSteps(fresh.programId)).toEqual({ published: false, hidden: true });
    expect(await program().readFirstSteps(shop.address.programId)).toEqual({ published: true, hidden: false });
  });
});

async function audit(action: string) {
  return stage.database.prisma.auditEntry.findMany({
    where: { programId: shop.address.programId, action },
    orderBy: { id: 'asc' },
    select: { actorId: true, subject: true, details: true },
  });
}
