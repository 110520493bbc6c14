/** The counter of the admin: what waits to be handed over, and how much of it is left. Moments are ISO texts in UTC. */

export interface HandoverTicket {
  readonly redemptionId: string;
  readonly code: string;
  /** `waiting`: to be handed over. `done`: it was. `over`: its points went back. `cart`: a code that takes something off an order; nothing is handed over. */
  readonly state: 'waiting' | 'done' | 'over' | 'cart';
  readonly rewardName: string;
  readonly description: string;
  readonly picture: string | null;
  readonly kind: string;
  /** How an item reaches the member. */
  readonly pickup: 'in-store' | 'shipped' | 'either';
  readonly memberId: string;
  readonly memberName: string;
  readonly isBlocked: boolean;
  readonly unit: string;
  readonly points: number;
  readonly storeName: string;
  readonly redeemedAt: string;
  readonly expiresAt: string | null;
  /** Its day is over: the points go back in a while unless it is handed over. */
  readonly isExpired: boolean;
  readonly handedOverAt: string | null;
  readonly handedOverBy: string | null;
  /** Until when the handover can be taken back; null: it cannot. */
  readonly takeBackUntil: string | null;
}

export interface HandoverPage {
  /** Oldest first. */
  readonly waiting: readonly HandoverTicket[];
  /** Where the next page begins; null: there is none. */
  readonly next: string | null;
  /** Handed over in the last minutes, newest first: what can still be taken back. */
  readonly recent: readonly HandoverTicket[];
  readonly stock: readonly RewardStockView[];
}

/** A reward that people hand over, or whose pieces are counted. */
export interface RewardStockView {
  readonly rewardId: string;
  readonly name: string;
  readonly picture: string | null;
  /** Whether the program asks for counted stock: then nothing is redeemed without a number here. */
  readonly counted: boolean;
  /** Pieces that can still be redeemed; null: nobody has counted them. */
  readonly left: number | null;
  /** Open redemptions: pieces that are promised and still lie in the shop. */
  readonly waiting: number;
}

export type StockChange = { readonly kind: 'set'; readonly left: number } | { readonly kind: 'add'; readonly by: number };

export interface HandoverRefusalView {
  readonly reason: string;
  readonly message: string;
}

/** What the counter's page answers to what was pressed. */
export type HandoverAnswer =
  | { readonly outcome: 'ticket' | 'handed-over' | 'taken-back'; readonly ticket: HandoverTicket }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'stock'; readonly stock: RewardStockView }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Why a handover was taken back, as staff choose it. */
export const TAKE_BACK_REASONS = ['person', 'thing', 'pressed', 'returned'] as const;
