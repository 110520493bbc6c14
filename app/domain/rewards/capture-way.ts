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

/** Given only while there is a piece of it: things whose stock is counted, and codes from an uploaded list. */
export function isCounted({ stocked, value }: Pick<Reward, 'stocked' | 'value'>): boolean {
  return stocked || value.kind === 'voucher';
}
