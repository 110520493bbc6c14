import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Role, type StaffPolicy } from '#app/domain/staff/rights.ts';
import { EVERYBODY } from '#app/contracts/members.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, memberOf } from './stage-books.ts';

let stage: ServiceStage;
let at: StageShop;
let memberId: string;

const [OWNER, OTHER, HAND] = ['shopify:1', 'shopify:2', 'shopify:3'];

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  at = await stage.openShop({});
  const customer = await addCustomer(stage, at, { join: true });
  await stage.settleDown();
  memberId = await memberOf(stage, at.address, customer.customerId);
  await greet(OWNER, { ownsStore: true, name: 'Olga Owner', email: 'olga@example.com' });
  await greet(OTHER);
  await greet(HAND);
});

const greet = (staffId: string, facts: { readonly ownsStore?: boolean | null; readonly name?: string; readonly email?: string } = {}) =>
  stage.services.staff.greet({
    ...at.address,
    staffId,
    name: facts.name ?? null,
    email: facts.email ?? null,
    ownsStore: facts.ownsStore === undefined ? false : facts.ownsStore,
  });
const give = (targetId: string, role: Role | null, by = OWNER) =>
  stage.services.staff.changeRole({ programId: at.address.programId, staffId: by, targetId, role });
const save = (policy: StaffPolicy, revision = 0, by = OWNER) =>
  stage.services.staff.savePolicy({ programId: at.address.programId, staffId: by, policy, revision });
const adjust = (staffId: string, points: number, adjustmentId = randomUUID()) =>
  stage.services.adjustPoints({
    ...{ programId: at.address.programId, memberId, points, reason: 'goodwill', note: null, actorId: staffId, adjustmentId },
    // A door that lies is not believed.
    isOwner: true,
  });
const reasonOf = (result: { readonly ok: boolean; readonly refusal?: unknown }) =>
  result.ok ? 'ok' : typeof result.refusal === 'string' ? result.refusal : (result.refusal as { readonly reason: string }).reason;
const audit = async (action: string) =>
  (
    await stage.database.pool.query<{ actor_id: string; subject: string; details: unknown }>(
      'SELECT actor_id, subject, details FROM audit_entry WHERE program_id = $1 AND action = $2 ORDER BY id',
      [at.address.programId, action],
    )
  ).rows;

describe('whom a platform lets in', () => {
  test('is owner where the store is theirs, else what newcomers are, and is listed with name and last visit', async () => {
    expect((await greet(OWNER, { ownsStore: null })).role).toBe('owner');
    expect((await greet(OTHER)).role).toBe('manager');
    const desk = await stage.services.staff.readDesk({ programId: at.address.programId, staffId: OWNER });
    if (!desk.ok) throw new Error(desk.refusal);
    expect(
      desk.value.people.map(({ staffId, name, email, role, you, present }) => ({ staffId, name, email, role, you, present }))[0],
    ).toEqual({
      ...{ staffId: OWNER, name: 'Olga Owner', email: 'olga@example.com', role: 'owner', you: true, present: true },
    });
    expect(desk.value.people).toHaveLength(3);
    expect(await audit('staff-first-seen')).toHaveLength(3);
  });

  test('a shop has one owner: who sold it is none any more', async () => {
    expect((await greet(OTHER, { ownsStore: true })).role).toBe('owner');
    expect((await greet(OWNER, { ownsStore: null })).role).toBe('manager');
  });

  test('an owner of one store stays it on a visit to another one of the program', async () => {
    const second = await stage.openShop({ together: at.address });
    const there = await stage.services.staff.greet({ ...second.address, staffId: OWNER, name: null, email: null, ownsStore: false });
    expect(there.role).toBe('owner');
    expect((await greet(OWNER, { ownsStore: true })).role).toBe('owner');
  });

  test('newcomers become what an owner says', async () => {
    expect(await save({ ...DEFAULT_POLICY, newcomers: 'none' })).toMatchObject({ ok: true });
    expect((await greet('shopify:99')).rights).toEqual([]);
    expect((await greet(OWNER, { ownsStore: true })).role).toBe('owner');
  });
});

