import { compare, fraction, minus, over, plus, round, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { OrderLine, OrderSnapshot } from '../order.ts';
import { isMeant, productFactsOf } from '../orders/product-facts.ts';
import { loyaltyRate } from '../program/loyalty-rate.ts';
import type { Program } from '../program/program.schema.ts';
import { armOf, whyNotInAudience, whyNotOnDate } from '../segments/matches-audience.ts';
import type { ProductFilter } from '../values.schema.ts';
import { conversion } from './count-for-order.ts';
import type { CandidateContext } from './settled-order.ts';
import { settleOrder } from './settle-order.ts';

/** A cart as a page describes it; amounts in minor units of `currency`, as displayed. */
export interface Cart {
  readonly currency: string;
  readonly lines: readonly CartLine[];
}

export interface CartLine {
  readonly productId: string;
  readonly variantId: string | null;
  readonly quantity: number;
  readonly amountMinor: number;
  readonly tags: readonly string[];
  readonly collections: readonly string[];
  readonly vendor: string | null;
  readonly productType: string | null;
}

/** Who looks at the cart. */
export interface CartOwner {
  /** Null: nobody is signed in; rules that look at earlier orders are left out then. */
  readonly memberId: string | null;
  readonly tierId: string | null;
  readonly ordersBefore: number;
  readonly barred: CandidateContext['barred'];
  readonly counters: Readonly<Record<string, number>>;
  readonly carryIn: Readonly<Record<string, string>>;
}

export interface CartWorthInput {
  readonly program: Program;
  readonly versionNo: number;
  readonly storeId: string;
  readonly cart: Cart;
  readonly owner: CartOwner;
  readonly now: Instant;
}

export interface CartWorth {
  readonly points: number;
  readonly inNextTier: { readonly tierId: string; readonly points: number } | null;
  /** The bonus with the least missing; null: no bonus waits for a larger cart. */
  readonly nudge: { readonly missingMinor: number; readonly points: number; readonly name: string } | null;
}

/** What a cart would earn if it were paid now, by the very settlement that will pay it; for show only. */
export function cartWorth(input: CartWorthInput): CartWorth {
  const points = pointsFor(input, input.cart, input.owner.tierId);
  const next = nextTierOf(input);
  return {
    points,
    inNextTier: next === null ? null : { tierId: next, points: pointsFor(input, input.cart, next) },
    nudge: nudgeFor(input, points),
  };
}

function pointsFor(input: CartWorthInput, cart: Cart, tierId: string | null): number {
  const { program, owner, now } = input;
  const memberId = owner.memberId ?? 'somebody';
  const decided = settleOrder({
    program,
    versionNo: input.versionNo,
    order: asOrder(cart, owner, now),
    settled: null,
    storeId: input.storeId,
    memberId,
    candidateContext: {
      arm: owner.memberId === null ? null : armOf(program.arms, owner.memberId),
      region: null,
      currencyRate: loyaltyRate(program, cart.currency, now),
      barred: owner.barred,
      member: {
        ...{ guest: false, staff: false, tierId, segments: [], ordersBefore: owner.ordersBefore },
        ...{ visitsBefore: 0, visitedThatDay: false, posOrdersThatDay: 0 },
      },
      counters: owner.counters,
      carryIn: owner.carryIn,
    },
    now,
  });
  return decided.settled.targets[POINTS]?.earned ?? 0;
}

/** The order that the cart would be, paid in full at this moment. */
function asOrder(cart: Cart, owner: CartOwner, now: Instant): OrderSnapshot {
  const lines = cart.lines.map(asLine);
  const none = { chargedMinor: 0, keptMinor: 0 };
  return {
    ...{ orderId: 'cart', name: 'cart', channel: 'web', currency: cart.currency, placedAt: now, updatedAt: now, paidAt: now },
    ...{ cancelledAt: null, payment: 'paid', deleted: false, test: false, company: false, tags: [], customer: null, taxIncluded: true },
    lines,
    ...{ shipping: none, fees: none, taxOnTop: none, totalMinor: lines.reduce((sum, line) => sum + line.chargedMinor, 0) },
    ...{ refundedMinor: 0, refundedToStoreCreditMinor: 0, refundedWithoutLinesMinor: 0, refundCount: 0, paidByStoreCreditMinor: 0 },
    ...{
      discountCodes: [],
      fulfilment: { state: 'open', lastAt: null },
      dispute: 'none',
      highRisk: false,
      locationId: null,
      staffId: null,
    },
    // Of somebody unknown nobody can say which order this is: like a renewal it counts for no "first" and no "every fifth".
    subscription: owner.memberId === null ? { renewal: true } : null,
  };
}

function asLine(line: CartLine, index: number): OrderLine {
  const { productId, variantId, vendor, productType, collections, tags, quantity, amountMinor } = line;
  return {
    ...{ lineId: String(index), productId, variantId, title: '', vendor, productType, collections, tags },
    ...{ quantity, keptQuantity: quantity, chargedMinor: amountMinor, keptMinor: amountMinor, taxMinor: 0 },
    ...{ giftCard: false, requiresShipping: true, codeDiscounts: [] },
  };
}

function nextTierOf({ program, owner }: CartWorthInput): string | null {
  const rank = program.tiers.list.findIndex(({ id }) => id === owner.tierId);
  return program.tiers.list.slice(rank + 1).find(({ hidden }) => !hidden)?.id ?? null;
}

/** Something that is given from an order value on. */
interface Threshold {
  readonly name: string;
  readonly minimumMinor: number;
  readonly products: ProductFilter | null;
}

function nudgeFor(input: CartWorthInput, points: number): CartWorth['nudge'] {
  const { program, cart, now } = input;
  const rate = loyaltyRate(program, cart.currency, now);
  if (rate === null) return null;
  const toProgram = conversion(cart.currency, program.currency, rate);
  const missed = thresholdsOf(input).flatMap(({ name, minimumMinor, products }) => {
    const missing = missingFor(cart, { minimumMinor, products, toProgram });
    return missing === null ? [] : [{ name, ...missing }];
  });
  const nearest = missed.sort((a, b) => a.missingMinor - b.missingMinor)[0];
  if (!nearest) return null;
  const larger = {
    ...cart,
    lines: cart.lines.map((line, index) =>
      index === nearest.lineIndex ? { ...line, amountMinor: line.amountMinor + nearest.missingMinor } : line,
    ),
  };
  const more = pointsFor(input, larger, input.owner.tierId) - points;
  return more > 0 ? { missingMinor: nearest.missingMinor, points: more, name: nearest.name } : null;
}

/** Every rule and campaign that holds now, for this shopper, and asks for an order value. */
function thresholdsOf(input: CartWorthInput): Threshold[] {
  const { program, owner, now, storeId } = input;
  const facts = {
    ...{ storeId, locationId: null, region: null, channel: 'web', segments: [], tierId: owner.tierId },
    ...{ arm: owner.memberId === null ? null : armOf(program.arms, owner.memberId), memberId: owner.memberId },
  };
  const holds = (thing: (typeof program.campaigns)[number] | (typeof program.earning.rules)[number]) =>
    thing.active && whyNotOnDate(thing.dates, now, program.timeZone) === null && whyNotInAudience(thing.audience, facts, thing.id) === null;
  const rules = program.earning.rules.filter(holds).flatMap((rule): Threshold[] => {
    if (!('minimumMinor' in rule.args) || rule.unit !== POINTS) return [];
    return [{ name: rule.name, minimumMinor: rule.args.minimumMinor, products: 'products' in rule.args ? rule.args.products : null }];
  });
  const campaigns = program.campaigns.filter(holds).flatMap((campaign): Threshold[] => {
    if (campaign.kind === 'gift' || campaign.kind === 'challenge') return [];
    return [{ name: campaign.name, minimumMinor: campaign.minimumMinor, products: campaign.products }];
  });
  return [...rules, ...campaigns].filter(({ minimumMinor }) => minimumMinor > 0);
}

/** How much of the cart's currency is missing, rounded up to a coin, and the line it would be added to; null: nothing, or no such product is there. */
function missingFor(
  cart: Cart,
  at: { readonly minimumMinor: number; readonly products: ProductFilter | null; readonly toProgram: Fraction },
): { readonly missingMinor: number; readonly lineIndex: number } | null {
  const meant = cart.lines.map((line, index) => at.products === null || isMeant(at.products, productFactsOf(asLine(line, index))));
  const lineIndex = meant.indexOf(true);
  const inCart = cart.lines.reduce((sum, line, index) => (meant[index] ? plus(sum, fraction(line.amountMinor)) : sum), ZERO);
  const needed = over(fraction(at.minimumMinor), at.toProgram);
  if (lineIndex < 0 || inCart.numerator === 0n || compare(inCart, needed) >= 0) return null;
  return { missingMinor: round(minus(needed, inCart), 'up'), lineIndex };
}
