import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { OrderSnapshot } from '../order.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import { nextOf, redemptionPosting } from './redemption-state.ts';
import type { Redemption, RedemptionChange, RedemptionEvent } from './redemption-state.ts';
import { discountOnGoods } from './spent-targets.ts';

export interface CodeUseInput {
  readonly redemption: Redemption;
  /** An order that carries the code, or to which the redemption is attached. */
  readonly order: OrderSnapshot;
  /** WooCommerce frees the use of an order that was given up; Shopify does not. */
  readonly platform: 'shopify' | 'woocommerce';
  readonly memberIdOfOrder: string | null;
  /** What a free-amount code did not use comes back with at least so many days left: `expiry.releasedFromHoldDays`, 7 unless said. */
  readonly releasedFromHoldDays?: number;
  readonly now: Instant;
}

export interface CodeUse {
  /** What to write to the redemption; null: nothing changes. */
  readonly change: RedemptionChange | null;
  readonly posting: PostingDraft | null;
  /** The code dies before the points come back: remove it, then `decideRelease`. */
  readonly errand: 'remove-code' | null;
  /** Somebody else's order used the code, or an order used a code that another one had captured. */
  readonly foreignUse: boolean;
  readonly notices: readonly NoticeDraft[];
}

/** Rules, 6: released from a hold, at least 7 days are left. */
const RELEASED_DAYS = 7;

/**
 * What an order does to a redemption whose code it carries (rules, 4.3 to 4.5): placed, it attaches it; paid, it captures from any state, even
 * after the points were released; given up unpaid, the code is ready again where the platform frees the use, else it dies and the points
 * return. Looking at the same order again changes nothing.
 */
export function decideCodeUse(input: CodeUseInput): CodeUse {
  const { redemption, order } = input;
  const carries = carriesCode(order, redemption.code);
  const isOthers = carries && input.memberIdOfOrder !== null && input.memberIdOfOrder !== redemption.memberId;
  const isSecondUse = carries && redemption.state === 'captured' && redemption.orderId !== order.orderId && isPaid(order);
  const nothing: CodeUse = { change: null, posting: null, errand: null, foreignUse: isOthers || isSecondUse, notices: [] };
  if (captureWayOf(redemption.reward.value.kind) !== 'on-order') return nothing;
  const event = eventOf(input, carries);
  const next = event === null ? null : nextOf(redemption, event);
  if (event === null || next === null) return nothing;
  switch (event) {
    case 'placed':
      return { ...nothing, change: { ...next, orderId: order.orderId, endReason: null } };
    case 'freed':
      return { ...nothing, change: { ...next, orderId: null } };
    case 'order-off':
      return { ...nothing, change: { ...next, orderId: order.orderId, endReason: 'order-cancelled' }, errand: 'remove-code' };
    default:
      return { ...nothing, ...captureBy(input) };
  }
}

function eventOf(input: CodeUseInput, carries: boolean): RedemptionEvent | null {
  const { redemption, order, platform } = input;
  const isItsOrder = redemption.orderId === order.orderId;
  if (carries && isPaid(order)) return 'paid';
  // Another order has the code: only payment could take it away from that one.
  if (redemption.state === 'attached' && !isItsOrder) return null;
  if (!carries) return redemption.state === 'attached' ? givenUp(platform) : null;
  return isGivenUp(order) ? givenUp(platform) : 'placed';
}

function givenUp(platform: CodeUseInput['platform']): RedemptionEvent {
  return platform === 'woocommerce' ? 'freed' : 'order-off';
}

function captureBy(input: CodeUseInput): Pick<CodeUse, 'change' | 'posting' | 'notices'> {
  const { redemption, order, now } = input;
  const points = capturedBy(redemption, order);
  const isLate = redemption.state === 'released';
  const { reward, unit, redemptionId } = redemption;
  const because = [`${reward.name}: used in order ${order.name}`];
  const shared = { orderId: order.orderId, channel: order.channel, now };
  const goods = reward.value.kind === 'free-shipping' || redemption.code === null ? 0 : discountOnGoods(order, redemption.code);
  const change: RedemptionChange = {
    state: 'captured',
    sideState: null,
    endReason: null,
    orderId: order.orderId,
    capturedPoints: points,
    discountMinor: goods > 0 ? goods : takenOff(order, redemption.code),
    discountCurrency: order.currency,
  };
  if (redemption.points === 0) return { change, posting: null, notices: [] };
  if (isLate) {
    if (points === 0) return { change, posting: null, notices: [] };
    const moves = [{ kind: 'late-capture', unit, points, redemptionId } as const];
    return {
      change,
      posting: redemptionPosting(redemption, {
        ...shared,
        step: 'late-capture',
        kind: 'late-capture',
        reasonCode: 'code-used-late',
        moves,
        because: [...because, 'its points had been given back before'],
      }),
      notices: [lateNotice(redemption, order, points)],
    };
  }
  const moves: PostingDraft['moves'] = [
    ...(points > 0 ? [{ kind: 'capture', unit, points, redemptionId } as const] : []),
    ...(points < redemption.points
      ? [{ kind: 'release', unit, redemptionId, extendTo: addDays(now, input.releasedFromHoldDays ?? RELEASED_DAYS) } as const]
      : []),
  ];
  return {
    change,
    posting: redemptionPosting(redemption, {
      ...shared,
      step: 'capture',
      kind: 'redemption-captured',
      reasonCode: 'code-used',
      moves,
      because,
    }),
    notices: [],
  };
}

/** All of the points, except that a free amount takes only what its discount came to. */
function capturedBy(redemption: Redemption, order: OrderSnapshot): number {
  const { value, cost } = redemption.reward;
  if (value.kind !== 'amount' || cost.kind !== 'any-amount') return redemption.points;
  const perStep = value.amounts[order.currency];
  if (perStep === undefined || perStep === 0) return redemption.points;
  return Math.min(redemption.points, Math.ceil((takenOff(order, redemption.code) * cost.step) / perStep));
}

function takenOff(order: OrderSnapshot, code: string | null): number {
  return order.discountCodes.filter((used) => isSameCode(used.code, code)).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function carriesCode(order: OrderSnapshot, code: string | null): boolean {
  return order.discountCodes.some((used) => isSameCode(used.code, code));
}

function isSameCode(used: string, code: string | null): boolean {
  return code !== null && used.toUpperCase() === code.toUpperCase();
}

function isPaid(order: OrderSnapshot): boolean {
  if (order.payment === 'paid' || order.payment === 'partially-refunded' || order.payment === 'refunded') return true;
  return order.paidAt !== null && (order.payment === 'unpaid' || order.payment === 'voided');
}

function isGivenUp(order: OrderSnapshot): boolean {
  return order.deleted || order.cancelledAt !== null || order.payment === 'voided';
}

function lateNotice(redemption: Redemption, order: OrderSnapshot, points: number): NoticeDraft {
  const { redemptionId, memberId, reward, unit, code } = redemption;
  return {
    businessKey: `redemption:${redemptionId}:late-capture`,
    kind: 'late-capture',
    memberId,
    facts: { rewardName: reward.name, code, unit, points, orderId: order.orderId, orderName: order.name },
  };
}
