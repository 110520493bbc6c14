import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, balanceOf, booksOf, expectCleanBooks, givePoints, memberOf, placeOrder, redeemFor, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS, joining: { welcome: { points: 20 } } } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function person() {
  const { customerId, email } = await addCustomer(stage, at, { join: true });
  await stage.settleDown();
  const memberId = await memberOf(stage, at.address, customerId);
  return { customerId, email, memberId, by: { programId: at.address.programId, memberId, staffId: 'staff-7' } };
}

const members = () => stage.services.members;
const desk = (memberId: string) => members().readDesk(at.address.programId, memberId);
const view = (memberId: string) => stage.services.readMember(at.address.programId, memberId);
const deeds = async (memberId: string) =>
  (await desk(memberId))?.audit.filter(({ actorKind }) => actorKind === 'staff').map(({ action, actorId }) => `${action} ${actorId}`);

describe('notes', () => {
  test('are kept once under their id, with who wrote them, and go with the person', async () => {
    const { memberId, by, customerId } = await person();
    const note = { ...by, noteId: stage.desk.newId(), text: '  Likes the window seat.  ' };
    expect((await members().addNote(note)).ok).toBe(true);
    expect((await members().addNote(note)).ok).toBe(true);
    expect((await desk(memberId))?.notes).toMatchObject([{ text: 'Likes the window seat.', writtenBy: 'staff-7' }]);
    expect(await deeds(memberId)).toEqual(['note-added staff-7']);
    expect(await members().addNote({ ...note, noteId: stage.desk.newId(), text: ' ' })).toMatchObject({
      ok: false,
      refusal: { reason: 'empty' },
    });
    expect(await members().addNote({ ...note, noteId: stage.desk.newId(), text: 'x'.repeat(2_001) })).toMatchObject({
      refusal: { reason: 'too-long' },
    });
    await placeOrder(stage, at, { customerId, prices: ['3.00'] });
    await stage.settleDown();
    const file = JSON.stringify(await members().exportMember(by));
    expect(file).toContain('Likes the window seat.');
    expect(file).toContain('Mia Berg');
    expect(await members().erase({ ...by, typed: 'Somebody else' })).toMatchObject({ refusal: { reason: 'not-confirmed' } });
    expect((await members().erase({ ...by, typed: ' mia berg ' })).ok).toBe(true);
    expect((await members().erase({ ...by, typed: '' })).ok).toBe(true);
    expect(await view(memberId)).toMatchObject({ state: 'erased', email: null });
    expect((await desk(memberId))?.notes).toEqual([]);
    expect(await balanceOf(stage, at.address.programId, memberId)).toMatchObject({ available: 0 });
    expect(await members().addNote({ ...note, noteId: stage.desk.newId() })).toMatchObject({ refusal: { reason: 'unknown-member' } });
    const [posting] = (await view(memberId))?.postings ?? [];
    expect(posting).toMatchObject({ kind: 'forfeited', actor: 'staff:staff-7' });
  });
});

describe('a blocked member', () => {
  test('earns nothing, not later either, redeems nothing, and earns again when unblocked', async () => {
    const { memberId, customerId, by } = await person();
    await givePoints(stage, at, customerId, 600);
    expect((await members().setBlocked({ ...by, blocked: true })).ok).toBe(true);
    expect((await members().setBlocked({ ...by, blocked: true })).ok).toBe(true);
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['40.00'] });
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 0 });
    await expect(redeemFor(stage, at, { customerId, rewardId: 'five' })).rejects.toThrow('blocked');
    expect((await members().setBlocked({ ...by, blocked: false })).ok).toBe(true);
    expect(await view(memberId)).toMatchObject({ state: 'member' });
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 0 });
    const later = await placeOrder(stage, at, { customerId, prices: ['10.00'] });
    await stage.settleDown();
    expect(await booksOf(stage, at, later.orderId)).toMatchObject({ earned: 10 });
    expect(await deeds(memberId)).toEqual(['member-unblocked staff-7', 'member-blocked staff-7', 'points-adjusted staff-1']);
  });

  test('cannot be a guest who is nothing but an e-mail: the next order would begin another', async () => {
    const [guest] = await rowsOf<{ id: string }>(
      stage,
      `INSERT INTO member (program_id, id, state, by_email, email_hash) VALUES ($1, gen_random_uuid(), 'guest', true, 'hash') RETURNING id`,
      [at.address.programId],
    );
    expect(
      await members().setBlocked({ programId: at.address.programId, memberId: guest?.id ?? '', staffId: 's', blocked: true }),
    ).toMatchObject({
      refusal: { reason: 'email-alone' },
    });
  });
});

