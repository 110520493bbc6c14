import { describe, expect, it } from 'vitest';
import { REDEMPTION_EVENTS, REDEMPTION_STATES, nextState, statesOf } from '#app/domain/decisions/redemption-state.ts';
import type { RedemptionEvent } from '#app/domain/decisions/redemption-state.ts';

const text = (place: { readonly state: string; readonly sideState: string | null }) =>
  place.sideState === null ? place.state : `${place.state}/${place.sideState}`;
const ways = ['on-order', 'on-issue', 'on-handover'] as const;

function table(way: (typeof ways)[number]): Record<string, Partial<Record<RedemptionEvent, string>>> {
  return Object.fromEntries(
    statesOf(way).map((from) => {
      const moves = REDEMPTION_EVENTS.flatMap((event) => {
        const to = nextState(from, event, way);
        return to === null ? [] : [[event, text(to)]];
      });
      return [text(from), Object.fromEntries(moves) as Partial<Record<RedemptionEvent, string>>];
    }),
  );
}

describe('the machine of codes used on orders', () => {
  it('is this and nothing else', () => {
    const returning = { placed: 'attached', paid: 'captured', gone: 'released' };
    expect(table('on-order')).toEqual({
      creating: {
        made: 'ready',
        'making-failed': 'creating/returning',
        'answer-unclear': 'creating/checking',
        placed: 'attached',
        paid: 'captured',
        'order-off': 'creating/returning',
        'end-wanted': 'creating/returning',
      },
      'creating/checking': {
        'answer-found': 'ready',
        'answer-absent': 'creating',
        placed: 'attached',
        paid: 'captured',
        'order-off': 'creating/returning',
        'end-wanted': 'creating/returning',
      },
      'creating/returning': returning,
      ready: { placed: 'attached', paid: 'captured', 'order-off': 'ready/returning', 'end-wanted': 'ready/returning' },
      'ready/returning': returning,
      attached: { paid: 'captured', freed: 'ready', 'order-off': 'attached/returning' },
      'attached/returning': returning,
      released: { paid: 'captured' },
      captured: {},
    });
  });

  it('a paid order captures from any state', () => {
    for (const from of statesOf('on-order'))
      if (from.state !== 'captured') expect(nextState(from, 'paid')).toEqual({ state: 'captured', sideState: null });
  });

  it('an attached code knows neither expiry nor undo, and points return only after the code is gone', () => {
    expect(nextState({ state: 'attached', sideState: null }, 'end-wanted')).toBeNull();
    for (const from of statesOf('on-order')) {
      for (const event of REDEMPTION_EVENTS) {
        if (nextState(from, event)?.state === 'released') expect([from.sideState, event]).toEqual(['returning', 'gone']);
      }
    }
  });
});

describe('the machine of what is handed out', () => {
  it('is this and nothing else', () => {
    expect(table('on-issue')).toEqual({
      creating: {
        made: 'captured',
        'making-failed': 'released',
        'answer-unclear': 'creating/checking',
        'end-wanted': 'creating/returning',
      },
      'creating/checking': { 'answer-found': 'captured', 'answer-absent': 'creating' },
      'creating/returning': { gone: 'released', 'answer-found': 'captured/returning' },
      captured: { 'end-wanted': 'captured/returning' },
      'captured/returning': { gone: 'released', touched: 'captured' },
      released: {},
    });
  });
});

describe('every machine', () => {
  it.each(ways)('%s: leads only to states it knows, and reaches all of them from creating', (way) => {
    const known = statesOf(way).map(text);
    const seen = new Set(['creating']);
    let found = true;
    while (found) {
      found = false;
      for (const from of statesOf(way).filter((place) => seen.has(text(place)))) {
        for (const event of REDEMPTION_EVENTS) {
          const to = nextState(from, event, way);
          if (to === null) continue;
          expect(known).toContain(text(to));
          if (!seen.has(text(to))) found = true;
          seen.add(text(to));
        }
      }
    }
    expect([...seen].sort()).toEqual([...known].sort());
  });

  it('refuses what it does not name, without failing', () => {
    for (const way of ways)
      for (const state of REDEMPTION_STATES)
        for (const event of REDEMPTION_EVENTS) expect(() => nextState({ state, sideState: 'checking' }, event, way)).not.toThrow();
  });

  it('an unclear answer is looked into before anything else is tried', () => {
    expect(nextState({ state: 'creating', sideState: 'checking' }, 'made', 'on-issue')).toBeNull();
    expect(nextState({ state: 'creating', sideState: 'checking' }, 'answer-absent', 'on-issue')).toEqual({
      state: 'creating',
      sideState: null,
    });
  });
});
