import type { StorefrontPoints } from '#app/contracts/storefront.ts';
import { nextEnding } from '#app/domain/decisions/expire-points.ts';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { EMPTY_BALANCE } from '#app/store/ledger.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { ShopperMember } from '#app/store/shoppers.ts';
import type { OpenPage } from './open-page.ts';

/** A member's points with what is coming and what is going; nothing of anything for nobody. */
export function pointsView(page: OpenPage): StorefrontPoints {
  const { member } = page;
  const balance = member?.balance ?? EMPTY_BALANCE;
  const ending = member && endingOf(page, member);
  return {
    ...{ available: balance.available, pending: balance.pending, held: balance.held, debt: balance.debt },
    shown: balance.available - balance.debt,
    arriving: (member?.arriving ?? []).map(({ points, at }) => ({ points, at: at === null ? null : instantToIso(at) })),
    expiring: ending ? { points: ending.points, at: instantToIso(ending.at) } : null,
    waitingForRate: member?.waitingForRate ?? [],
  };
}

function endingOf({ program, versionNo, now }: OpenPage, member: ShopperMember) {
  return nextEnding({
    ...{ program, versionNo, memberId: member.memberId, unit: POINTS, lots: member.lots },
    warnings: member.notices.flatMap(({ kind, data, createdAt }) =>
      kind === 'expiry-warning' ? [{ endsAt: Number(data.endsAt), daysBefore: Number(data.daysBefore), acceptedAt: createdAt }] : [],
    ),
    ...{ reachable: false, region: null, lastActiveAt: lastActiveAt(program.expiry.mode, member), now },
  });
}

/** The last thing that resets the clock of inactivity; null where points do not end by it. */
function lastActiveAt(mode: OpenPage['program']['expiry']['mode'], { lastActive }: ShopperMember): Instant | null {
  if (mode.kind !== 'inactivity') return null;
  const moments = [lastActive.joined, ...mode.resetBy.map((what) => lastActive[what as keyof typeof lastActive])];
  return Math.max(...moments.map((at) => at ?? 0));
}
