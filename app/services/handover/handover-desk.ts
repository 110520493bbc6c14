import type { HandoverPage, HandoverRefusalView, HandoverTicket, RewardStockView, StockChange } from '#app/contracts/handover.ts';
import type { Result } from '#app/domain/result.ts';

export interface HandOverInput {
  readonly programId: string;
  /** Which one: by its id, or by the code that the member shows. */
  readonly which: { readonly redemptionId: string } | { readonly code: string };
  /** Whose hands: the platform's id of the person. */
  readonly staffId: string;
  /** Where, as the platform calls the place. */
  readonly locationId?: string;
}

/** What the counter of the admin asks for. */
export interface HandoverServices {
  /** What waits (oldest first, a page at a time), what can still be taken back, and the stock. */
  read(programId: string, asked: { readonly after: string | null }): Promise<HandoverPage>;
  /** What a code stands for, however it was typed. Null: nothing in this program. */
  find(programId: string, code: string): Promise<HandoverTicket | null>;
  /** Spends the held points, once. Refusals: `unknown-code`, `not-by-hand`, `handed-over`, `ended`. */
  handOver(input: HandOverInput): Promise<Result<HandoverTicket, HandoverRefusalView>>;
  /** Corrects a mistake within 15 minutes: points and piece go back. Refusals: `unknown-code`, `not-handed-over`, `too-late`, `no-reason`. */
  takeBack(input: HandOverInput & { readonly reason: string }): Promise<Result<HandoverTicket, HandoverRefusalView>>;
  /** Writes how many are left, or how many came or went. Refusals: `unknown-reward`, `out-of-range`. */
  changeStock(input: {
    readonly programId: string;
    readonly rewardId: string;
    readonly change: StockChange;
    readonly staffId: string;
  }): Promise<Result<RewardStockView, HandoverRefusalView>>;
}
