import type { CodeView, RedemptionView } from '#app/contracts/reading.ts';
import { formatMinor } from '#app/domain/money.ts';
import { type Paint, facts, moment } from './layout.ts';

type Fact = readonly [label: string, text: string];

interface Shown {
  /** Domains of stores by id. */
  readonly stores: ReadonlyMap<string, string>;
  readonly paint: Paint;
}

/** A code, the discount it stands under, and what became of the redemption that has it. */
export function codeLines({ code, state, discountRef, redemption }: CodeView, { stores, paint }: Shown): string[] {
  const head: Fact[] = [
    ['state', state],
    ['discount', discountRef ?? (state === 'pickup' ? 'none: it is shown at the counter' : 'not on the platform yet')],
  ];
  const rest: Fact[] = redemption ? redemptionFacts(redemption, stores) : [['redemption', 'nobody has it']];
  return [paint('strong', `Code ${code}`), ...facts([...head, ...rest], paint)];
}

function redemptionFacts(redemption: RedemptionView, stores: Shown['stores']): Fact[] {
  const { discountMinor, discountCurrency, sideState, endReason } = redemption;
  const state = [redemption.state, ...(sideState === null ? [] : [sideState]), ...(endReason === null ? [] : [`because: ${endReason}`])];
  const tookOff =
    discountMinor === null || discountCurrency === null ? '–' : `${formatMinor(discountMinor, discountCurrency)} ${discountCurrency}`;
  return [
    ['redemption', redemption.redemptionId],
    ['it is', state.join(', ')],
    ['reward', redemption.rewardName],
    ['store', stores.get(redemption.storeId) ?? redemption.storeId],
    ['member', redemption.memberId],
    ['points', `${redemption.points}: ${redemption.capturedPoints} captured, ${redemption.returnedPoints} returned`],
    ['made', moment(redemption.createdAt)],
    ['ends', moment(redemption.codeExpiresAt)],
    ['order', redemption.orderId ?? '–'],
    ['took off', tookOff],
  ];
}
