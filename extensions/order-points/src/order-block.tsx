import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/customer-account.order-status.block.render';
import { buyerSurface } from '../../shared-ui/buyer-surface.ts';
import { OrderPoints } from '../../shared-ui/order-points.tsx';

declare const shopify: Api;

function OrderBlock() {
  const order = shopify.order.value;
  return <OrderPoints surface={buyerSurface(shopify)} orderId={order?.id ?? null} signInUrl={null} />;
}

/** What an order earned, on its page in the account and on the order status page. */
export default function renderOrderBlock(): void {
  render(<OrderBlock />, document.body);
}
