/** One call to the Admin API. */
export interface LoggedCall {
  readonly at: number;
  readonly shop: string;
  /** The operation's name, then its root fields. */
  readonly names: readonly string[];
  readonly fault: string | null;
  outcome: string;
  cost: number | null;
}

const KEPT = 20_000;

/** What the app asked, oldest first. */
export class CallLog {
  private readonly now: () => number;
  private calls: LoggedCall[] = [];

  constructor(now: () => number) {
    this.now = now;
  }

  start(shop: string, names: readonly string[], fault: string | null): { end(outcome: string, cost: number | null): void } {
    const call: LoggedCall = { at: this.now(), shop, names, fault, outcome: 'under way', cost: null };
    this.calls.push(call);
    if (this.calls.length > KEPT + 1_000) this.calls = this.calls.slice(-KEPT);
    return {
      end: (outcome, cost) => {
        call.outcome = outcome;
        call.cost = cost;
      },
    };
  }

  list = (filter: { readonly shop?: string; readonly operation?: string } = {}): readonly LoggedCall[] =>
    this.calls.filter(
      (call) => (filter.shop ?? call.shop) === call.shop && (filter.operation === undefined || call.names.includes(filter.operation)),
    );

  clear = (_input: object = {}): { readonly cleared: number } => ({ cleared: this.calls.splice(0).length });
}
