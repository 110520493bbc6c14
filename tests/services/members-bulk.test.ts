import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BulkTarget, type BulkTask, EVERYBODY } from '#app/contracts/members.ts';
import { runBulkActions } from '#app/services/members/run-bulk.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, balanceOf, expectCleanBooks, givePoints, memberOf, redeemFor, rowsOf } from './stage-books.ts';
import { REWARDS } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS] } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function people(count: number, points: number) {
  const made = [];
  for (let n = 0; n < count; n += 1) {
    const { customerId } = await addCustomer(stage, at, { join: true });
    if (points > 0) await givePoints(stage, at, customerId, points);
    made.push({ customerId, memberId: await memberOf(stage, at.address, customerId) });
  }
  await stage.settleDown();
  return made;
}

const act = (isOwner = true) => ({ programId: at.address.programId, staffId: 'staff-9', isOwner });
const give = (points: number): BulkTask => ({ kind: 'points', points, reason: 'promotion', note: 'Opening day' });
const of = (members: readonly { readonly memberId: string }[]): BulkTarget => ({
  kind: 'members',
  memberIds: members.map(({ memberId }) => memberId),
});
const available = async (memberId: string) => (await balanceOf(stage, at.address.programId, memberId)).available;
const run = () => stage.services.runSchedule('bulk-actions');

async function start(task: BulkTask, target: BulkTarget, bulkId = stage.desk.newId()) {
  const begun = await stage.services.members.startBulk({ ...act(), bulkId, task, target });
  if (!begun.ok) throw new Error(begun.refusal.message);
  return begun.value;
}
const stateOf = async (bulkId: string) =>
  (await stage.services.members.listBulk(at.address.programId)).find((bulk) => bulk.bulkId === bulkId);
async function undo(bulkId: string) {
  const undone = await stage.services.members.undoBulk({ ...act(), bulkId });
  if (!undone.ok) throw new Error(undone.refusal.message);
  await run();
}

describe('points for many', () => {
  test('come as the preview said, once each, and what is unspent goes back', async () => {
    const [first, second, third] = await people(3, 0);
    if (!first || !second || !third) throw new Error('three people were made');
    const target = of([first, second, third]);
    const preview = await stage.services.members.previewBulk({ ...act(), task: give(600), target });
    expect(preview).toMatchObject({ ok: true, value: { members: 3, points: 1_800, costMinor: 1_800, short: 0, needsOwner: false } });
    const { bulkId } = await start(give(600), target);
    expect(await run()).toEqual({ members: 3 });
    expect(await stateOf(bulkId)).toMatchObject({ state: 'done', done: 3, total: 3, points: 1_800, canUndo: true });
    await redeemFor(stage, at, { customerId: second.customerId, rewardId: 'five' });
    await givePoints(stage, at, third.customerId, 50);
    await undo(bulkId);
    expect(await stateOf(bulkId)).toMatchObject({ state: 'undone', undone: 600 + 100 + 600, points: 1_800 });
    expect([await available(first.memberId), await available(second.memberId), await available(third.memberId)]).toEqual([0, 0, 50]);
    await undo(bulkId);
    expect(await available(third.memberId)).toBe(50);
    const postings = (await stage.services.readMember(at.address.programId, first.memberId))?.postings ?? [];
    expect(postings.map(({ reasonCode, actor }) => `${reasonCode} ${actor}`)).toEqual([
      'bulk-undone staff:staff-9',
      'given-by-staff staff:staff-9',
    ]);
  });

  test('a double click begins one, two workers at once and a worker that died give each member once', async () => {
    const members = await people(5, 0);
    await stage.database.pool.query(
      `INSERT INTO member (program_id, id, state, first_name, joined_at) SELECT $1, gen_random_uuid(), 'member', 'Crowd', clock_timestamp() FROM generate_series(1, 450)`,
      [at.address.programId],
    );
    const bulkId = stage.desk.newId();
    const target: BulkTarget = { kind: 'filter', wish: { ...EVERYBODY, text: 'crowd' } };
    await Promise.all([start(give(3), target, bulkId), start(give(3), target, bulkId), start(give(3), target, bulkId)]);
    const again = () =>
      stage.database.pool.query(`UPDATE bulk_action SET beat_at = beat_at - interval '2 minutes' WHERE state IN ('running', 'undoing')`);
    const running = runBulkActions(stage.desk);
    await again();
    await Promise.all([running, runBulkActions(stage.desk), runBulkActions(stage.desk)]);
    await again();
    await run();
    expect(await stateOf(bulkId)).toMatchObject({ state: 'done', done: 450, total: 450, points: 1_350 });
    const [row] = await rowsOf<{ members: string; least: string; most: string }>(
      stage,
      `SELECT count(*) AS members, min(b.available) AS least, max(b.available) AS most FROM balance b JOIN member m ON m.program_id = b.program_id AND m.id = b.member_id
       WHERE b.program_id = $1 AND m.first_name = 'Crowd'`,
      [at.address.programId],
    );
    expect(row).toEqual({ members: '450', least: '3', most: '3' });
    const [kept] = await rowsOf<{ target: unknown }>(stage, 'SELECT target FROM bulk_action WHERE id = $1', [bulkId]);
    expect(kept?.target).toBeNull();
    expect(await available(members[0]?.memberId ?? '')).toBe(0);
  });

  test('are given to nobody who came after it was begun, nor to whom does not match', async () => {
    const before = await people(2, 70);
    const wish = { ...EVERYBODY, balanceFrom: 70, balanceTo: 70 };
    const { bulkId } = await start(give(5), { kind: 'filter', wish });
    const after = await people(1, 70);
    // The clock of a row is the database's own: put it behind the action.
    await stage.database.pool.query(`UPDATE member_search SET created_at = clock_timestamp() + interval '1 minute' WHERE member_id = $1`, [
      after[0]?.memberId,
    ]);
    await run();
    expect(await stateOf(bulkId)).toMatchObject({ state: 'done', done: 2 });
    expect(await Promise.all([...before, ...after].map(({ memberId }) => available(memberId)))).toEqual([75, 75, 70]);
  });
});

