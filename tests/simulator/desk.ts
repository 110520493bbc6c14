import { createCustomerDesk } from './customer-desk.ts';
import { gid } from './gid.ts';
import { discountStatus, settleCodeJobs } from './discount-jobs.ts';
import { discountClass, findCode } from './discount-use.ts';
import { createIssuingDesk } from './issuing-desk.ts';
import { createOrderChanges } from './order-changes.ts';
import { placeOrder, type OrderInput } from './order-placing.ts';
import { createShopDesk } from './shop-desk.ts';
import type { Shop } from './shop-state.ts';
import { shopOf, type World } from './world.ts';

/** Everything that merchants and shoppers can do, as methods that take one object. The control API calls the same methods. */
export function createDesk(world: World, killTokens: (shop: Shop) => void) {
  return {
    ...createShopDesk(world, killTokens),
    ...createCustomerDesk(world),
    ...createOrderChanges(world),
    ...createIssuingDesk(world),
    placeOrder: (input: OrderInput) => placeOrder(world, input),
    /** Whether a code could be used now, and how often it really was. */
    checkCode: ({ shop, code, customerId }: { readonly shop: string; readonly code: string; readonly customerId?: number | string }) => {
      const place = shopOf(world, shop);
      const found = findCode({ world, shop: place }, code, customerId === undefined ? null : Number(customerId));
      const discount = place.discounts.get(place.codes.get(code.toLowerCase()) ?? -1);
      const used = discount?.codes.get(code.toLowerCase())?.uses.length ?? 0;
      return { usable: !('problem' in found), reason: 'problem' in found ? found.problem : null, used };
    },
    listDiscounts: ({ shop }: { readonly shop: string }) => {
      const place = shopOf(world, shop);
      settleCodeJobs(world, place);
      return [...place.discounts.values()].map((discount) => ({
        discountId: gid('DiscountCodeNode', discount.id),
        title: discount.title,
        class: discountClass(discount),
        status: discountStatus(discount, world.clock.now()),
        codes: [...discount.codes.values()].map((code) => ({ code: code.code, uses: code.uses.length })),
      }));
    },
  };
}
