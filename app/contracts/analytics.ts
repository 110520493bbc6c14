/**
 * What the pages of numbers show. Money is in minor units of the program's currency, shares are between 0 and 1, points are whole steps. Every number of a period has its
 * like from the period before (as many days, the same weekdays), so that a person can compare; null: there is nothing to divide by.
 */

export interface AnalyticsWish {
  readonly programId: string;
  /** Local days, both included: "2026-11-01". */
  readonly from: string;
  readonly to: string;
  /** Null: all. */
  readonly storeId: string | null;
  /** A tier's id, "" for members without a tier; null: all. */
  readonly tierId: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
}

/** How far the counting of history is, as `done` of `total`; no stage: the sums are up to date but for some minutes. */
export interface SumsProgress {
  readonly stage: 'points' | 'orders' | 'people' | null;
  readonly done: number;
  readonly total: number;
}

export interface Compared<Value> {
  readonly now: Value;
  readonly before: Value;
}

export interface AnalyticsView {
  /** The sums are of this moment. */
  readonly asOf: string | null;
  readonly progress: SumsProgress;
  readonly currency: string;
  readonly period: { readonly from: string; readonly to: string };
  readonly before: { readonly from: string; readonly to: string };
  readonly core: {
    /** Points redeemed ÷ points earned. */
    readonly redemption: Compared<number | null>;
    /** Average order of members ÷ that of others − 1. */
    readonly orderValueLift: Compared<number | null>;
    /** Orders per buyer and month of members ÷ those of others − 1; of whole months. */
    readonly frequencyLift: Compared<number | null>;
    /** Members without an order or a redemption for 90 days ÷ members; at the end of the newest month. */
    readonly quiet: Compared<number | null>;
  };
  readonly points: Compared<{
    readonly issued: number;
    readonly reversed: number;
    readonly redeemed: number;
    readonly expired: number;
    readonly adjusted: number;
  }>;
  readonly orders: Compared<{ readonly members: OrderSums; readonly others: OrderSums }>;
  readonly rewards: readonly {
    readonly rewardId: string;
    readonly name: string;
    readonly redeemed: number;
    readonly used: number;
    readonly points: number;
    readonly discountMinor: number;
  }[];
  readonly tiers: readonly {
    readonly tierId: string;
    readonly name: string;
    readonly members: number;
    readonly orders: number;
    readonly valueMinor: number;
    /** Median days from joining or the tier below to this one; null: nobody got there lately. */
    readonly daysToReach: number | null;
  }[];
  /** Campaigns that were in force in orders of the period; the filter for one does not narrow them down. */
  readonly campaigns: readonly CampaignView[];
  /** Campaigns that can be asked for. */
  readonly knownCampaigns: readonly { readonly id: string; readonly name: string }[];
  readonly lifetime: LifetimeView;
  /** Oldest first, a row per local day of the period. */
  readonly days: readonly {
    readonly day: string;
    readonly issued: number;
    readonly redeemed: number;
    readonly memberOrders: number;
    readonly otherOrders: number;
    readonly memberValueMinor: number;
    readonly otherValueMinor: number;
  }[];
  /** By weekday (0: Monday) and hour: orders of members and of all. */
  readonly hours: readonly { readonly weekday: number; readonly hour: number; readonly members: number; readonly all: number }[];
  /** Oldest first, at most 13. */
  readonly months: readonly MonthView[];
  readonly liability: {
    /** Points that members may spend, now: available and held less debt; pending on its own. */
    readonly points: number;
    readonly pending: number;
    /** What they are worth; null: nothing says what a point is worth. */
    readonly minor: number | null;
    readonly pendingMinor: number | null;
    /** Share of points that never come back: as the program says, else expired ÷ issued of the last twelve months. */
    readonly breakage: number | null;
    readonly holders: number;
  };
  readonly economics: {
    /** What rewards took off in the period. */
    readonly rewardCost: Compared<number>;
    /** Of 100 that members paid, so much was reward. */
    readonly costShare: Compared<number | null>;
    /** What one point costs when it is redeemed, in millionths of a minor unit (a price below one cent stays exact). */
    readonly pointCostMicros: number | null;
    readonly ordersWithReward: Compared<number>;
  };
}

export interface CampaignView {
  readonly campaignId: string;
  readonly name: string;
  readonly orders: number;
  readonly valueMinor: number;
  /** What these orders earned altogether, and what of it the campaign gave by itself; null: it multiplies what others give. */
  readonly points: number;
  readonly ownPoints: number | null;
}

/** What people bought, less refunds, in the program's currency. */
export interface LifetimeSums {
  readonly people: number;
  readonly orders: number;
  readonly valueMinor: number;
  /** Of one person in the first 90 and 365 days, among those who have been there as long; null: nobody has. */
  readonly minorIn90: number | null;
  readonly minorIn365: number | null;
}

export interface LifetimeView {
  /** Since they joined. */
  readonly members: LifetimeSums;
  /** Since their first order: each of them has bought at least once. */
  readonly others: LifetimeSums;
  /** Members by the tier they have now. */
  readonly tiers: readonly (LifetimeSums & { readonly tierId: string; readonly name: string })[];
  /** Members by the month in which they joined ("2026-11"), oldest first, at most 24. */
  readonly months: readonly (LifetimeSums & { readonly month: string })[];
}

/** The four core numbers of the last four weeks beside the four before, with their course. */
export interface CoreNumbersView {
  /** The sums are of this moment; null: there are none yet. */
  readonly asOf: string | null;
  readonly core: AnalyticsView['core'];
  /** Twelve weeks up to today, oldest first, each by its last day. */
  readonly weeks: readonly { readonly to: string; readonly redemption: number | null; readonly orderValueLift: number | null }[];
  /** Oldest first, at most 13. */
  readonly months: readonly { readonly month: string; readonly frequencyLift: number | null; readonly quiet: number | null }[];
}

export interface OrderSums {
  readonly orders: number;
  readonly valueMinor: number;
}

export interface MonthView {
  readonly month: string;
  readonly members: number;
  readonly customers: number;
  readonly joined: number;
  readonly activated: number;
  readonly active: number;
  readonly quiet: number;
  readonly memberBuyers: number;
  readonly memberOrders: number;
  readonly otherBuyers: number;
  readonly otherOrders: number;
  readonly memberRepeatShare: number | null;
  readonly otherRepeatShare: number | null;
}
