import { describe, expect, it } from 'vitest';
import { NAV_ITEMS, navItemsFor } from '#app/components/nav-items.ts';
import { RIGHTS } from '#app/domain/staff/rights.ts';
import { rightForRequest } from '#app/http/page-rights.ts';

describe('the navigation', () => {
  it('asks for the right that its page asks for at the door', () => {
    for (const item of NAV_ITEMS) expect('right' in item ? item.right : null, item.url).toBe(rightForRequest('GET', item.url));
  });

  it('shows only what opens', () => {
    const urlsFor = (...rights: readonly string[]) => navItemsFor((right) => rights.includes(right)).map(({ url }) => url);
    expect(urlsFor(...RIGHTS)).toEqual(NAV_ITEMS.map(({ url }) => url));
    expect(urlsFor()).toEqual(['/app', '/app/program', '/app/analytics', '/app/rewards', '/app/settings']);
    expect(urlsFor('rewards.hand-over')).toContain('/app/handover');
    expect(urlsFor('rewards.hand-over')).not.toContain('/app/members');
  });
});
