import type { AnalyticsView, AnalyticsWish, CoreNumbersView, SumsProgress } from '#app/contracts/analytics.ts';
import type { OrderPointsView, TillCodeView, TillRedeemed, TillView } from '#app/contracts/extensions.ts';
import type { ImportPreview, ImportRefusal, ImportView, ImportWish, UndoPreview } from '#app/contracts/history-import.ts';
import type { QrDesign, QrDesk } from '#app/contracts/qr-design.ts';
import type { CodeView, FeedEntry, InboxView, MemberView, OrderView, OverviewView, RedemptionView } from '#app/contracts/reading.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { Result } from '#app/domain/result.ts';
import type { PointsAllowance } from '#app/domain/staff/rights.ts';
import type { MemberByPlatform } from '#app/contracts/members.ts';
import type { OrderByPlatform, OrderPageView, OrderWish } from '#app/contracts/orders.ts';
import type { ClosingServices } from './closing-desk.ts';
import type { ExportServices } from './export-desk.ts';
import type { HandoverServices } from './handover/handover-desk.ts';
import type { IssuingServices } from './issuing/issuing-desk.ts';
import type { RewardServices } from './rewards/reward-desk.ts';
import type { MemberServices } from './members/member-desk.ts';
import type { StaffServices } from './staff/staff-desk.ts';
import type { StorefrontServices } from './storefront/shopper.ts';
import type { ProgramServices } from './program-desk.ts';

export interface StoreAddress {
  readonly programId: string;
  readonly storeId: string;
}

/** What a door hands over: a verified message of a platform. */
export interface ReceivedMessage {
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly topic: string;
  readonly webhookId: string;
  readonly eventId: string | null;
  readonly triggeredAt: Instant | null;
  readonly apiVersion: string | null;
  readonly body: string;
}

/** One turn of a store's work: how much was taken, and whether more is due right now. */
export interface Turn {
  readonly taken: number;
  readonly more: boolean;
}

export const SCHEDULES = {
  /** Wakes stores whose messages or errands nobody works on. */
  sweep: { everySeconds: 5 },
  /** Pending points whose day has come. */
  'mature-points': { everySeconds: 60 },
  /** Points whose expiry has passed. */
  'expire-points': { everySeconds: 600 },
  /** Tiers that must be looked at again. */
  'review-tiers': { everySeconds: 60 },
  /** Holds whose code is over. */
  'end-holds': { everySeconds: 60 },
  /** Values that wait to be handed out or taken back and have no errand any more; shops that were not asked for a day what they can hand out. */
  'hand-out': { everySeconds: 300 },
  /** Asks the platforms which orders changed, and puts them through the letterbox. */
  reconcile: { everySeconds: 900 },
  /** Keeps code pools filled and closes old cohorts. */
  'fill-pools': { everySeconds: 60 },
  /** Refreshes tokens of stores that nobody has touched. */
  'keep-tokens': { everySeconds: 86_400 },
  /** Looks whether sites still have our webhooks. */
  'probe-webhooks': { everySeconds: 3_600 },
  /** Brings in past orders, chunk by chunk. */
  'import-history': { everySeconds: 5 },
  /** Looks at recent orders one by one, for what no message and no list of changes tells. */
  'look-over': { everySeconds: 86_400 },
  /** Sums by day and month for the pages of numbers. */
  'roll-up': { everySeconds: 60, limitSeconds: 600 },
  /** Plays last year's orders through drafts that merchants want to try. */
  'replay-programs': { everySeconds: 3, limitSeconds: 600 },
  /** The same done to many members, or taken back. */
  'bulk-actions': { everySeconds: 3, limitSeconds: 600 },
  /** Writes everything of a program into a file, for who asked for it, and throws old files away. */
  'program-exports': { everySeconds: 3, limitSeconds: 3_600 },
  /** Ends programs whose owners asked for it. */
  'close-programs': { everySeconds: 60, limitSeconds: 900 },
  /** Looks whether stores still let us in: nothing else finds a lost "uninstalled". */
  'check-connections': { everySeconds: 86_400 },
  /** Message bodies older than 30 days are emptied. */
  'forget-messages': { everySeconds: 86_400 },
} as const;

export type ScheduleName = keyof typeof SCHEDULES;

export type RedeemRefusal =
  | { readonly reason: 'unknown_member' | 'unknown_reward' | 'paused' | 'no_code_left' | 'already_used'; readonly message: string }
  | { readonly reason: string; readonly message: string };

