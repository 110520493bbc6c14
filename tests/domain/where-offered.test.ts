import { describe, expect, test } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { type OfferingStore, standingOf, supplyLevel, whyNotInStore } from '#app/domain/decisions/where-offered.ts';
import { aProgram, NOON } from '#tests/builders.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const STORE: OfferingStore = { storeId: 's1', currency: 'EUR', connected: true, cannot: null };
const FIVE: RewardDraft = {
  id: 'five',
  name: '5 off',
  cost: { kind: 'points', points: 100 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
};

function where(parts: Partial<RewardDraft>, store: Partial<OfferingStore> = {}, program: Partial<ProgramDraft> = {}) {
  const made = aProgram({ rewards: [{ ...FIVE, ...parts }], ...program });
  const [reward] = made.rewards;
  if (!reward) throw new Error('the program has a reward');
  return whyNotInStore(reward, made, { ...STORE, ...store });
}

function standing(
  parts: Partial<RewardDraft>,
  input: { readonly left?: number | null; readonly used?: number; readonly paused?: boolean } = {},
) {
  const made = aProgram({ rewards: [{ ...FIVE, ...parts }] });
  const [reward] = made.rewards;
  if (!reward) throw new Error('the program has a reward');
  return standingOf(reward, { program: made, paused: input.paused ?? false, now: NOON, left: input.left ?? null, used: input.used ?? 0 });
}

describe('where a reward is offered', () => {
  test('everywhere, unless something stands in the way, and the first thing is named', () => {
    expect(where({})).toBeNull();
    expect(where({}, { connected: false, currency: 'PLN' })).toEqual({ reason: 'disconnected' });
    expect(where({}, {}, { stores: { s1: { redeems: false } } })).toEqual({ reason: 'no-redeeming' });
    expect(where({ audience: { stores: ['s2'] } })).toEqual({ reason: 'other-stores' });
    expect(where({ audience: { stores: ['s1'] } })).toBeNull();
    expect(where({}, { currency: 'PLN' })).toEqual({ reason: 'no-value', currency: 'PLN' });
    expect(where({ value: { kind: 'percent', percent: 10 } }, { currency: 'PLN' })).toBeNull();
  });

  test('not where the platform cannot hand it out', () => {
    const card: Partial<RewardDraft> = { value: { kind: 'gift-card', amounts: { EUR: 500 } } };
    expect(where(card, { cannot: 'no-permission' })).toEqual({ reason: 'platform', detail: 'no-permission' });
    expect(where(card)).toBeNull();
    expect(where({ cost: { kind: 'any-amount', step: 10, min: 10, max: null } })).toBeNull();
  });
});

describe('where a reward stands today', () => {
  test('on, hidden, a gift, off or resting', () => {
    expect(standing({})).toBe('on');
    expect(standing({ hidden: true })).toBe('hidden');
    expect(standing({ cost: { kind: 'given' } })).toBe('gift');
    expect(standing({ active: false }, { paused: true })).toBe('off');
    expect(standing({}, { paused: true })).toBe('paused');
  });

  test('both end days count', () => {
    expect(standing({ dates: { from: '2026-11-23', until: '2026-11-23' } })).toBe('on');
    expect(standing({ dates: { from: '2026-11-24' } })).toBe('soon');
    expect(standing({ dates: { until: '2026-11-22' } })).toBe('over');
  });

  test('gone when nothing is left, when nobody counted, or when the limit of all is used up', () => {
    const mug: Partial<RewardDraft> = { value: { kind: 'item', worth: { EUR: 900 } }, stocked: true };
    expect(standing(mug, { left: 1 })).toBe('on');
    expect(standing(mug, { left: 0 })).toBe('gone');
    expect(standing(mug)).toBe('gone');
    expect(standing({ value: { kind: 'voucher', worth: { EUR: 100 } } })).toBe('gone');
    expect(standing({ limitInAll: { count: 5, per: 'ever' } }, { used: 4 })).toBe('on');
    expect(standing({ limitInAll: { count: 5, per: 'ever' } }, { used: 5 })).toBe('gone');
  });

  test('how much is left, in a word', () => {
    expect([supplyLevel(null, 5), supplyLevel(0, 5), supplyLevel(5, 5), supplyLevel(6, 5), supplyLevel(1, 0)]).toEqual([
      ...['uncounted', 'none', 'low', 'plenty', 'plenty'],
    ]);
  });
});