describe('changing rights', () => {
  test('is for owners; the last one stays; every change is in the books', async () => {
    expect(reasonOf(await give(HAND, 'counter', OTHER))).toBe('not-allowed');
    expect(reasonOf(await give(OWNER, 'manager'))).toBe('last-owner');
    expect(reasonOf(await stage.services.staff.forget({ programId: at.address.programId, staffId: OWNER, targetId: OWNER }))).toBe(
      'last-owner',
    );
    expect(reasonOf(await give(HAND, 'counter'))).toBe('ok');
    expect(await audit('staff-role-changed')).toEqual([{ actor_id: OWNER, subject: HAND, details: { from: null, to: 'counter' } }]);
    expect(reasonOf(await save(DEFAULT_POLICY, 0, OTHER))).toBe('not-allowed');
    expect(reasonOf(await save(DEFAULT_POLICY, 0))).toBe('ok');
    expect(reasonOf(await save(DEFAULT_POLICY, 0))).toBe('conflict');
    expect(reasonOf(await save({ ...DEFAULT_POLICY, newcomers: 'owner' } as unknown as StaffPolicy, 1))).toBe('invalid');
    expect(await audit('staff-rights-changed')).toHaveLength(1);
  });

  test.each([1, 2, 3, 4])('two owners who demote each other at the same time (%i): one is left', async () => {
    await give(OTHER, 'owner');
    const results = await Promise.all([give(OTHER, 'manager', OWNER), give(OWNER, 'manager', OTHER)]);
    expect(results.map(reasonOf).sort()).toEqual(['not-allowed', 'ok']);
    const roles = [(await greet(OWNER, { ownsStore: null })).role, (await greet(OTHER)).role];
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
  });

  test('a program never sees another one’s people', async () => {
    const elsewhere = await stage.openShop({});
    expect(reasonOf(await stage.services.staff.readDesk({ programId: elsewhere.address.programId, staffId: OWNER }))).toBe('not-allowed');
    expect(
      reasonOf(
        await stage.services.staff.changeRole({ programId: elsewhere.address.programId, staffId: OWNER, targetId: HAND, role: 'owner' }),
      ),
    ).toBe('not-allowed');
  });
});

