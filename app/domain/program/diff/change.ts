import { saying } from '../../saying.ts';
import type { Fact, Saying } from '../../saying.ts';

type ProductField = 'productIds' | 'collections' | 'tags' | 'vendors' | 'productTypes';
type Windows = 'lifetime' | 'rolling' | 'calendar-year';

/** What a change, or a part of one, can say. The words are in `app/i18n/change-words`; a code without words does not compile there. */
export type ChangeCode =
  | 'first-version'
  | 'nothing'
  | 'not-set'
  | 'and-off'
  | 'renamed'
  | 'thing.is'
  | 'thing.runs'
  | 'thing.works-on'
  // What one field says: a setting of the program, or of a thing with a name.
  | `${'setting' | 'thing.setting'}.${'is' | 'chosen' | 'changed' | 'flag'}`
  | 'thing.setting.verb'
  | 'setting.unknown'
  | `rule.${'new' | 'removed' | 'reordered' | 'differs' | 'gives' | 'holds'}`
  | `cap.${'new' | 'removed' | 'reordered' | 'changed' | 'of-member' | 'of-program'}`
  | `gives.${'per-amount' | 'per-order' | 'per-order-from' | 'per-product' | 'per-product-most' | 'product-multiple' | 'first-order'}`
  | `gives.${'nth-order' | 'every-nth-order' | 'visit' | 'nth-visit' | 'every-nth-visit' | 'action'}`
  | `campaign.${'new' | 'removed' | 'reordered' | 'for' | 'multiplier' | 'bonus' | 'extra-rate' | 'gift' | 'challenge' | 'badge'}`
  | `places.${'everyone' | 'orders' | 'members'}`
  | `reward.${'new' | 'new-tells' | 'new-given' | 'new-given-tells' | 'removed' | 'reordered' | 'costs' | 'gives' | 'dates'}`
  | `reward.${'limit-member' | 'limit-all'}`
  | `cost.${'any' | 'any-most' | 'card' | 'given'}`
  | `value.${'amount' | 'percent' | 'percent-cap' | 'product-percent' | 'free-shipping' | 'free-product' | 'gift-card' | 'store-credit'}`
  | `value.${'voucher' | 'voucher-of' | 'donation' | 'draw' | 'item' | 'experience' | 'staffed-perk'}`
  | `minimum.${'any' | 'from'}`
  | `perk.${'new' | 'removed' | 'reordered' | 'free-shipping' | 'early-access' | 'exclusive' | 'service'}`
  | `perk.on.${'tier-entry' | 'birthday' | 'anniversary' | 'membership-start'}`
  | `card.${'new' | 'removed' | 'reordered' | 'stamps' | 'goal'}`
  | `tier.${'new' | 'removed' | 'order' | 'has' | 'lacks' | 'perks-reordered' | 'entry'}`
  | `way.${'new' | 'removed' | 'reordered' | 'needs' | 'no-amount'}`
  | `way.by.${'join' | 'points' | 'spend' | 'orders' | 'visits' | 'paid' | 'plan' | 'product' | 'invitation' | 'top'}`
  | `window.${Windows}`
  | `plan.${'new' | 'removed' | 'renamed' | 'reordered' | 'grace' | 'subject'}`
  | `products.all`
  | `products.${'one' | 'many'}.${ProductField}`
  | `dates.${'always' | 'from' | 'until' | 'weekdays' | 'hours'}`
  | `weekday.${'1' | '2' | '3' | '4' | '5' | '6' | '7'}`
  | `per.${'order' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'ever'}`
  | `limit.${'none' | 'once' | 'twice' | 'times' | 'points'}`
  | `referral.${'new' | 'new-from' | 'gone'}`
  | `birthday.${'new' | 'gone'}`
  | `expiry.${'new' | 'gone' | 'changed'}`
  | `expires.${'inactivity' | 'per-lot' | 'fixed-date'}`
  | `${'group' | 'arm'}.${'new' | 'removed' | 'reordered'}`
  | `currency.${'new' | 'new-rates' | 'gone' | 'reordered'}`
  | `rate.${'from' | 'gone' | 'changed' | 'reordered'}`
  | `cashback.${'new' | 'gone' | 'scale' | 'reordered'}`
  | `names.${'points' | 'cashback'}.${'new' | 'changed' | 'gone'}`
  | `texts.${'new' | 'gone'}`
  | `text.${'reads' | 'empty' | 'gone'}`
  | `store.${'own' | 'follows' | 'subject'}`;

/** One change of a program, to be said. */
export type Change = Saying<ChangeCode>;

/** A change, or a part of one. */
export function phrase(code: ChangeCode, facts: Readonly<Record<string, Fact>> = {}): Change {
  return saying(code, facts);
}

/** The same, of something that is switched off. */
export function unlessActive(active: boolean, change: Change): Change {
  return active ? change : phrase('and-off', { said: change });
}
