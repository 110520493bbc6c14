import { describe, expect, it } from 'vitest';
import { sampleView } from './sample-view.ts';
import { useShopWindow } from './shop-window.ts';

const { enterAndOpen } = useShopWindow();

const lasting = (ms: number) => ({ code: '042917', expiresAt: new Date(Date.now() + ms).toISOString() });
const NOT_NOW = { error: { code: 'program-paused', message: 'Rewards are resting at the moment. Your points are safe.' } };

describe('a code for the till', () => {
  it('is six big digits with the time that they have left, read out one by one', async () => {
    const one = await enterAndOpen({ view: sampleView('en', { tillCode: true }), width: 390 });
    one.app.changes['till-code'] = () => ({ status: 200, body: lasting(299_000) });
    await one.panel.getByRole('button', { name: 'Show a code at the till' }).click();
    const digits = one.panel.getByText('042 917');
    await digits.waitFor();
    expect(await digits.getAttribute('aria-label')).toBe('Code 0 4 2 9 1 7');
    expect(await digits.evaluate((code) => (code.getRootNode() as ShadowRoot).activeElement === code)).toBe(true);
    const timer = one.panel.getByRole('timer');
    const first = await timer.innerText();
    expect(first).toMatch(/^Good for 4:5\d$/);
    await expect.poll(() => timer.innerText(), { timeout: 5_000 }).not.toBe(first);
    expect(await one.barriers()).toEqual([]);
    await one.picture('widget-till-code');
  });

  it('says when the digits have run out, and makes new ones', async () => {
    const one = await enterAndOpen({ view: sampleView('en', { tillCode: true }) });
    one.app.changes['till-code'] = () => ({ status: 200, body: lasting(2_500) });
    await one.panel.getByRole('button', { name: 'Show a code at the till' }).click();
    await one.panel.getByText('These digits have run out.').waitFor();
    expect(await one.panel.getByText('042 917').count()).toBe(0);
    one.app.changes['till-code'] = () => ({ status: 200, body: { ...lasting(300_000), code: '111222' } });
    await one.panel.getByRole('button', { name: 'New digits' }).click();
    await one.panel.getByText('111 222').waitFor();
  });

  it('says in words why there is none', async () => {
    const one = await enterAndOpen({ view: sampleView('en', { tillCode: true }) });
    one.app.changes['till-code'] = () => ({ status: 409, body: NOT_NOW });
    await one.panel.getByRole('button', { name: 'Show a code at the till' }).click();
    await one.panel.getByText('The program is taking a break. Try again later.').waitFor();
  });

  it('is not offered where there is no till', async () => {
    const one = await enterAndOpen();
    expect(await one.panel.getByRole('button', { name: 'Show a code at the till' }).count()).toBe(0);
  });

  it('tells of what was redeemed with one', async () => {
    const notice = { key: 't', kind: 'redeemed-at-till', at: new Date().toISOString(), facts: { rewardName: 'A mug', points: 300 } };
    const one = await enterAndOpen({ view: sampleView('en', { notices: [notice] }) });
    await one.panel.getByText('A mug was redeemed at a till for 300 beans. If that was not you, tell the store.').waitFor();
  });
});
