import type { Instant } from '../instant.ts';
import type { Actor, PostingDraft, PostingKind, Unit } from '../ledger/posting.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import type { CaptureWay } from '../rewards/capture-way.ts';
import type { Reward } from '../rewards/reward.schema.ts';

/** Where a redemption stands (rules, 4). */
export type RedemptionState = 'creating' | 'ready' | 'attached' | 'captured' | 'released';

/** What goes on besides: a code is taken out of use before points come back; a platform's unclear answer is looked into. */
export type SideState = 'returning' | 'checking';

/** A redemption with the snapshot of its reward. Points are whole steps of `unit`; a given reward costs 0. */
export interface Redemption {
  readonly redemptionId: string;
  readonly memberId: string;
  readonly storeId: string;
  readonly rewardId: string;
  readonly versionNo: number;
  readonly reward: Reward;
  readonly unit: Unit;
  readonly points: number;
  readonly state: RedemptionState;
  readonly sideState: SideState | null;
  readonly endReason: string | null;
  readonly code: string | null;
  readonly codeExpiresAt: Instant | null;
  /** Some time after the code's expiry: then an unused code is ended. An attached hold never ends. */
  readonly holdEndsAt: Instant | null;
  readonly orderId: string | null;
  readonly capturedPoints: number;
  readonly returnedPoints: number;
  readonly discountMinor: number | null;
  readonly discountCurrency: string | null;
  readonly createdAt: Instant;
}

export type RedemptionChange = Partial<
  Pick<
    Redemption,
    'state' | 'sideState' | 'endReason' | 'orderId' | 'capturedPoints' | 'returnedPoints' | 'discountMinor' | 'discountCurrency'
  >
>;

export const REDEMPTION_STATES = ['creating', 'ready', 'attached', 'captured', 'released'] as const satisfies readonly RedemptionState[];

/**
 * `made`: the platform knows it. `making-failed`, `answer-unclear`, `answer-found`, `answer-absent`: what came of making it. `placed`, `paid`, `freed`,
 * `order-off`: an order with the code was placed; paid; given up unpaid where the platform frees the use; given up unpaid where it does not.
 * `end-wanted`: undone, expired or recalled. `gone`: the platform confirmed that it cannot be used. `handed-over`: people gave it. `taken-back`: they had
 * given it by mistake, and its points go back; one that cost none is `freed` and waits again. `touched`: some of an issued value is used already, so it stays theirs.
 */
export const REDEMPTION_EVENTS = [
  'made',
  'making-failed',
  'answer-unclear',
  'answer-found',
  'answer-absent',
  'placed',
  'paid',
  'freed',
  'order-off',
  'end-wanted',
  'gone',
  'handed-over',
  'taken-back',
  'touched',
] as const;
export type RedemptionEvent = (typeof REDEMPTION_EVENTS)[number];

type Place = Pick<Redemption, 'state' | 'sideState'>;
type Machine = Readonly<Record<string, Partial<Record<RedemptionEvent, Place>>>>;

/**
 * The machine of codes that are used on orders: "state" or "state/side" → event → where to. What is not named cannot happen or changes nothing.
 * A paid order captures from any state; an attached code knows neither expiry nor undo.
 */
const ON_ORDER: Machine = {
  creating: {
    made: at('ready'),
    'making-failed': at('creating', 'returning'),
    'answer-unclear': at('creating', 'checking'),
    placed: at('attached'),
    paid: at('captured'),
    'order-off': at('creating', 'returning'),
    'end-wanted': at('creating', 'returning'),
  },
  'creating/checking': {
    'answer-found': at('ready'),
    'answer-absent': at('creating'),
    placed: at('attached'),
    paid: at('captured'),
    'order-off': at('creating', 'returning'),
    'end-wanted': at('creating', 'returning'),
  },
  'creating/returning': { gone: at('released'), placed: at('attached'), paid: at('captured') },
  ready: { placed: at('attached'), paid: at('captured'), 'order-off': at('ready', 'returning'), 'end-wanted': at('ready', 'returning') },
  'ready/returning': { gone: at('released'), placed: at('attached'), paid: at('captured') },
  attached: { paid: at('captured'), freed: at('ready'), 'order-off': at('attached', 'returning') },
  // An order that was given up and came back to life: it has the code again.
  'attached/returning': { gone: at('released'), placed: at('attached'), paid: at('captured') },
  released: { paid: at('captured') },
  captured: {},
};

