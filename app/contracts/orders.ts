/** The list of orders: what may be asked, and what is shown. Moments are ISO texts in UTC, days are days of the program's calendar. */
export const ORDER_STATES = ['settled', 'rate', 'payment', 'owner', 'fetch'] as const;
/** `rate`, `payment`, `owner`: what it waits for. `fetch`: its newest state is being asked for. */
export type OrderState = (typeof ORDER_STATES)[number];

export interface OrderWish {
  readonly storeId: string | null;
  readonly state: OrderState | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface OrderRowView {
  readonly storeId: string;
  readonly orderId: string;
  readonly name: string;
  readonly memberId: string | null;
  /** Null: nothing is known but a number. */
  readonly memberName: string | null;
  readonly memberErased: boolean;
  readonly placedAt: string | null;
  readonly state: OrderState;
  readonly earned: number;
  readonly reversed: number;
  readonly totalMinor: number | null;
  readonly currency: string | null;
}

export interface OrderPageView {
  readonly rows: readonly OrderRowView[];
  readonly next: string | null;
}

/** An order as a store's own page names it. */
export type OrderByPlatform =
  | { readonly kind: 'known'; readonly storeId: string; readonly orderId: string }
  /** Not here yet; `wanted`: it is being asked for. */
  | { readonly kind: 'unknown'; readonly storeId: string; readonly orderId: string; readonly wanted: boolean }
  | { readonly kind: 'no-store' };

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Reads a wish from an address; what is not understood is not asked. */
export function readOrderWish(fields: URLSearchParams): OrderWish {
  const field = (name: string): string => (fields.get(name) ?? '').trim();
  return {
    storeId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(field('store')) ? field('store') : null,
    state: ORDER_STATES.find((state) => state === field('state')) ?? null,
    from: DAY.test(field('from')) ? field('from') : null,
    to: DAY.test(field('to')) ? field('to') : null,
  };
}

export function orderWishFields(wish: OrderWish): Record<string, string> {
  const fields = { store: wish.storeId, state: wish.state, from: wish.from, to: wish.to };
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null));
}