describe('a fixed tier', () => {
  test('holds until its day is over, whatever is earned, and lets go by itself or by hand', async () => {
    const { memberId, by } = await person();
    expect((await view(memberId))?.tier.tierId).toBe('bronze');
    const until = new Date(stage.now() + 3 * DAY).toISOString().slice(0, 10);
    expect((await members().lockTier({ ...by, tierId: 'gold', until })).ok).toBe(true);
    expect((await view(memberId))?.tier.tierId).toBe('gold');
    expect((await desk(memberId))?.lock).toMatchObject({ tierId: 'gold' });
    await stage.advance(5 * DAY);
    await stage.services.runSchedule('review-tiers');
    expect((await view(memberId))?.tier.tierId).toBe('bronze');
    expect((await members().lockTier({ ...by, tierId: 'silver', until: null })).ok).toBe(true);
    expect((await view(memberId))?.tier.tierId).toBe('silver');
    expect((await members().lockTier({ ...by, tierId: null, until: null })).ok).toBe(true);
    expect((await view(memberId))?.tier.tierId).toBe('bronze');
    expect((await desk(memberId))?.lock).toBeNull();
    expect(await members().lockTier({ ...by, tierId: 'mythril', until: null })).toMatchObject({ refusal: { reason: 'unknown-tier' } });
    expect(await members().lockTier({ ...by, tierId: 'gold', until: '2020-01-01' })).toMatchObject({ refusal: { reason: 'past' } });
    expect(await members().lockTier({ ...by, tierId: 'gold', until: '2027-02-31' })).toMatchObject({ refusal: { reason: 'past' } });
    expect(await deeds(memberId)).toEqual(['tier-unlocked staff-7', 'tier-locked staff-7', 'tier-locked staff-7']);
  });
});

describe('a merge', () => {
  test('comes out as its preview said, and back', async () => {
    const [kept, gone] = [await person(), await person()];
    await placeOrder(stage, at, { customerId: gone.customerId, prices: ['260.00'] });
    await stage.settleDown();
    await givePoints(stage, at, kept.customerId, 500);
    await redeemFor(stage, at, { customerId: kept.customerId, rewardId: 'five' });
    const programId = at.address.programId;
    const preview = await members().previewMerge({ programId, memberId: kept.memberId, from: gone.memberId });
    if (!preview.ok) throw new Error(preview.refusal.message);
    expect(preview.value).toMatchObject({ welcomeBack: 20, after: { state: 'member', tierId: 'silver', openCodes: 1 } });
    await members().addNote({ ...gone.by, noteId: stage.desk.newId(), text: 'Also comes on Fridays' });
    expect((await members().merge({ ...kept.by, from: gone.memberId })).ok).toBe(true);
    await stage.settleDown();
    const merged = await view(kept.memberId);
    expect(merged?.balances[0]?.shown).toBe(preview.value.after.balance);
    expect(merged?.tier.tierId).toBe('silver');
    expect((await desk(kept.memberId))?.notes).toMatchObject([{ text: 'Also comes on Fridays' }]);
    expect((await desk(gone.memberId))?.mergedInto).toMatchObject({ memberId: kept.memberId });
    const [merge] = (await desk(kept.memberId))?.merges ?? [];
    expect(merge).toMatchObject({ fromMemberId: gone.memberId, reason: 'staff' });
    const row = async (id: string) =>
      (
        await rowsOf<{ spend_minor: string; shown: string }>(stage, 'SELECT spend_minor, shown FROM member_search WHERE member_id = $1', [
          id,
        ])
      )[0];
    expect(await row(kept.memberId)).toMatchObject({ spend_minor: '26000' });
    expect(await members().previewMerge({ programId, memberId: kept.memberId, from: gone.memberId })).toMatchObject({
      refusal: { reason: 'gone' },
    });
    expect(await members().previewMerge({ programId, memberId: kept.memberId, from: kept.memberId })).toMatchObject({
      refusal: { reason: 'same' },
    });
    expect((await members().unmerge({ programId, staffId: 'staff-7', mergeId: merge?.mergeId ?? '' })).ok).toBe(true);
    expect(await members().unmerge({ programId, staffId: 'staff-7', mergeId: merge?.mergeId ?? '' })).toMatchObject({
      refusal: { reason: 'undone' },
    });
    expect(await row(kept.memberId)).toMatchObject({ spend_minor: '0' });
    expect(await row(gone.memberId)).toMatchObject({ spend_minor: '26000' });
    expect(await deeds(kept.memberId)).toContain('members-unmerged staff-7');
  });
});

test('what names a customer leads to the page of the store’s own admin', async () => {
  const { memberId, customerId } = await person();
  expect((await desk(memberId))?.identities).toMatchObject([
    { customerId, url: `https://admin.shopify.com/store/${at.shop.replace('.myshopify.com', '')}/customers/${customerId}` },
  ]);
  expect(await members().readDesk(stage.desk.newId(), memberId)).toBeNull();
});
