import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/pos.home.modal.render';
import { RewardsModal } from './rewards-modal.tsx';
import { tillSurface } from './till-surface.ts';

declare const shopify: Api;

/** What the tile opens. */
export default function renderModal(): void {
  render(<RewardsModal till={shopify} surface={tillSurface(shopify)} />, document.body);
}
