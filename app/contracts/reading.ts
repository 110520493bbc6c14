/**
 * What the admin pages, the operator's command line and its `--json` show. Documented and stable: fields are added, never renamed or removed.
 * Moments are ISO 8601 texts in UTC; points are whole steps of their unit; money is `…Minor` in the named currency.
 */
import type { Saying } from '#app/domain/saying.ts';
import type { UnitSettings } from '#app/domain/units/unit.schema.ts';

/** What stands in place of a name where there is none; the admin pages say it in the reader's language. */
export const NAMELESS = { guest: 'Guest', erased: 'Erased member' } as const;

export interface BalanceView {
  readonly unit: string;
  readonly pending: number;
  readonly available: number;
  readonly held: number;
  readonly debt: number;
  /** What people are shown: available − debt. */
  readonly shown: number;
}

export interface LotView {
  readonly lotId: string;
  readonly unit: string;
  readonly source: string;
  readonly account: 'pending' | 'available' | 'held';
  readonly points: number;
  readonly earnedAt: string;
  readonly availableAt: string | null;
  readonly expiresAt: string | null;
}

export interface TransferView {
  readonly unit: string;
  readonly lotId: string;
  readonly from: string;
  readonly to: string;
  readonly points: number;
  /** The shown balance after this row. */
  readonly shownAfter: number;
}

export interface PostingView {
  readonly postingId: string;
  readonly businessKey: string;
  readonly kind: string;
  readonly memberId: string;
  readonly orderId: string | null;
  readonly redemptionId: string | null;
  readonly actor: string;
  readonly reasonCode: string;
  readonly note: string | null;
  readonly because: readonly string[];
  readonly forgiven: number;
  readonly versionNo: number | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** How the shown balance changed. */
  readonly change: number;
  readonly transfers: readonly TransferView[];
}

export interface TierView {
  readonly tierId: string | null;
  readonly name: string | null;
  readonly provisional: boolean;
  readonly reviewAt: string | null;
}

export interface TierChangeView {
  readonly fromTierId: string | null;
  readonly toTierId: string | null;
  readonly kind: string;
  readonly because: readonly string[];
  readonly at: string;
}

export interface RedemptionView {
  readonly redemptionId: string;
  readonly memberId: string;
  readonly storeId: string;
  readonly rewardId: string;
  readonly rewardName: string;
  readonly unit: string;
  readonly points: number;
  readonly state: string;
  readonly sideState: string | null;
  readonly endReason: string | null;
  readonly origin: string;
  readonly code: string | null;
  readonly codeExpiresAt: string | null;
  readonly orderId: string | null;
  readonly capturedPoints: number;
  readonly returnedPoints: number;
  readonly discountMinor: number | null;
  readonly discountCurrency: string | null;
  readonly createdAt: string;
  /** What a platform or a list handed out for it; missing where nothing was. */
  readonly issued?: IssuedView;
}

/** Codes of gift cards and vouchers are money: staff see their ends. */
export interface IssuedView {
  readonly kind: string;
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly maskedCode: string | null;
  /** When the member first saw the code; null: not yet, or it has none. */
  readonly shownAt: string | null;
  /** A call to the platform was sent then and its answer is not known; null: nothing is unclear. */
  readonly unclearSince: string | null;
}

export interface MemberView {
  readonly programId: string;
  readonly memberId: string;
  readonly state: string;
  readonly name: string;
  readonly email: string | null;
  readonly joinedAt: string | null;
  readonly identities: readonly { readonly storeId: string; readonly customerId: string }[];
  readonly balances: readonly BalanceView[];
  readonly tier: TierView;
  readonly lots: readonly LotView[];
  /** Newest first, at most 100. */
  readonly postings: readonly PostingView[];
  readonly redemptions: readonly RedemptionView[];
  readonly tierChanges: readonly TierChangeView[];
}

export interface OrderView {
  readonly programId: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly placedAt: string | null;
  readonly settledAt: string | null;
  readonly generation: number;
  readonly waitingForFetch: boolean;
  readonly points: { readonly earned: number; readonly reversed: number; readonly standing: number };
  readonly totalMinor: number | null;
  readonly currency: string | null;
  /** The trace in plain words, a line each; the structured one beside it. */
  readonly explanation: readonly string[];
  readonly trace: unknown;
  readonly postings: readonly PostingView[];
}

export interface CodeView {
  readonly code: string;
  readonly state: string;
  readonly discountRef: string | null;
  readonly redemption: RedemptionView | null;
}

export interface InboxRowView {
  readonly id: string;
  readonly storeId: string;
  readonly source: string;
  readonly topic: string;
  readonly state: string;
  readonly reason: string | null;
  readonly tries: number;
  readonly receivedAt: string;
  readonly doneAt: string | null;
}

export interface InboxView {
  readonly waiting: number;
  readonly dead: number;
  readonly oldestSeconds: number;
  readonly rows: readonly InboxRowView[];
}

/** One thing that happened, for the live feed: order in → points → tier → code. */
export interface FeedEntry {
  /** Sorts by time; ask for what came after it. */
  readonly cursor: string;
  readonly at: string;
  readonly kind: 'order' | 'posting' | 'tier' | 'redemption' | 'message';
  /** What happened, to be said in the reader's language. */
  readonly what: Saying;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly orderId: string | null;
  readonly storeId: string | null;
  readonly points: number | null;
  readonly code: string | null;
  readonly because: readonly string[];
}

/** What a program calls what it counts, in each language that it has names in. */
export interface ProgramUnits {
  /** The program's main language. */
  readonly locale: string;
  readonly points: UnitSettings;
  readonly cashback: readonly { readonly currency: string; readonly unit: UnitSettings }[];
}

export interface OverviewView {
  readonly programId: string;
  readonly programName: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly versionNo: number | null;
  /** Null while no version is live. */
  readonly units: ProgramUnits | null;
  readonly stores: readonly { readonly storeId: string; readonly platform: string; readonly domain: string; readonly state: string }[];
  readonly members: { readonly total: number; readonly joined: number };
  readonly tiers: readonly { readonly tierId: string; readonly name: string; readonly members: number }[];
  readonly points: { readonly issued: number; readonly redeemed: number; readonly outstanding: number; readonly pending: number };
  readonly orders: { readonly total: number; readonly last24Hours: number };
  /** Orders paid and points earned and redeemed per local day, oldest first, 30 days. */
  readonly days: readonly { readonly day: string; readonly orders: number; readonly earned: number; readonly redeemed: number }[];
  readonly health: {
    readonly inboxWaiting: number;
    readonly inboxDead: number;
    readonly oldestSeconds: number;
    readonly outboxWaiting: number;
    readonly outboxDead: number;
  };
}