/** What the doors may ask for. Wired once per process (wiring.server.ts); routes get it as `context.services`. */
export interface Services {
  /** Stores a message once. Throws when it could not be stored: the door then answers 500 and the platform tries again. */
  receiveMessage(message: ReceivedMessage): Promise<'stored' | 'duplicate' | 'unknown-store'>;
  /** Settles one batch of a store's inbox. Never throws for a row: rows carry their own tries. */
  drainStore(address: StoreAddress): Promise<Turn>;
  /** Does one batch of a store's outbox errands. */
  relayErrands(address: StoreAddress): Promise<Turn>;
  /** Fetches up to 50 wanted orders of a store and puts them through the letterbox. */
  fetchOrders(address: StoreAddress): Promise<Turn>;
  /** Runs one schedule once; answers what it did, for the log. */
  runSchedule(name: ScheduleName): Promise<Record<string, number>>;

  /** A shop was installed (or re-installed): its program exists afterwards. */
  installStore(input: InstallInput): Promise<StoreAddress>;
  findStore(platform: 'shopify' | 'woocommerce', domain: string): Promise<StoreAddress | null>;

  join(input: {
    readonly address: StoreAddress;
    readonly customerId: string;
    readonly via: string;
  }): Promise<Result<{ readonly memberId: string }, RedeemRefusal>>;
  /** `redemptionId` is made by the client: a repeat answers the same redemption. */
  redeem(input: RedeemInput): Promise<Result<RedemptionView, RedeemRefusal>>;
  undoRedemption(input: {
    readonly address: StoreAddress;
    readonly memberId: string;
    readonly redemptionId: string;
  }): Promise<Result<RedemptionView, RedeemRefusal>>;
  /** Up or down; needs a reason. */
  adjustPoints(input: AdjustInput): Promise<Result<{ readonly postingId: string }, { readonly reason: string; readonly message: string }>>;

  readOverview(programId: string): Promise<OverviewView>;
  /** Newest first; `after` asks only for what came later than a cursor. */
  readFeed(programId: string, options: { readonly after?: string; readonly limit: number }): Promise<FeedEntry[]>;
  /** By member id, or by e-mail (exact). Null when there is none. `programId` null: an operator who looks everywhere. */
  readMember(programId: string | null, memberIdOrEmail: string): Promise<MemberView | null>;
  /** By platform order id or by name ("#1001"); several stores may have the same. */
  readOrder(programId: string | null, orderIdOrName: string): Promise<OrderView[]>;
  readCode(programId: string | null, code: string): Promise<CodeView[]>;
  readInbox(programId: string | null): Promise<InboxView>;
  /** What one order earned, for the thank-you and order pages; `customerId` null: nobody is signed in. */
  readOrderPoints(address: StoreAddress, asked: { readonly orderId: string; readonly customerId: string | null }): Promise<OrderPointsView>;
  readonly till: TillServices;
  /** What shoppers' pages ask for. */
  readonly storefront: StorefrontServices;
  /** What an import of past orders would give; writes nothing. */
  previewImport(wish: ImportWish): Promise<Result<ImportPreview, ImportRefusal>>;
  startImport(wish: ImportWish & { readonly startedBy: string }): Promise<Result<ImportView, ImportRefusal>>;
  /** Pauses, resumes or cancels the import of a store that is not over yet. */
  changeImport(
    change: StoreAddress & { readonly to: 'running' | 'paused' | 'cancelled'; readonly actorId: string },
  ): Promise<Result<ImportView, ImportRefusal>>;
  /** What undoing an import would take back, and what is spent and stays; writes nothing. */
  previewUndo(named: { readonly programId: string; readonly importId: string }): Promise<Result<UndoPreview, ImportRefusal>>;
  /** Takes back what is unspent of an import's points, in the background; its orders can be imported again. */
  undoImport(wish: {
    readonly programId: string;
    readonly importId: string;
    readonly actorId: string;
  }): Promise<Result<ImportView, ImportRefusal>>;
  /** Newest first. `storeId` null: of all stores of the program. */
  listImports(programId: string, storeId: string | null): Promise<ImportView[]>;
  /** Makes a message wait again. Null when there is no such message. */
  replayMessage(id: string): Promise<StoreAddress | null>;
  /** A customer's data, as prepared for a data request; newest first. */
  readDataExports(
    programId: string,
  ): Promise<readonly { readonly id: string; readonly requestKey: string; readonly createdAt: string; readonly file: unknown }[]>;

  /** The numbers of a period beside those of the period before. */
  readAnalytics(wish: AnalyticsWish): Promise<AnalyticsView>;
  /** The four numbers that matter most, for the first page. */
  readCoreNumbers(programId: string): Promise<CoreNumbersView>;

