import { describe, expect, it } from 'vitest';
import type { StorefrontCode } from '#app/contracts/storefront.ts';
import { sampleView } from './sample-view.ts';
import { useShopWindow } from './shop-window.ts';

const { enterAndOpen } = useShopWindow();

function handedOut(kind: 'gift-card' | 'store-credit' | 'voucher' | 'donation', parts: Partial<StorefrontCode> = {}): StorefrontCode {
  const partner = { 'gift-card': '', 'store-credit': '', voucher: 'Odeon', donation: 'the forest' }[kind];
  return {
    ...{
      redemptionId: `r-${kind}`,
      rewardId: kind,
      rewardName: `My ${kind}`,
      points: 500,
      state: 'ready',
      code: null,
      use: 'own',
      expiresAt: null,
    },
    issued: { kind, amountMinor: 500, currency: 'EUR', partner },
    value: kind === 'gift-card' || kind === 'store-credit' ? { kind, amountMinor: 500, currency: 'EUR' } : { kind },
    ...{ minimumMinor: null, undoable: true, storeName: 'The Roastery', usableHere: false },
    ...parts,
  };
}

describe('rewards that were handed out', () => {
  it('show their code to copy, or what became of them; nothing to apply, no other store', async () => {
    const codes = [
      handedOut('gift-card', { code: '7KQ2M9XWPRT4H' }),
      handedOut('voucher', { code: 'CINEMA-42', undoable: false, expiresAt: '2099-01-31T12:00:00.000Z' }),
      handedOut('store-credit'),
      handedOut('donation'),
    ];
    const { panel, barriers, picture } = await enterAndOpen({ view: sampleView('en', { codes }), width: 390 });
    await panel.getByText('7KQ2M9XWPRT4H').waitFor();
    await panel.getByText('CINEMA-42').waitFor();
    await panel.getByText('€5.00 of store credit is in your account. It is offered at checkout.').waitFor();
    await panel.getByText('Thank you. It goes to the forest.').waitFor();
    expect(await panel.getByRole('button', { name: 'Copy' }).count()).toBe(2);
    expect(await panel.getByRole('button', { name: 'Apply to cart' }).count()).toBe(0);
    expect(await panel.getByText('For The Roastery').count()).toBe(0);
    expect(await panel.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(3);
    expect(await barriers()).toEqual([]);
    await picture('widget-handed-out');
  });

  it('say that they are on their way, or being looked into', async () => {
    const codes = [
      handedOut('gift-card', { state: 'creating', undoable: true }),
      handedOut('store-credit', { state: 'checking', undoable: false }),
    ];
    const { panel } = await enterAndOpen({ view: sampleView('en', { codes }) });
    await panel.getByText('On its way to you. One moment…').waitFor();
    await panel.getByText('We are checking this with the store.').waitFor();
  });

  it('tell what could not be handed out, and what stays because it is used', async () => {
    const at = new Date().toISOString();
    const notices = [
      { key: 'a', kind: 'reward-not-issued', at, facts: { rewardName: 'Gift card', points: 500 } },
      { key: 'b', kind: 'reward-kept', at, facts: { rewardName: 'Store credit', points: 0 } },
    ];
    const { panel } = await enterAndOpen({ view: sampleView('en', { notices }) });
    await panel.getByText('Gift card could not be handed out. 500 beans are back.').waitFor();
    await panel.getByText('Part of Store credit has been used, so it stays yours.').waitFor();
  });
});
