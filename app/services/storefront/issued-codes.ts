import type { StorefrontIssued } from '#app/contracts/storefront.ts';
import { addDays, type Instant } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { type IssuedValueRecord, markIssuedShown, readIssuedValues } from '#app/store/issued-values.ts';
import type { RedemptionRecord } from '#app/store/redemptions.ts';
import { type ClaimedVoucher, markVouchersGiven, readVouchersOf } from '#app/store/vouchers.ts';
import type { Desk } from '../desk.ts';
import { openCardCode } from '../issuing/issue-value.ts';
import { openVoucher } from '../issuing/voucher-pools.ts';
import type { OpenPage } from './open-page.ts';

/** A handed out reward as its member sees it. */
export interface OpenIssue {
  readonly issued: StorefrontIssued;
  /** In clear; null: it has none, or it is not out. */
  readonly code: string | null;
  readonly codeShown: boolean;
}

/** A card without an end is shown for a year; it stays with the platform and in the member's mail. */
const SHOWN_DAYS = 365;
const MOST = 20;

/**
 * What was handed out to the member and is still of use, by redemption: codes in clear. That a code leaves the house is noted before it does: from then on a voucher
 * cannot be taken back.
 */
export async function openIssued(desk: Desk, page: OpenPage, redemptions: readonly RedemptionRecord[]): Promise<Map<string, OpenIssue>> {
  const { pool } = desk.database;
  const { programId } = page.store;
  const wanted = redemptions.filter((redemption) => isShown(redemption, page)).slice(0, MOST);
  if (wanted.length === 0) return new Map();
  const ids = wanted.map(({ redemptionId }) => redemptionId);
  const values = await readIssuedValues(pool, programId, ids);
  const out = wanted.filter(({ state, sideState }) => state === 'captured' && sideState === null).map(({ redemptionId }) => redemptionId);
  const unseen = out.filter((id) => values.get(id)?.shownAt === null && hasCode(values.get(id)));
  if (unseen.length > 0) await markShown(desk, programId, unseen);
  const vouchers = await readVouchersOf(pool, programId, out);
  return new Map(
    wanted.flatMap((redemption): [string, OpenIssue][] => {
      const value = values.get(redemption.redemptionId);
      if (!value) return [];
      const voucher = vouchers.get(redemption.redemptionId);
      const isOut = out.includes(redemption.redemptionId);
      const code = isOut ? codeOf(desk, programId, { value, voucher }) : null;
      return [[redemption.redemptionId, { issued: issuedView(redemption, value), code, codeShown: voucher?.state === 'given' }]];
    }),
  );
}

function hasCode(value: IssuedValueRecord | undefined): boolean {
  return value?.kind === 'gift-card' || value?.kind === 'voucher';
}

async function markShown(desk: Desk, programId: string, redemptionIds: readonly string[]): Promise<void> {
  await desk.database.transaction(async (client) => {
    await markVouchersGiven(client, programId, redemptionIds);
    await markIssuedShown(client, programId, redemptionIds);
  });
}

/** Only a code that is noted as seen is shown: one that was freed in this moment is nobody's. */
function codeOf(
  desk: Desk,
  programId: string,
  { value, voucher }: { readonly value: IssuedValueRecord; readonly voucher: ClaimedVoucher | undefined },
): string | null {
  if (value.kind === 'gift-card') return value.sealedCode === null ? null : openCardCode(desk, programId, value);
  return voucher?.state === 'given' ? openVoucher(desk, programId, voucher) : null;
}

function issuedView({ reward }: RedemptionRecord, { kind, amountMinor, currency }: IssuedValueRecord): StorefrontIssued {
  const { value } = reward;
  const partner = value.kind === 'voucher' ? value.partner : value.kind === 'donation' ? value.cause : '';
  return { kind, amountMinor, currency, partner };
}

function isShown({ reward, state, sideState, createdAt, codeExpiresAt }: RedemptionRecord, { program, now }: OpenPage): boolean {
  if (captureWayOf(reward.value.kind) !== 'on-issue' || state === 'released') return false;
  if (state !== 'captured' || sideState !== null) return true;
  const hasOwnCode = reward.value.kind === 'gift-card' || reward.value.kind === 'voucher';
  const days = hasOwnCode ? SHOWN_DAYS : program.redeeming.undoIssuedDays;
  return now < endOf({ createdAt, days, codeExpiresAt: hasOwnCode ? codeExpiresAt : null });
}

function endOf(of: { readonly createdAt: Instant; readonly days: number; readonly codeExpiresAt: Instant | null }): Instant {
  return of.codeExpiresAt ?? addDays(of.createdAt, of.days);
}
