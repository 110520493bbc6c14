import type { IssuedView, RedemptionView } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { maskCode } from '#app/domain/rewards/voucher-lines.ts';
import { type IssuedValueRecord, readIssuedValues } from '#app/store/issued-values.ts';
import type { RedemptionRecord } from '#app/store/redemptions.ts';
import { type ClaimedVoucher, readVouchersOf } from '#app/store/vouchers.ts';
import type { Desk } from '../desk.ts';
import { toRedemptionView } from '../redemption-view.ts';
import { openVoucher } from './voucher-pools.ts';

/** Redemptions for staff, with what was handed out for them; of codes only the ends. */
export async function withIssued(desk: Desk, programId: string, redemptions: readonly RedemptionRecord[]): Promise<RedemptionView[]> {
  const { pool } = desk.database;
  const ids = redemptions.filter(({ reward }) => captureWayOf(reward.value.kind) === 'on-issue').map(({ redemptionId }) => redemptionId);
  const [values, vouchers] = await Promise.all([readIssuedValues(pool, programId, ids), readVouchersOf(pool, programId, ids)]);
  return redemptions.map((redemption) => {
    const value = values.get(redemption.redemptionId);
    const view = toRedemptionView(redemption);
    return value ? { ...view, issued: toIssuedView(desk, programId, { value, voucher: vouchers.get(redemption.redemptionId) }) } : view;
  });
}

function toIssuedView(
  desk: Desk,
  programId: string,
  { value, voucher }: { readonly value: IssuedValueRecord; readonly voucher: ClaimedVoucher | undefined },
): IssuedView {
  const { kind, amountMinor, currency, lastCharacters, shownAt } = value;
  const unclear = value.sentAt ?? value.removalSentAt;
  const ends = lastCharacters === null ? null : `•••${lastCharacters}`;
  return {
    ...{ kind, amountMinor, currency },
    maskedCode: voucher ? maskCode(openVoucher(desk, programId, voucher)) : ends,
    shownAt: shownAt === null ? null : instantToIso(shownAt),
    unclearSince: unclear === null ? null : instantToIso(unclear),
  };
}
