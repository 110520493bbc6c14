import { SimulatorRefusal } from './refusal.ts';

/** What can go wrong on the way. "Before effect": nothing happened at Shopify; "after effect": it happened, and the app does not learn it. */
export const FAULT_KINDS = [
  'throttled',
  'too-many-requests',
  'server-error',
  'unauthorized',
  'internal-error',
  'timeout-before-effect',
  'timeout-after-effect',
  'reset-before-effect',
  'reset-after-effect',
  'half-json',
  'html',
  'slow',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultInput {
  readonly kind: FaultKind;
  /** Which door: the Admin API (default) or the token endpoint. */
  readonly target?: 'graphql' | 'oauth';
  readonly shop?: string;
  /** The name of the operation or of one of its root fields ("discountRedeemCodeBulkAdd"). */
  readonly operation?: string;
  /** How often it strikes (default once), after letting `skip` matching calls pass. */
  readonly times?: number;
  readonly skip?: number;
  /** Of a server-error (500). */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** How long a slow answer takes, or how long a time-out holds the line (default: until the caller gives up, at most 60 s). */
  readonly delayMs?: number;
}

export interface Fault extends FaultInput {
  readonly id: string;
  readonly target: 'graphql' | 'oauth';
  left: number;
  skipLeft: number;
  fired: number;
}

/** What a call looks like to the faults. */
export interface Strike {
  readonly target: 'graphql' | 'oauth';
  readonly shop: string;
  readonly names: readonly string[];
}

/** The list of faults that wait for their call. */
export class FaultBook {
  private readonly faults: Fault[] = [];
  private counter = 0;

  add = (input: FaultInput): { readonly id: string } => {
    if (!FAULT_KINDS.includes(input.kind)) throw new SimulatorRefusal(`"${input.kind}" is no fault; choose of ${FAULT_KINDS.join(', ')}`);
    const id = `fault-${(this.counter += 1)}`;
    this.faults.push({ ...input, id, target: input.target ?? 'graphql', left: input.times ?? 1, skipLeft: input.skip ?? 0, fired: 0 });
    return { id };
  };

  list = (_input: object = {}): readonly Fault[] => this.faults.map((fault) => ({ ...fault }));

  clear = (_input: object = {}): { readonly cleared: number } => ({ cleared: this.faults.splice(0).length });

  /** The fault that strikes this call, if any; counts it. */
  strike(call: Strike): Fault | null {
    for (const fault of this.faults) {
      if (fault.left === 0 || fault.target !== call.target) continue;
      if (fault.shop !== undefined && fault.shop !== call.shop) continue;
      if (fault.operation !== undefined && !call.names.includes(fault.operation)) continue;
      if (fault.skipLeft > 0) {
        fault.skipLeft -= 1;
        continue;
      }
      fault.left -= 1;
      fault.fired += 1;
      return fault;
    }
    return null;
  }
}
