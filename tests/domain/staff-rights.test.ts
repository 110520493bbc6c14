import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '#app/domain/csv.ts';
import { readPolicy, staffPolicySchema } from '#app/domain/staff/policy.schema.ts';
import {
  checkAllowance,
  decideRoleChange,
  DEFAULT_POLICY,
  GRANTABLE_RIGHTS,
  type KnownPerson,
  mayDo,
  OWNER_RIGHTS,
  RIGHTS,
  ROLES,
  roleOf,
  standingOf,
} from '#app/domain/staff/rights.ts';

const person = (id: string, change: Partial<KnownPerson> = {}): KnownPerson => ({
  id,
  role: null,
  ownsStore: false,
  present: true,
  ...change,
});

describe('who may do what', () => {
  it('owners may everything, without a limit', () => {
    const owner = standingOf({ role: 'owner', ownsStore: false }, DEFAULT_POLICY);
    expect(owner).toEqual({ role: 'owner', rights: RIGHTS, perAction: null, perDay: null });
  });

  it.each([
    [{ role: null, ownsStore: true }, 'owner'],
    [{ role: null, ownsStore: false }, 'manager'],
    [{ role: 'counter', ownsStore: true }, 'counter'],
    [{ role: 'none', ownsStore: false }, 'none'],
  ] as const)('%o counts as %s', (who, role) => expect(roleOf(who, DEFAULT_POLICY)).toBe(role));

  it('a manager may what anybody could before, but no large amounts, no stores, no rights, no end', () => {
    const manager = standingOf({ role: 'manager', ownsStore: false }, DEFAULT_POLICY);
    const missing = RIGHTS.filter((right) => !mayDo(manager, right));
    expect(missing).toEqual(['points.large', 'stores.manage', 'staff.manage', 'program.close']);
  });

  it('the counter hands over and gives a little; no access is no right at all', () => {
    const counter = standingOf({ role: 'counter', ownsStore: false }, DEFAULT_POLICY);
    expect(counter).toEqual({
      role: 'counter',
      rights: ['members.see', 'points.adjust', 'rewards.hand-over'],
      perAction: 500,
      perDay: 2_000,
    });
    expect(standingOf({ role: 'none', ownsStore: false }, DEFAULT_POLICY).rights).toEqual([]);
  });

  it('no policy, however it is written, gives the rights of owners away', () => {
    const forged = {
      ...DEFAULT_POLICY,
      roles: { ...DEFAULT_POLICY.roles, counter: { rights: [...RIGHTS, 'made.up'], perAction: null, perDay: null } },
    };
    const counter = standingOf({ role: 'counter', ownsStore: false }, readPolicy(forged));
    expect(counter.rights).toEqual(GRANTABLE_RIGHTS);
    for (const right of OWNER_RIGHTS) expect(mayDo(counter, right)).toBe(false);
    expect(staffPolicySchema.safeParse({ ...DEFAULT_POLICY, newcomers: 'owner' }).success).toBe(false);
    expect(readPolicy(null)).toEqual(DEFAULT_POLICY);
  });
});

describe('how much somebody may give or take', () => {
  it.each([
    [{ perAction: 500, perDay: 2_000 }, { points: 500, movedToday: 0 }, null],
    [
      { perAction: 500, perDay: 2_000 },
      { points: 501, movedToday: 0 },
      { reason: 'over-action-limit', limit: 500, left: 500 },
    ],
    [
      { perAction: 500, perDay: 2_000 },
      { points: -501, movedToday: 0 },
      { reason: 'over-action-limit', limit: 500, left: 500 },
    ],
    [{ perAction: 500, perDay: 2_000 }, { points: -200, movedToday: 1_800 }, null],
    [
      { perAction: 500, perDay: 2_000 },
      { points: 201, movedToday: 1_800 },
      { reason: 'over-day-limit', limit: 2_000, left: 200 },
    ],
    [
      { perAction: null, perDay: 100 },
      { points: 1, movedToday: 500 },
      { reason: 'over-day-limit', limit: 100, left: 0 },
    ],
    [{ perAction: null, perDay: null }, { points: 9_999_999, movedToday: 9_999_999 }, null],
  ])('%o and %o', (allowance, act, refusal) =>
    expect(checkAllowance(allowance, act)).toEqual(refusal === null ? { ok: true, value: null } : { ok: false, refusal }),
  );
});

describe('giving a role', () => {
  const [anna, ben, carl] = [person('anna', { ownsStore: true }), person('ben', { role: 'owner' }), person('carl')];

  it('is for owners, and of people who are known', () => {
    expect(decideRoleChange({ actorId: 'carl', targetId: 'anna', to: 'none' }, [anna, ben, carl], DEFAULT_POLICY)).toMatchObject({
      refusal: 'not-allowed',
    });
    expect(decideRoleChange({ actorId: 'nobody', targetId: 'anna', to: 'none' }, [anna], DEFAULT_POLICY)).toMatchObject({
      refusal: 'not-allowed',
    });
    expect(decideRoleChange({ actorId: 'anna', targetId: 'dora', to: 'owner' }, [anna], DEFAULT_POLICY)).toMatchObject({
      refusal: 'unknown',
    });
    expect(decideRoleChange({ actorId: 'anna', targetId: 'carl', to: 'owner' }, [anna, carl], DEFAULT_POLICY).ok).toBe(true);
  });

  it('never leaves a program without an owner who can come in', () => {
    const alone = (to: (typeof ROLES)[number] | null) =>
      decideRoleChange(
        { actorId: 'ben', targetId: 'ben', to },
        [ben, carl, person('gone', { role: 'owner', present: false })],
        DEFAULT_POLICY,
      );
    for (const to of ['manager', 'counter', 'none', null] as const) expect(alone(to)).toEqual({ ok: false, refusal: 'last-owner' });
    expect(alone('owner').ok).toBe(true);
  });

  it('whatever owners do to each other, one is left', () => {
    const role = fc.constantFrom(...ROLES, null);
    const act = fc.record({ actorId: fc.constantFrom('0', '1', '2', '3'), targetId: fc.constantFrom('0', '1', '2', '3'), to: role });
    fc.assert(
      fc.property(fc.array(fc.record({ role, ownsStore: fc.boolean() }), { minLength: 4, maxLength: 4 }), fc.array(act), (start, acts) => {
        let people = start.map((one, id) => person(String(id), id === 0 ? { ...one, role: 'owner' } : one));
        for (const one of acts)
          if (decideRoleChange(one, people, DEFAULT_POLICY).ok)
            people = people.map((other) => (other.id === one.targetId ? { ...other, role: one.to } : other));
        expect(people.some((one) => roleOf(one, DEFAULT_POLICY) === 'owner')).toBe(true);
      }),
    );
  });
});

describe('a cell of a table', () => {
  it.each([
    ['plain', 'plain'],
    ['-12', '-12'],
    ['3.5', '3.5'],
    ['=1+1', "'=1+1"],
    ['+48 600', "'+48 600"],
    ['-1+cmd', "'-1+cmd"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['a,"b"', '"a,""b"""'],
    ['=a\nb', `"'=a\nb"`],
  ])('%j is written %j', (value, cell) => expect(csvCell(value)).toBe(cell));

  it('stands in a line with an end', () => expect(csvLine(['a', '', 'b'])).toBe('a,,b\r\n'));
});
