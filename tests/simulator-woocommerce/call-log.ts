/** One call that came to the site. */
export interface LoggedCall {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The last seven letters of the key that was used; null without one. */
  readonly keyTail: string | null;
  readonly userAgent: string;
  readonly fault: string | null;
  /** Null while the answer is out, or when the line was cut. */
  status: number | null;
}

const KEPT = 20_000;

/** What the site was asked, oldest first. */
export class CallLog {
  private calls: LoggedCall[] = [];

  add(call: LoggedCall): LoggedCall {
    this.calls.push(call);
    if (this.calls.length > KEPT + 1_000) this.calls = this.calls.slice(-KEPT);
    return call;
  }

  list = (filter: { readonly method?: string; readonly path?: string } = {}): readonly LoggedCall[] =>
    this.calls.filter((call) => (filter.method ?? call.method) === call.method && call.path.includes(filter.path ?? ''));

  clear = (_input: object = {}): { readonly cleared: number } => ({ cleared: this.calls.splice(0).length });
}