describe('what a role may not, a request cannot either', () => {
  test('points: so many at once, so many a day, up and down, and a repeat counts once', async () => {
    await give(HAND, 'counter');
    expect(reasonOf(await adjust(HAND, 501))).toBe('over-action-limit');
    const id = randomUUID();
    expect(reasonOf(await adjust(HAND, 500, id))).toBe('ok');
    expect(reasonOf(await adjust(HAND, 500, id))).toBe('ok');
    for (const points of [500, -500, 400]) expect(reasonOf(await adjust(HAND, points))).toBe('ok');
    const over = await adjust(HAND, 200);
    expect(over).toMatchObject({
      ok: false,
      refusal: { reason: 'over-day-limit', message: 'Your role may give or take 2000 points a day; 100 points are left today.' },
    });
    expect(reasonOf(await adjust(HAND, 100))).toBe('ok');
    expect(reasonOf(await adjust(OWNER, 5_000))).toBe('ok');
  });

  test('a refused adjustment uses nothing up', async () => {
    await give(HAND, 'counter');
    expect(
      reasonOf(
        await stage.services.adjustPoints({
          programId: at.address.programId,
          memberId,
          points: 300,
          reason: ' ',
          note: null,
          actorId: HAND,
          isOwner: false,
          adjustmentId: randomUUID(),
        }),
      ),
    ).toBe('no-reason');
    const { rows } = await stage.database.pool.query('SELECT moved FROM staff_day WHERE program_id = $1 AND moved > 0', [
      at.address.programId,
    ]);
    expect(rows).toEqual([]);
  });

  test('many at the same time do not pass the day’s limit together', async () => {
    await give(HAND, 'counter');
    const results = await Promise.all(Array.from({ length: 8 }, () => adjust(HAND, 500)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(4);
  });

  test('large amounts need an owner, or the right that one gave', async () => {
    expect(reasonOf(await adjust(OTHER, 10_001))).toBe('owner-needed');
    const manager = { ...DEFAULT_POLICY.roles.manager, rights: [...DEFAULT_POLICY.roles.manager.rights, 'points.large' as const] };
    await save({ ...DEFAULT_POLICY, roles: { ...DEFAULT_POLICY.roles, manager } });
    expect(reasonOf(await adjust(OTHER, 10_001))).toBe('ok');
    expect(reasonOf(await adjust(OWNER, 10_001))).toBe('ok');
  });

  test('members, program, counter, data: refused to who has no right, in plain words', async () => {
    await give(HAND, 'none');
    const { programId } = at.address;
    const act = { programId, memberId, staffId: HAND };
    const bulk = {
      programId,
      staffId: HAND,
      isOwner: true,
      bulkId: randomUUID(),
      target: { kind: 'members', memberIds: [memberId] } as const,
    };
    const { members, program, handover, exports, closing } = stage.services;
    const draft = { programId, staffId: HAND, revision: 0 };
    const refused = await Promise.all([
      adjust(HAND, 1),
      members.addNote({ ...act, noteId: randomUUID(), text: 'hello' }),
      members.setBlocked({ ...act, blocked: true }),
      members.lockTier({ ...act, tierId: null, until: null }),
      members.merge({ ...act, from: randomUUID() }),
      members.unmerge({ programId, staffId: HAND, mergeId: randomUUID() }),
      members.erase({ ...act, typed: 'x' }),
      members.previewBulk({ ...bulk, task: { kind: 'points', points: 1, reason: 'goodwill', note: null } }),
      members.startBulk({ ...bulk, task: { kind: 'note', text: 'hello' } }),
      members.cancelBulk(bulk),
      members.undoBulk(bulk),
      program.saveDraft({ ...draft, document: {}, basedOn: 1 }),
      program.discardDraft(draft),
      program.rebaseDraft(draft),
      program.publishDraft({ ...draft, from: null }),
      program.publishFirst({ programId, staffId: HAND, newestNo: 1, document: {} }),
      program.rollBack({ programId, staffId: HAND, versionNo: 1, newestNo: 1 }),
      program.startReplay({ programId, staffId: HAND, document: {} }),
      handover.handOver({ programId, staffId: HAND, which: { code: 'ABCDEFGH' } }),
      handover.takeBack({ programId, staffId: HAND, which: { code: 'ABCDEFGH' }, reason: 'x' }),
      handover.changeStock({ programId, staffId: HAND, rewardId: 'x', change: { kind: 'set', left: 1 } as never }),
      stage.services.startImport({ ...at.address, from: 0, to: null, versionNo: null, startedBy: HAND }),
      stage.services.changeImport({ ...at.address, to: 'paused', actorId: HAND }),
      exports.start({ programId, staffId: HAND }),
      closing.ask({ programId, staffId: HAND, typed: 'x' }),
      closing.callOff({ programId, staffId: HAND }),
    ]);
    expect(refused.map(reasonOf)).toEqual(refused.map(() => 'not-allowed'));
    await expect(members.exportMember(act)).rejects.toThrow('data.export');
    await expect(members.exportList({ programId, staffId: HAND, wish: EVERYBODY }).next()).rejects.toThrow('data.export');
    await expect(program.pause({ programId, staffId: HAND, paused: true })).rejects.toThrow('program.publish');
  });

  test('managers work as before; only owners end a program', async () => {
    const { programId } = at.address;
    expect(
      reasonOf(await stage.services.members.addNote({ programId, memberId, staffId: OTHER, noteId: randomUUID(), text: 'hello' })),
    ).toBe('ok');
    expect(reasonOf(await stage.services.closing.ask({ programId, staffId: OTHER, typed: 'x' }))).toBe('not-allowed');
    expect(reasonOf(await stage.services.closing.ask({ programId, staffId: OWNER, typed: 'x' }))).toBe('not-confirmed');
  });

  test('a bulk action of points counts like one adjustment', async () => {
    const counter = { rights: ['members.see', 'points.adjust', 'members.bulk'] as const, perAction: 100, perDay: 150 };
    await save({ ...DEFAULT_POLICY, roles: { ...DEFAULT_POLICY.roles, counter } });
    await give(HAND, 'counter');
    const start = (points: number) =>
      stage.services.members.startBulk({
        ...{ programId: at.address.programId, staffId: HAND, isOwner: true, bulkId: randomUUID() },
        ...{ target: { kind: 'members', memberIds: [memberId] }, task: { kind: 'points', points, reason: 'goodwill', note: null } },
      });
    expect(reasonOf(await start(101))).toBe('over-action-limit');
    expect(reasonOf(await start(100))).toBe('ok');
    expect(reasonOf(await start(100))).toBe('over-day-limit');
    expect((await stage.services.members.listBulk(at.address.programId)).length).toBe(1);
  });

  test('operators and schedules act in nobody’s name and pass', async () => {
    await save({ ...DEFAULT_POLICY, newcomers: 'none' });
    expect(reasonOf(await adjust('command-line', 20_000))).toBe('ok');
  });
});