/** Gift cards, store credit, vouchers, donations, draws: captured when issued, undone only while untouched, the value removed first. */
const ON_ISSUE: Machine = {
  creating: {
    made: at('captured'),
    'making-failed': at('released'),
    'answer-unclear': at('creating', 'checking'),
    'end-wanted': at('creating', 'returning'),
  },
  'creating/checking': { 'answer-found': at('captured'), 'answer-absent': at('creating') },
  'creating/returning': { gone: at('released'), 'answer-found': at('captured', 'returning') },
  captured: { 'end-wanted': at('captured', 'returning') },
  'captured/returning': { gone: at('released'), touched: at('captured') },
  released: {},
};

/** Things and services that people hand over: held until then. */
const ON_HANDOVER: Machine = {
  creating: { made: at('ready'), 'end-wanted': at('released') },
  ready: { 'handed-over': at('captured'), 'end-wanted': at('released') },
  captured: { 'taken-back': at('released'), freed: at('ready') },
  released: {},
};

const MACHINES: Readonly<Record<CaptureWay, Machine>> = { 'on-order': ON_ORDER, 'on-issue': ON_ISSUE, 'on-handover': ON_HANDOVER };

/** Where an event leads; null: it cannot happen there, or changes nothing. */
export function nextState(from: Place, event: RedemptionEvent, way: CaptureWay = 'on-order'): Place | null {
  return MACHINES[way][from.sideState === null ? from.state : `${from.state}/${from.sideState}`]?.[event] ?? null;
}

/** Every state, with its side states, that a redemption of that way can be in. */
export function statesOf(way: CaptureWay): Place[] {
  return Object.keys(MACHINES[way]).map((name) => {
    const [state, side] = name.split('/');
    return at(state as RedemptionState, (side as SideState | undefined) ?? null);
  });
}

/** What moves the redemption: by its own reward's way. */
export function nextOf(redemption: Redemption, event: RedemptionEvent): Place | null {
  return nextState(redemption, event, captureWayOf(redemption.reward.value.kind));
}

/** Still holds points or a code that works. */
export function isOpen(redemption: Pick<Redemption, 'state'>): boolean {
  return redemption.state === 'creating' || redemption.state === 'ready' || redemption.state === 'attached';
}

/** A posting about a redemption: `step` is the tail of its business key. */
export function redemptionPosting(
  redemption: Pick<Redemption, 'redemptionId' | 'memberId' | 'storeId' | 'versionNo'>,
  posting: {
    readonly step: string;
    readonly kind: PostingKind;
    readonly reasonCode: string;
    readonly moves: PostingDraft['moves'];
    readonly because: readonly string[];
    readonly now: Instant;
    readonly orderId?: string | null;
    readonly channel?: string | null;
    readonly actor?: Actor;
  },
): PostingDraft {
  const { redemptionId, memberId, storeId, versionNo } = redemption;
  const orderId = posting.orderId ?? null;
  return {
    businessKey: `redemption:${redemptionId}:${posting.step}`,
    kind: posting.kind,
    memberId,
    otherMemberId: null,
    order: orderId === null ? null : { storeId, orderId },
    redemptionId,
    actor: posting.actor ?? { kind: 'system', id: null },
    reasonCode: posting.reasonCode,
    note: null,
    storeId,
    locationId: null,
    channel: posting.channel ?? null,
    campaignId: null,
    arm: null,
    versionNo,
    occurredAt: posting.now,
    moves: posting.moves,
    because: posting.because,
  };
}

function at(state: RedemptionState, sideState: SideState | null = null): Place {
  return { state, sideState };
}
