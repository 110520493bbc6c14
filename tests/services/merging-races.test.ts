import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Desk } from '#app/services/desk.ts';
import { mergeMembers } from '#app/services/merge-members.ts';
import { eraseMember } from '#app/services/privacy.ts';
import { linkAccounts } from '#app/services/storefront/link-accounts.ts';
import { mergeByStaff, unmergeMembers } from '#app/services/unmerge-members.ts';
import { readStore } from '#app/store/programs.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, balanceOf, expectCleanBooks, givePoints, memberOf, rowsOf } from './stage-books.ts';

let stage: ServiceStage;
let one: StageShop;
let other: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  one = await stage.openShop();
  other = await stage.openShop({ together: one.address });
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function person(at: StageShop, points: number) {
  const { customerId } = await addCustomer(stage, at, { join: true });
  await givePoints(stage, at, customerId, points);
  return { at, customerId, memberId: await memberOf(stage, at.address, customerId) };
}
type Person = Awaited<ReturnType<typeof person>>;

const shopperOf = ({ at, customerId }: Person) => ({ address: at.address, customerId, locale: 'en', language: 'en' as const });
const available = async (memberId: string) => (await balanceOf(stage, one.address.programId, memberId)).available;
const stateOf = async (memberId: string) =>
  (await rowsOf<{ state: string }>(stage, 'SELECT state FROM member WHERE id = $1', [memberId]))[0]?.state;

async function codeOf(whose: Person): Promise<string> {
  const made = await stage.services.storefront.makeLinkCode(shopperOf(whose));
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value.code.replace('-', '');
}

/** Points of the programs' members that somebody can still spend. */
async function spendable(people: readonly Person[]): Promise<number> {
  const members = new Set(await Promise.all(people.map(({ at, customerId }) => memberOf(stage, at.address, customerId))));
  const balances = await Promise.all([...members].map(available));
  return balances.reduce((sum, points) => sum + points, 0);
}

/** A desk at which something happens as soon as the two members were looked at, and before they are made one. */
function whenLookedAt(desk: Desk, meanwhile: () => Promise<unknown>): Desk {
  let isOver = false;
  return {
    ...desk,
    database: {
      ...desk.database,
      async transaction(work) {
        const value = await desk.database.transaction(work);
        if (value instanceof Map && !isOver) {
          isOver = true;
          await meanwhile();
        }
        return value;
      },
    },
  };
}

describe('merges that cross', () => {
  test('who was merged away a moment ago takes nobody in', async () => {
    const [first, second, third] = [await person(one, 100), await person(one, 20), await person(one, 3)];
    const store = await readStore(stage.database, one.address);
    if (!store) throw new Error('the store is gone');
    expect(await mergeMembers(stage.desk, store, { from: second.memberId, to: third.memberId })).toBe(true);
    // Decided before that: its message comes again, and finds who is there by then.
    await expect(mergeMembers(stage.desk, store, { from: first.memberId, to: second.memberId })).rejects.toThrow(/merged away/);
    expect(await available(first.memberId)).toBe(100);
    const linked = { from: first.memberId, to: second.memberId, reason: 'linked' } as const;
    expect(await mergeMembers(stage.desk, store, linked)).toBe(false);
    expect(await stateOf(first.memberId)).toBe('member');
    expect(await available(third.memberId)).toBe(23);
  });

  test.each(['blocked', 'left', 'erased'])('an account that was %s while its code was typed in is not linked', async (state) => {
    const [first, second] = [await person(one, 100), await person(other, 20)];
    const store = await readStore(stage.database, one.address);
    if (!store) throw new Error('the store is gone');
    if (state === 'erased') await eraseMember(stage.desk, store, first.memberId);
    else await rowsOf(stage, 'UPDATE member SET state = $2 WHERE id = $1', [first.memberId, state]);
    const linked = { from: second.memberId, to: first.memberId, reason: 'linked' } as const;
    expect(await mergeMembers(stage.desk, store, linked)).toBe(false);
    expect(await mergeMembers(stage.desk, store, { ...linked, from: first.memberId, to: second.memberId })).toBe(false);
    expect(await available(second.memberId)).toBe(20);
    expect(await stateOf(second.memberId)).toBe('member');
  });

  test('an account that is given back to its own member meanwhile links that of nobody else', async () => {
    const [first, second, third] = [await person(one, 100), await person(other, 20), await person(one, 3)];
    const { programId } = one.address;
    expect(await mergeByStaff(stage.desk, { programId, from: third.memberId, to: first.memberId, staffId: 'test' })).toMatchObject({
      ok: true,
    });
    const [merge] = await rowsOf<{ id: string }>(stage, 'SELECT id FROM member_merge WHERE from_id = $1', [third.memberId]);
    const code = await codeOf(second);
    // The account of the third one types the code in; before the two members become one, staff undo the merge that it came by.
    const unmerge = () => unmergeMembers(stage.desk, { programId, mergeId: merge?.id ?? '', staffId: 'test' });
    const answer = await linkAccounts(whenLookedAt(stage.desk, unmerge), shopperOf(third), code);
    expect(answer).toMatchObject({ ok: false, refusal: { reason: 'cannot-link' } });
    expect(await Promise.all([first, second, third].map(({ memberId }) => stateOf(memberId)))).toEqual(['member', 'member', 'member']);
    expect(await Promise.all([first, second, third].map(({ memberId }) => available(memberId)))).toEqual([100, 20, 3]);
  });

  test('two accounts that link each other at one moment become one', async () => {
    const people = [await person(one, 100), await person(other, 20)] as const;
    const [here, there] = [await codeOf(people[0]), await codeOf(people[1])];
    const link = stage.services.storefront.linkAccounts;
    const tries = await Promise.all([link(shopperOf(people[0]), there), link(shopperOf(people[1]), here)]);
    expect(tries.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(await spendable(people)).toBe(120);
  });

  test('whatever crosses, no points go where nobody is', async () => {
    for (let round = 0; round < 6; round += 1) {
      const people = [await person(one, 100), await person(other, 20), await person(one, 3), await person(other, 5)];
      const codes = await Promise.all(people.map(codeOf));
      const [a, b, c, d] = people as [Person, Person, Person, Person];
      const [codeA, codeB, codeC, codeD] = codes as [string, string, string, string];
      const link = stage.services.storefront.linkAccounts;
      await Promise.all([
        link(shopperOf(a), codeB),
        link(shopperOf(b), codeC),
        link(shopperOf(c), codeD),
        link(shopperOf(d), codeA),
        mergeByStaff(stage.desk, { programId: one.address.programId, from: b.memberId, to: c.memberId, staffId: 'staff-1' }),
      ]);
      expect(await spendable(people), `round ${round}`).toBe(128);
    }
  });
});

describe('a code for linking', () => {
  test('dies with the person who made it', async () => {
    const [first, second] = [await person(one, 100), await person(other, 20)];
    const code = await codeOf(first);
    const store = await readStore(stage.database, one.address);
    if (!store) throw new Error('the store is gone');
    await eraseMember(stage.desk, store, first.memberId);
    expect(await rowsOf(stage, 'SELECT 1 FROM link_code WHERE customer_id = $1', [first.customerId])).toEqual([]);
    expect(await stage.services.storefront.linkAccounts(shopperOf(second), code)).toMatchObject({
      refusal: { reason: 'unknown-link-code' },
    });
  });
});
