import type { Reward, RewardValue } from './reward.schema.ts';

/** How rewards of a kind take their points: by an order that uses their code, when they are issued, or when they are handed over (rules, 4). */
export type CaptureWay = 'on-order' | 'on-issue' | 'on-handover';

export function captureWayOf(kind: RewardValue['kind']): CaptureWay {
  switch (kind) {
    case 'amount':
    case 'percent':
    case 'free-shipping':
    case 'free-product':
    case 'product-percent':
      return 'on-order';
    case 'gift-card':
    case 'store-credit':
    case 'voucher':
    case 'donation':
    case 'draw':
      return 'on-issue';
    case 'item':
    case 'experience':
    case 'staffed-perk':
      return 'on-handover';
  }
}

/** Worth money outside the shop or to anybody: waits after a link, needs a proved identity, has a cap per day. */
export function isLikeMoney(kind: RewardValue['kind']): boolean {
  return kind === 'gift-card' || kind === 'store-credit' || kind === 'voucher';
}

/** What is handed out without asking any platform: works in every store. A draw has no engine yet. */
const ISSUED_EVERYWHERE = ['voucher', 'donation'] as const;

/** The kinds that a store can hand out, by what its platform said. */
export function issuedBy(ability: { readonly giftCards: boolean; readonly storeCredit: boolean }): ReadonlySet<RewardValue['kind']> {
  return new Set<RewardValue['kind']>([
    ...ISSUED_EVERYWHERE,
    ...(ability.giftCards ? (['gift-card'] as const) : []),
    ...(ability.storeCredit ? (['store-credit'] as const) : []),
  ]);
}

/** Has to be asked of a platform: a call that may fail, or whose answer may be lost. */
export function isIssuedByPlatform(kind: RewardValue['kind']): boolean {
  return kind === 'gift-card' || kind === 'store-credit';
}

/** Given only while there is a piece of it: things whose stock is counted, and codes from an uploaded list. */
export function isCounted({ stocked, value }: Pick<Reward, 'stocked' | 'value'>): boolean {
  return stocked || value.kind === 'voucher';
}

/** Its pieces are counted one by one; codes of a list are their own stock. */
export function hasStock({ stocked, value }: Pick<Reward, 'stocked' | 'value'>): boolean {
  return stocked && value.kind !== 'voucher';
}