describe('points from many', () => {
  test('stop at 0, say how many have less, and come back when it is undone', async () => {
    const [rich] = await people(1, 100);
    const [poor] = await people(1, 30);
    const [none] = await people(1, 0);
    if (!rich || !poor || !none) throw new Error('three people were made');
    const target = of([rich, poor, none]);
    const preview = await stage.services.members.previewBulk({ ...act(), task: give(-80), target });
    expect(preview).toMatchObject({ ok: true, value: { members: 3, points: -110, short: 2 } });
    const { bulkId } = await start(give(-80), target);
    await run();
    expect(await stateOf(bulkId)).toMatchObject({ state: 'done', points: -110 });
    expect(await Promise.all([rich, poor, none].map(({ memberId }) => available(memberId)))).toEqual([20, 0, 0]);
    await undo(bulkId);
    expect(await stateOf(bulkId)).toMatchObject({ state: 'undone', undone: 110 });
    expect(await Promise.all([rich, poor, none].map(({ memberId }) => available(memberId)))).toEqual([100, 30, 0]);
  });

  test('taking back follows a member into another one', async () => {
    const [kept, gone] = await people(2, 0);
    if (!kept || !gone) throw new Error('two people were made');
    const { bulkId } = await start(give(40), of([gone]));
    await run();
    const merged = await stage.services.members.merge({
      programId: at.address.programId,
      memberId: kept.memberId,
      from: gone.memberId,
      staffId: 's',
    });
    expect(merged.ok).toBe(true);
    expect(await available(kept.memberId)).toBe(40);
    await undo(bulkId);
    expect(await available(kept.memberId)).toBe(0);
  });
});

describe('what is refused, stopped or too late', () => {
  test('many points need the owner, as one large adjustment does', async () => {
    const members = await people(2, 0);
    const wanted = { ...act(false), task: give(6_000), target: of(members) };
    expect(await stage.services.members.previewBulk(wanted)).toMatchObject({ ok: true, value: { needsOwner: true } });
    expect(await stage.services.members.startBulk({ ...wanted, bulkId: stage.desk.newId() })).toMatchObject({
      refusal: { reason: 'owner-needed' },
    });
    expect(await stage.services.members.previewBulk({ ...wanted, isOwner: true })).toMatchObject({ value: { needsOwner: false } });
  });

  test('nobody is nobody; another program’s members are nobody too', async () => {
    const [one] = await people(1, 0);
    const stranger = { ...act(), programId: stage.desk.newId() };
    expect(await stage.services.members.previewBulk({ ...act(), task: give(1), target: { kind: 'members', memberIds: [] } })).toMatchObject(
      { refusal: { reason: 'nobody' } },
    );
    expect(
      await stage.services.members.previewBulk({ ...act(), task: give(1), target: { kind: 'members', memberIds: [stage.desk.newId()] } }),
    ).toMatchObject({
      refusal: { reason: 'nobody' },
    });
    const { bulkId } = await start(give(1), of(one ? [one] : []));
    expect(await stage.services.members.cancelBulk({ ...stranger, bulkId })).toMatchObject({ refusal: { reason: 'unknown' } });
    expect(await stage.services.members.undoBulk({ ...stranger, bulkId })).toMatchObject({ refusal: { reason: 'unknown' } });
    expect(await stage.services.members.undoBulk({ ...act(), bulkId })).toMatchObject({ refusal: { reason: 'running' } });
    expect(await stage.services.members.cancelBulk({ ...act(), bulkId })).toMatchObject({
      value: { state: 'cancelled', done: 0, canUndo: false },
    });
    expect(await run()).toEqual({ members: 0 });
    expect(await available(one?.memberId ?? '')).toBe(0);
  });

  test('a note for many appears with each and disappears again; after 30 days nothing can be taken back', async () => {
    const members = await people(2, 0);
    const { bulkId } = await start({ kind: 'note', text: 'Invited to the tasting' }, of(members));
    await run();
    const notes = async () =>
      (await stage.services.members.readDesk(at.address.programId, members[1]?.memberId ?? ''))?.notes.map(({ text }) => text);
    expect(await notes()).toEqual(['Invited to the tasting']);
    await undo(bulkId);
    expect(await notes()).toEqual([]);
    const late = await start({ kind: 'note', text: 'Late' }, of(members));
    await run();
    await stage.advance(31 * DAY);
    expect(await stage.services.members.undoBulk({ ...act(), bulkId: late.bulkId })).toMatchObject({ refusal: { reason: 'too-late' } });
  });
});
