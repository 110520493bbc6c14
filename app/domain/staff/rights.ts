import { accepted, refused, type Result } from '../result.ts';

/** What somebody at the admin's desk may be allowed. Each has one line on the page of rights. */
export const RIGHTS = [
  /** Names, e-mail addresses, orders and history of members. */
  'members.see',
  /** Notes, blocking, the lock of a tier. */
  'members.change',
  'points.adjust',
  /** More at once than the program's own limit ("over 10,000 needs the owner"). */
  'points.large',
  /** The same for many members, and taking it back. */
  'members.bulk',
  'members.merge',
  'members.erase',
  'rewards.hand-over',
  /** Counted pieces and uploaded vouchers. */
  'rewards.stock',
  /** Drafts, the look, replays, pictures. */
  'program.edit',
  /** Publishing, rolling back, pausing. */
  'program.publish',
  'data.export',
  'data.import',
  /** Join codes, joining, disconnecting. */
  'stores.manage',
  /** Roles, and what they may do. */
  'staff.manage',
  /** The end of the program. */
  'program.close',
] as const;
export type Right = (typeof RIGHTS)[number];

/** Nobody but an owner can have these: whoever has one could take all the others. */
export const OWNER_RIGHTS = ['staff.manage', 'program.close'] as const satisfies readonly Right[];
export type GrantableRight = Exclude<Right, (typeof OWNER_RIGHTS)[number]>;
export const GRANTABLE_RIGHTS = RIGHTS.filter((right): right is GrantableRight => !OWNER_RIGHTS.some((own) => own === right));

/** `none` may not even look. */
export const ROLES = ['owner', 'manager', 'counter', 'none'] as const;
export type Role = (typeof ROLES)[number];
/** Roles whose rights an owner sets. */
export const SET_ROLES = ['manager', 'counter'] as const;
export type SetRole = (typeof SET_ROLES)[number];

/** What a role may give or take: at once, and on one day of the program's calendar. Null: no limit of its own. */
export interface PointsAllowance {
  readonly perAction: number | null;
  readonly perDay: number | null;
}

export interface RoleRights extends PointsAllowance {
  readonly rights: readonly GrantableRight[];
}

/** What an owner decided about everybody else. */
export interface StaffPolicy {
  /** The role of whoever the platform lets in and nobody gave one. */
  readonly newcomers: Exclude<Role, 'owner'>;
  readonly roles: Readonly<Record<SetRole, RoleRights>>;
}

/** What is known of a person: the role that an owner gave (null: none), and whether the platform says that the store is theirs. */
export interface StaffPerson {
  readonly role: Role | null;
  readonly ownsStore: boolean;
}

/** What a person may do right now. */
export interface StaffStanding extends PointsAllowance {
  readonly role: Role;
  readonly rights: readonly Right[];
}

const NO_LIMIT: PointsAllowance = { perAction: null, perDay: null };

/** Managers may do what anybody could before there were roles, except what concerns stores and other people's rights. */
export const DEFAULT_POLICY: StaffPolicy = {
  newcomers: 'manager',
  roles: {
    manager: { rights: GRANTABLE_RIGHTS.filter((right) => right !== 'points.large' && right !== 'stores.manage'), ...NO_LIMIT },
    counter: { rights: ['members.see', 'points.adjust', 'rewards.hand-over'], perAction: 500, perDay: 2_000 },
  },
};

/** The role that counts: the one an owner gave; else owner where the store is theirs; else what newcomers get. */
export function roleOf({ role, ownsStore }: StaffPerson, policy: StaffPolicy): Role {
  return role ?? (ownsStore ? 'owner' : policy.newcomers);
}

export function standingOf(person: StaffPerson, policy: StaffPolicy): StaffStanding {
  const role = roleOf(person, policy);
  if (role === 'owner') return { role, rights: RIGHTS, ...NO_LIMIT };
  if (role === 'none') return { role, rights: [], perAction: 0, perDay: 0 };
  const { rights, perAction, perDay } = policy.roles[role];
  return { role, rights: RIGHTS.filter((right) => rights.some((granted) => granted === right)), perAction, perDay };
}

/** The one place that says who may do what. */
export function mayDo(standing: Pick<StaffStanding, 'rights'>, right: Right): boolean {
  return standing.rights.includes(right);
}

/** Refusals by what a role may give or take, with what is left. */
export type AllowanceRefusal = { readonly reason: 'over-action-limit' | 'over-day-limit'; readonly limit: number; readonly left: number };

/** Whether somebody may give or take that many points, who moved `movedToday` of them already. Up and down count alike. */
export function checkAllowance(
  { perAction, perDay }: PointsAllowance,
  { points, movedToday }: { readonly points: number; readonly movedToday: number },
): Result<null, AllowanceRefusal> {
  const size = Math.abs(points);
  if (perAction !== null && size > perAction) return refused({ reason: 'over-action-limit', limit: perAction, left: perAction });
  const left = perDay === null ? null : Math.max(0, perDay - movedToday);
  if (perDay !== null && left !== null && size > left) return refused({ reason: 'over-day-limit', limit: perDay, left });
  return accepted(null);
}

export interface RoleChange {
  readonly actorId: string;
  readonly targetId: string;
  /** Null: as if nobody had given one. */
  readonly to: Role | null;
}

export interface KnownPerson extends StaffPerson {
  readonly id: string;
  /** Their store is connected: they can come in. */
  readonly present: boolean;
}

export type RoleRefusal = 'not-allowed' | 'unknown' | 'last-owner';

/**
 * Whether an owner may give that role. `people`: everybody of the program, read under a lock, because two owners may demote each other at the same time. Refused to
 * who is no owner (any more), and where no owner who can come in would be left.
 */
export function decideRoleChange(change: RoleChange, people: readonly KnownPerson[], policy: StaffPolicy): Result<null, RoleRefusal> {
  const actor = people.find(({ id }) => id === change.actorId);
  if (!actor || roleOf(actor, policy) !== 'owner') return refused('not-allowed');
  const target = people.find(({ id }) => id === change.targetId);
  if (!target) return refused('unknown');
  const after = people.map((person) => (person === target ? { ...person, role: change.to } : person));
  return after.some((person) => person.present && roleOf(person, policy) === 'owner') ? accepted(null) : refused('last-owner');
}
