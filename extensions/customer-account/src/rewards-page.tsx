import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/customer-account.page.render';
import { buyerSurface } from '../../shared-ui/buyer-surface.ts';
import { MyRewards } from './my-rewards.tsx';
import { shopUrlOf } from './shop-url.ts';

declare const shopify: Api;

/** "My rewards", a page of the account. */
export default async function renderRewardsPage(): Promise<void> {
  const shopUrl = await shopify.sessionToken.get().then(shopUrlOf, () => null);
  render(<MyRewards surface={buyerSurface(shopify)} shopUrl={shopUrl} />, document.body);
}
