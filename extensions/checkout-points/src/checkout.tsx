import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/purchase.checkout.block.render';
import { buyerSurface } from '../../shared-ui/buyer-surface.ts';
import { RedeemBlock } from './redeem-block.tsx';

declare const shopify: Api;

/** Redeem inside checkout. */
export default function renderCheckout(): void {
  render(<RedeemBlock checkout={shopify} surface={buyerSurface(shopify)} />, document.body);
}
