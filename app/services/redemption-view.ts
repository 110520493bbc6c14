import type { RedemptionView } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import type { RedemptionRecord } from '#app/store/redemptions.ts';

/** A redemption as it is told outside. */
export function toRedemptionView(redemption: RedemptionRecord): RedemptionView {
  return {
    redemptionId: redemption.redemptionId,
    memberId: redemption.memberId,
    storeId: redemption.storeId,
    rewardId: redemption.rewardId,
    rewardName: redemption.reward.name,
    unit: redemption.unit,
    points: redemption.points,
    state: redemption.state,
    sideState: redemption.sideState,
    endReason: redemption.endReason,
    origin: redemption.origin,
    code: redemption.code,
    codeExpiresAt: redemption.codeExpiresAt === null ? null : instantToIso(redemption.codeExpiresAt),
    orderId: redemption.orderId,
    capturedPoints: redemption.capturedPoints,
    returnedPoints: redemption.returnedPoints,
    discountMinor: redemption.discountMinor,
    discountCurrency: redemption.discountCurrency,
    createdAt: instantToIso(redemption.createdAt),
  };
}
