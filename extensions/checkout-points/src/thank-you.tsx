import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/purchase.thank-you.block.render';
import { buyerSurface } from '../../shared-ui/buyer-surface.ts';
import { OrderPoints } from '../../shared-ui/order-points.tsx';
import { accountUrl } from './account-url.ts';

declare const shopify: Api;

function ThankYou() {
  return (
    <OrderPoints
      surface={buyerSurface(shopify)}
      orderId={shopify.orderConfirmation.value.order.id}
      signInUrl={accountUrl(shopify.shop.storefrontUrl)}
    />
  );
}

/** What the order that was just placed earned. */
export default function renderThankYou(): void {
  render(<ThankYou />, document.body);
}
