import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import type { Api } from '@shopify/ui-extensions/pos.home.tile.render';
import { tillSurface } from './till-surface.ts';
import { RewardsTile } from './rewards-tile.tsx';

declare const shopify: Api;

/** The tile on the home screen. */
export default function renderTile(): void {
  render(<RewardsTile till={shopify} surface={tillSurface(shopify)} onOpen={() => shopify.action.presentModal()} />, document.body);
}
