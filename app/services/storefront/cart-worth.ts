import type { StorefrontWorth } from '#app/contracts/storefront.ts';
import { type Cart, cartWorth } from '#app/domain/decisions/cart-worth.ts';
import { countersOf } from '#app/domain/decisions/counters.ts';
import { readCounters } from '#app/store/counters.ts';
import type { Desk } from '../desk.ts';
import { openPage, type OpenPage } from './open-page.ts';
import type { Shopper } from './shopper.ts';

/** What a cart would earn now, by the rules that will pay it. Nothing is stored. Null when the store has no program in force. */
export async function readCartWorth(desk: Desk, shopper: Shopper, cart: Cart): Promise<StorefrontWorth | null> {
  const page = await openPage(desk, shopper);
  if (page === null) return null;
  const { program, versionNo, member, now, store } = page;
  const memberId = member?.memberId ?? null;
  const keys = countersOf(program, memberId ?? 'somebody', now).map(({ key }) => key);
  return cartWorth({
    ...{ program, versionNo, storeId: store.storeId, cart, now },
    owner: {
      memberId,
      tierId: memberId === null ? joiningTier(page) : page.tier.tierId,
      ordersBefore: member?.ordersBefore ?? 0,
      barred: barFor(page),
      counters: Object.fromEntries(await readCounters(desk.database.pool, store.programId, keys)),
      carryIn: member?.carry ?? {},
    },
  });
}

/** Who is not known is told what somebody who just joined would earn. */
function joiningTier({ program }: OpenPage): string | null {
  return program.tiers.list.findLast(({ ways }) => ways.some(({ kind }) => kind === 'join'))?.id ?? null;
}

function barFor({ state, member }: OpenPage): 'paused' | 'blocked' | 'left' | null {
  if (state !== 'live') return 'paused';
  if (member?.state === 'blocked') return 'blocked';
  return member?.state === 'left' || member?.state === 'erased' ? 'left' : null;
}
