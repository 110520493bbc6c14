import type { AuditView, IdentityView, MemberDeskView, MergePreview, MergeSide, MergeView } from '#app/contracts/members.ts';
import type { MemberView } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { accepted, type Result } from '#app/domain/result.ts';
import type { TierState } from '#app/domain/tiers/tier-state.ts';
import { readAuditOf, readNotes, readPresentMembers } from '#app/store/member-notes.ts';
import { readOwners, readWelcome } from '#app/store/merging.ts';
import { readStores, type StoreRecord } from '#app/store/programs.ts';
import { readTiers } from '#app/store/tiers.ts';
import type { Desk } from '../desk.ts';
import { memberName, readMember } from '../read-member.ts';
import { readMergesOf } from '../unmerge-members.ts';
import { refuse } from './change-member.ts';

/** Notes, audit, merges, identities and the lock of a member; null: there is none. */
export async function readMemberDesk(desk: Desk, programId: string, memberId: string): Promise<MemberDeskView | null> {
  const { prisma, pool } = desk.database;
  const member = await prisma.member.findUnique({ where: { programId_id: { programId, id: memberId } } });
  if (!member) return null;
  // Notes and deeds of those who were merged into this member are about the same person.
  const owners = await readOwners(pool, programId, memberId);
  const [notes, audit, merges, present, tiers, stores, identities] = await Promise.all([
    readNotes(pool, programId, owners),
    readAuditOf(pool, programId, owners),
    readMergesOf(desk, programId, memberId),
    member.state === 'merged' ? readPresentMembers(pool, programId, [memberId]) : new Map<string, string>(),
    readTiers(pool, programId, [memberId]),
    readStores(desk.database, programId),
    prisma.memberIdentity.findMany({ where: { programId, memberId }, orderBy: { createdAt: 'asc' }, take: 100 }),
  ]);
  const into = present.get(memberId) ?? null;
  const names = await readNames(desk, programId, [...merges.map(({ from }) => from), ...(into === null ? [] : [into])]);
  const lock = (tiers.get(memberId)?.state as TierState | undefined)?.lock ?? null;
  return {
    notes: notes.map(({ id, text, writtenBy, createdAt }) => ({ noteId: id, text, writtenBy, at: createdAt.toISOString() })),
    audit: audit.map(({ at, ...entry }): AuditView => ({ ...entry, at: at.toISOString() })),
    identities: identities.map((identity) => toIdentityView(identity, stores)),
    merges: merges.map((merge): MergeView => ({
      mergeId: merge.mergeId,
      fromMemberId: merge.from,
      fromName: names.get(merge.from) ?? '',
      at: instantToIso(merge.at),
      reason: merge.reason,
      undoUntil: merge.undoUntil === null ? null : instantToIso(merge.undoUntil),
    })),
    mergedInto: into === null ? null : { memberId: into, name: names.get(into) ?? '' },
    lock: lock === null ? null : { tierId: lock.tierId, until: lock.until === null ? null : instantToIso(lock.until) },
  };
}

async function readNames(desk: Desk, programId: string, memberIds: readonly string[]): Promise<Map<string, string>> {
  if (memberIds.length === 0) return new Map();
  const rows = await desk.database.prisma.member.findMany({ where: { programId, id: { in: [...memberIds] } }, take: 100 });
  return new Map(rows.map((row) => [row.id, memberName(row)]));
}

function toIdentityView(
  { storeId, customerId }: { readonly storeId: string; readonly customerId: string },
  stores: readonly StoreRecord[],
): IdentityView {
  const store = stores.find((candidate) => candidate.storeId === storeId);
  return {
    ...{ storeId, customerId, storeName: store?.name ?? '', platform: store?.platform ?? '' },
    url: store && store.state === 'connected' ? customerUrl(store, customerId) : null,
  };
}

/** The customer's page in the admin of its store; null where the number is not one of the store's own. */
function customerUrl({ platform, domain }: StoreRecord, customerId: string): string | null {
  if (!/^\d+$/.test(customerId)) return null;
  if (platform === 'woocommerce') return `${siteOf(domain)}/wp-admin/user-edit.php?user_id=${customerId}`;
  return `https://admin.shopify.com/store/${domain.replace(/\.myshopify\.com$/, '')}/customers/${customerId}`;
}

function siteOf(domain: string): string {
  return /^https?:\/\//.test(domain) ? domain.replace(/\/$/, '') : `https://${domain}`;
}

/** What would come of merging `from` into `memberId`; writes nothing. Refuses as the merge itself would. */
export async function previewMerge(
  desk: Desk,
  { programId, memberId, from }: { readonly programId: string; readonly memberId: string; readonly from: string },
): Promise<Result<MergePreview, { readonly reason: string; readonly message: string }>> {
  const [kept, gone] = await Promise.all([readMember(desk, programId, memberId), readMember(desk, programId, from)]);
  if (!kept || !gone) return refuse('unknown', 'There is no such member.');
  if (kept.memberId === gone.memberId) return refuse('same', 'These are the same member already.');
  if (![kept, gone].every(({ state }) => state === 'guest' || state === 'member' || state === 'blocked'))
    return refuse('gone', 'One of them has left, was erased or was merged into another. Only present members can be made one.');
  const [welcome, ladder] = await Promise.all([
    readWelcome(desk.database.pool, programId, [kept.memberId, gone.memberId]),
    readLadder(desk, programId),
  ]);
  const [a, b] = [sideOf(kept), sideOf(gone)];
  const sum = [kept, gone].reduce((all, { balances }) => all + (balances.find(({ unit }) => unit === POINTS)?.shown ?? 0), 0);
  const second = welcome.has(kept.memberId) ? (welcome.get(gone.memberId) ?? 0) : 0;
  // Taken back down to 0, never to debt.
  const welcomeBack = Math.max(0, Math.min(second, sum));
  const higher = ladder.indexOf(b.tierId ?? '') > ladder.indexOf(a.tierId ?? '') ? b.tierId : a.tierId;
  return accepted({
    kept: a,
    gone: b,
    after: {
      state: [a.state, b.state].includes('blocked') ? 'blocked' : [a.state, b.state].includes('member') ? 'member' : 'guest',
      tierId: higher,
      balance: sum - welcomeBack,
      pending: a.pending + b.pending,
      openCodes: a.openCodes + b.openCodes,
    },
    welcomeBack,
  });
}

async function readLadder(desk: Desk, programId: string): Promise<readonly string[]> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  return live ? (await rulebook.program(live.no)).tiers.list.map(({ id }) => id) : [];
}

const OPEN = ['creating', 'ready', 'attached'];

function sideOf(member: MemberView): MergeSide {
  const points = member.balances.find(({ unit }) => unit === POINTS);
  return {
    ...{ memberId: member.memberId, name: member.name, email: member.email, state: member.state, tierId: member.tier.tierId },
    ...{ balance: points?.shown ?? 0, pending: points?.pending ?? 0 },
    openCodes: member.redemptions.filter(({ state }) => OPEN.includes(state)).length,
  };
}
