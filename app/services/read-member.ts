import { type BalanceView, type MemberView, NAMELESS, type TierView } from '#app/contracts/reading.ts';
import type { Balance } from '#app/domain/ledger/posting.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { readBalances } from '#app/store/ledger.ts';
import { findMembersByEmail } from '#app/store/members.ts';
import { readRedemptionsOfMember } from '#app/store/redemptions.ts';
import { type TierRecord, readTiers } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { withIssued } from './issuing/issued-views.ts';
import { readLots, readPostings } from './read-ledger.ts';
import { toRedemptionView } from './redemption-view.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A member by id or exact e-mail, as on a bank statement. Null when there is none; of several with one e-mail the one who joined, then the newest. */
export async function readMember(desk: Desk, programId: string | null, memberIdOrEmail: string): Promise<MemberView | null> {
  const { prisma, pool } = desk.database;
  const key = memberIdOrEmail.trim();
  const found = UUID.test(key) ? [key] : await findMembersByEmail(pool, programId, key);
  const member = await prisma.member.findFirst({
    where: { ...(programId === null ? {} : { programId }), id: { in: found } },
    orderBy: [{ joinedAt: { sort: 'asc', nulls: 'last' } }, { createdAt: 'desc' }],
  });
  if (!member) return null;
  const [identities, balances, tiers, lots, postings, redemptions, tierChanges, tierNames] = await Promise.all([
    prisma.memberIdentity.findMany({ where: { programId: member.programId, memberId: member.id }, take: 100 }),
    readBalances(pool, member.programId, [member.id]),
    readTiers(pool, member.programId, [member.id]),
    readLots(desk.database, member.programId, member.id),
    readPostings(desk.database, member.programId, { memberId: member.id }),
    readRedemptionsOfMember(pool, member.programId, member.id),
    prisma.tierChange.findMany({ where: { programId: member.programId, memberId: member.id }, orderBy: { id: 'desc' }, take: 100 }),
    readTierNames(desk, member.programId),
  ]);
  return {
    programId: member.programId,
    memberId: member.id,
    state: member.state,
    name: memberName(member),
    email: member.email,
    joinedAt: member.joinedAt?.toISOString() ?? null,
    identities: identities.map(({ storeId, customerId }) => ({ storeId, customerId })),
    balances: Object.entries(balances.get(member.id) ?? {}).map(([unit, balance]) => toBalanceView(unit, balance)),
    tier: toTierView(tiers.get(member.id), tierNames),
    lots,
    postings,
    redemptions: await withIssued(desk, member.programId, redemptions),
    tierChanges: tierChanges.map((change) => ({
      fromTierId: change.fromTierId,
      toTierId: change.toTierId,
      kind: change.kind,
      because: change.because,
      at: change.occurredAt.toISOString(),
    })),
  };
}

/** What people call a member: the name, else the e-mail, else "Guest". */
export function memberName(member: {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly state: string;
}): string {
  if (member.state === 'erased') return NAMELESS.erased;
  return [member.firstName, member.lastName].filter(Boolean).join(' ') || member.email || NAMELESS.guest;
}

/** Names of the live version's tiers by id, lowest first. */
export async function readTierNames(desk: Desk, programId: string): Promise<Map<string, string>> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  if (!live) return new Map();
  return new Map((await rulebook.program(live.no)).tiers.list.map(({ id, name }) => [id, name]));
}

export function toBalanceView(unit: string, balance: Balance): BalanceView {
  return { unit, ...balance, shown: balance.available - balance.debt };
}

export function toTierView(tier: TierRecord | undefined, names: ReadonlyMap<string, string>): TierView {
  const tierId = tier?.tierId ?? null;
  return {
    tierId,
    name: tierId === null ? null : (names.get(tierId) ?? tierId),
    provisional: tier?.provisional ?? false,
    reviewAt: tier?.reviewAt ? instantToIso(tier.reviewAt) : null,
  };
}

export { toRedemptionView };