  /** How far the sums behind the numbers are. */
  readSums(programId: string): Promise<SumsProgress>;
  /** Makes all sums of a program anew, beside the ones that are read until then; tells each step. */
  rebuildSums(programId: string, onStep?: (progress: SumsProgress) => void): Promise<void>;

  /** The program pages of the admin. */
  readonly program: ProgramServices;

  /** What the page of the QR code shows. */
  readQrDesk(programId: string): Promise<QrDesk>;
  /** Keeps a design in place of the one before, and notes who did. */
  saveQrDesign(input: { readonly programId: string; readonly staffId: string; readonly design: QrDesign }): Promise<void>;

  /** The counter of the admin: rewards that people hand over, and their stock. */
  readonly handover: HandoverServices;
  /** Rewards that a platform or an uploaded list hands out. */
  readonly issuing: IssuingServices;
  /** The rewards catalogue of the admin: what there is, what is left, and pictures. */
  readonly rewards: RewardServices;
  /** The pages of members of the admin. */
  readonly members: MemberServices;
  /** Who works here, and what they may do. */
  readonly staff: StaffServices;
  /** Everything of a program in one file. */
  readonly exports: ExportServices;
  /** The end of a program. */
  readonly closing: ClosingServices;
  /** Newest first, a page at a time. */
  listOrders(asked: { readonly programId: string; readonly wish: OrderWish; readonly after: string | null }): Promise<OrderPageView>;
  /** An order as a store's own admin names it; `store` is a store's id or its address. */
  findOrderByPlatform(asked: { readonly programId: string; readonly store: string; readonly orderId: string }): Promise<OrderByPlatform>;
  /** A member as a store's own admin names the customer; `store` is a store's id or its address. */
  findMemberByPlatform(asked: {
    readonly programId: string;
    readonly store: string;
    readonly customerId: string;
  }): Promise<MemberByPlatform>;
  /** Asks the store for an order that has not arrived. */
  wantOrder(act: StoreAddress & { readonly orderId: string; readonly staffId: string }): Promise<void>;

  /** True when the database answers. */
  isHealthy(): Promise<boolean>;
  /** Numbers for the metrics door and the watchdog. */
  readBacklog(): Promise<{
    readonly inboxWaiting: number;
    readonly inboxDead: number;
    readonly oldestSeconds: number;
    readonly outboxWaiting: number;
    readonly outboxDead: number;
    readonly schedules: readonly { readonly name: string; readonly secondsSinceStart: number | null; readonly failure: string | null }[];
  }>;
}

/** What extensions of the till ask for: `customerId` is the one in the cart, `staffId` whose till it is ("shopify:1"). */
export interface TillServices {
  /** Null: the store has no program. */
  read(address: StoreAddress, asked: { readonly customerId: string; readonly locale: string }): Promise<TillView | null>;
  enrol(input: {
    readonly address: StoreAddress;
    readonly customerId: string;
    readonly staffId: string;
  }): Promise<Result<{ readonly memberId: string }, RedeemRefusal>>;
  /** Six digits for the member to show. */
  makeCode(input: { readonly address: StoreAddress; readonly customerId: string }): Promise<Result<TillCodeView, RedeemRefusal>>;
  redeem(input: TillRedemptionInput): Promise<Result<TillRedeemed, RedeemRefusal>>;
  undo(input: {
    readonly address: StoreAddress;
    readonly customerId: string;
    readonly redemptionId: string;
  }): Promise<Result<TillRedeemed, RedeemRefusal>>;
}

export interface TillRedemptionInput {
  readonly address: StoreAddress;
  readonly customerId: string;
  readonly rewardId: string;
  readonly redemptionId: string;
  readonly points: number | null;
  /** What the member showed or said. */
  readonly tillCode: string;
  readonly staffId: string;
}

export interface InstallInput {
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly development: boolean;
}

export interface RedeemInput {
  readonly address: StoreAddress;
  readonly memberId: string;
  readonly rewardId: string;
  readonly redemptionId: string;
  /** For slider rewards: how many points to spend. */
  readonly points: number | null;
  readonly actor: { readonly kind: 'member' | 'staff'; readonly id: string | null };
}

export interface AdjustInput {
  readonly programId: string;
  readonly memberId: string;
  /** Positive up, negative down (stops at 0). */
  readonly points: number;
  readonly reason: string;
  readonly note: string | null;
  readonly actorId: string;
  /** Large adjustments need the owner of the store. */
  readonly isOwner: boolean;
  /** What the role of whoever acts may give or take; absent: no limit. Set from their rights (guard-services.ts), whatever a door says. */
  readonly allowance?: PointsAllowance;
  /** Made by the client: a repeat does nothing. */
  readonly adjustmentId: string;
}
