import { settleOrder } from '#app/domain/decisions/settle-order.ts';
import type { SettleDecision, SettleInput } from '#app/domain/decisions/settle-order.ts';
import { withForgiven } from '#app/domain/decisions/settled-order.ts';
import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { Instant } from '#app/domain/instant.ts';
import { applyPosting, balanceOf, emptyLedger, lotsOf } from '#app/domain/ledger/model.ts';
import type { LedgerState } from '#app/domain/ledger/model.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Account, Balance, PostingDraft, PostingOutcome, Unit } from '#app/domain/ledger/posting.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { pickVersion } from '#app/domain/program/pick-version.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { aCandidate, NOON } from '#tests/builders.ts';

export type SettleOptions = Partial<Omit<SettleInput, 'order' | 'settled'>>;

/** A program's books in memory: the model ledger and what is kept with each order. */
export class Books {
  ledger: LedgerState = emptyLedger();
  readonly orders = new Map<string, SettledOrder>();
  readonly counters: Record<string, number> = {};
  now: Instant = NOON;
  private live: Program;
  private readonly versions: { readonly no: number; readonly effectiveAt: Instant; readonly program: Program }[];

  constructor(program: Program) {
    this.live = program;
    this.versions = [{ no: 1, effectiveAt: 0, program }];
  }

  /** The rule book that is live now. */
  get program(): Program {
    return this.live;
  }

  /** Another version, for orders placed from now on. */
  publish(program: Program): void {
    this.live = program;
    this.versions.push({ no: this.versions.length + 1, effectiveAt: this.now, program });
  }

  /** Settles a snapshot for Anna (or another) and writes what was decided. */
  settle(order: OrderSnapshot, options: SettleOptions = {}): SettleDecision {
    const settled = this.orders.get(order.orderId) ?? null;
    const candidate = options.candidateContext ?? aCandidate({ counters: this.counters });
    const version = this.versions.find(({ no }) => no === settled?.context?.versionNo) ?? pickVersion(this.versions, order.placedAt);
    const decision = settleOrder({
      program: version?.program ?? null,
      versionNo: version?.no ?? null,
      order,
      settled,
      storeId: 'shop',
      memberId: 'anna',
      now: Math.max(this.now, order.updatedAt),
      ...options,
      candidateContext: candidate,
    });
    const outcome = decision.posting === null ? null : this.post(decision.posting);
    for (const use of decision.counters) this.counters[use.key] = (this.counters[use.key] ?? 0) + use.delta;
    const next =
      decision.posting !== null && outcome?.status === 'posted'
        ? withForgiven(decision.settled, decision.posting, outcome.forgiven)
        : decision.settled;
    this.orders.set(order.orderId, asJson(next));
    return { ...decision, settled: next };
  }

  /** Writes a posting; a refusal or a stale key is a failure of the test. */
  post(draft: PostingDraft): PostingOutcome {
    const { state, outcome } = applyPosting(this.ledger, draft);
    if (outcome.status === 'refused' || outcome.status === 'stale') throw new Error(`${draft.businessKey}: ${JSON.stringify(outcome)}`);
    this.ledger = state;
    return outcome;
  }

  balance(memberId = 'anna', unit: Unit = POINTS): Balance {
    return balanceOf(this.ledger, memberId, unit);
  }

  lots(memberId = 'anna', unit: Unit = POINTS) {
    return lotsOf(this.ledger, memberId, unit);
  }

  /** Points that went from one account to another, in all. */
  moved(from: Account, to: Account, unit: Unit = POINTS): number {
    return this.ledger.transfers
      .filter((row) => row.unit === unit && row.fromAccount === from && row.toAccount === to)
      .reduce((sum, row) => sum + row.points, 0);
  }

  /** Gives points that come from nowhere in particular, at once. */
  give(
    points: number,
    source: string,
    options: { readonly memberId?: string; readonly expiresAt?: Instant | null; readonly at?: Instant } = {},
  ): void {
    const at = options.at ?? this.now;
    this.post({
      ...aPosting(`give:${source}`, options.memberId ?? 'anna'),
      occurredAt: at,
      moves: [
        {
          kind: 'issue',
          unit: POINTS,
          points,
          from: 'adjusted',
          to: 'available',
          source,
          earnedAt: at,
          availableAt: at,
          expiresAt: options.expiresAt ?? null,
        },
      ],
    });
  }
}

/** An empty posting to put moves into. */
export function aPosting(businessKey: string, memberId = 'anna'): PostingDraft {
  return {
    businessKey,
    kind: 'bonus',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: 'test',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: NOON,
    moves: [],
    because: [],
  };
}

/** What the database makes of a value: proof that it is plain JSON. */
export function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
