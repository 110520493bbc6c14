import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRedemption } from '#app/domain/decisions/redeem.ts';
import { type OfferInput, rewardOffers } from '#app/domain/decisions/reward-offers.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aProgram, NOON } from '#tests/builders.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const FIVE: RewardDraft = {
  id: 'five',
  name: 'Five off',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
};
const SLIDER: RewardDraft = {
  id: 'slider',
  name: 'Slider',
  cost: { kind: 'any-amount', step: 100, min: 150, max: 1_000 },
  value: { kind: 'amount', amounts: { EUR: 100 } },
};

function asked(
  rewards: readonly RewardDraft[],
  parts: Partial<Omit<OfferInput, 'program'>> = {},
  draft: Partial<ProgramDraft> = {},
): OfferInput {
  return {
    program: aProgram({ rewards: [...rewards], ...draft }),
    ...{ versionNo: 1, programState: 'live', now: NOON, undosToday: 0, givenInAll: new Map(), stock: new Map(), open: [] },
    member: { memberId: 'm1', state: 'member', tierId: null, segments: [], arm: null },
    balance: { pending: 0, available: 600, held: 0, debt: 0 },
    store: { storeId: 's1', currency: 'EUR' },
    ...parts,
  };
}

const only = (input: OfferInput) => rewardOffers(input)[0]!;
const member = (parts: Partial<OfferInput['member']>): Partial<OfferInput> => ({
  member: { memberId: 'm1', state: 'member', tierId: null, segments: [], arm: null, ...parts },
});
const balance = (parts: Partial<OfferInput['balance']>): Partial<OfferInput> => ({
  balance: { pending: 0, available: 600, held: 0, debt: 0, ...parts },
});
const open = (times: number) =>
  Array.from({ length: times }, () => ({ rewardId: 'five', state: 'ready' as const, createdAt: NOON, points: 500 }));

describe('why a reward cannot be had', () => {
  it.each<[string, OfferInput, string | null, string | null]>([
    ['nothing stands in the way', asked([FIVE]), null, null],
    ['points', asked([FIVE], balance({ available: 499 })), 'points', null],
    ['debt', asked([FIVE], balance({ debt: 1 })), 'debt', null],
    ['not joined', asked([FIVE], member({ state: 'guest' })), 'join', null],
    ['left', asked([FIVE], member({ state: 'left' })), 'join', null],
    ['paused', asked([FIVE], { programState: 'paused' }), 'paused', null],
    ['open codes', asked([FIVE], { open: open(5) }), 'open-codes', null],
    ['own limit', asked([{ ...FIVE, limitPerMember: { count: 1, per: 'month' } }], { open: open(1) }), 'limit', null],
    ['limit in all', asked([{ ...FIVE, limitInAll: { count: 3, per: 'ever' } }], { givenInAll: new Map([['five', 3]]) }), 'limit', null],
    ['not yet', asked([{ ...FIVE, dates: { from: '2026-12-01' } }]), 'dates', '2026-12-01'],
    ['stock', asked([{ ...FIVE, stocked: true }], { stock: new Map([['five', 0]]) }), 'stock', null],
    ['stock that nobody counted', asked([{ ...FIVE, stocked: true }]), 'stock', null],
    ['a piece is left', asked([{ ...FIVE, stocked: true }], { stock: new Map([['five', 1]]) }), null, null],
    [
      'group',
      asked([{ ...FIVE, audience: { segments: ['vip'] } }], {}, { segments: [{ id: 'vip', name: 'VIP', rule: { kind: 'list' } }] }),
      'audience',
      null,
    ],
    ['no value here', asked([FIVE], { store: { storeId: 's1', currency: 'PLN' } }), 'kind', null],
    ['a gift card where the shop has none', asked([{ ...FIVE, value: { kind: 'gift-card', amounts: { EUR: 500 } } }]), 'kind', null],
    [
      'a gift card where it has',
      asked([{ ...FIVE, value: { kind: 'gift-card', amounts: { EUR: 500 } } }], {
        store: { storeId: 's1', currency: 'EUR', issues: new Set(['gift-card']) },
      }),
      null,
      null,
    ],
    [
      'store credit for somebody whom the shop does not know',
      asked([{ ...FIVE, value: { kind: 'store-credit', amounts: { EUR: 500 } } }], {
        ...member({ knownHere: false }),
        store: { storeId: 's1', currency: 'EUR', issues: new Set(['store-credit']) },
      }),
      'join',
      null,
    ],
    [
      'a list without codes',
      asked([{ ...FIVE, value: { kind: 'voucher', worth: {} } }], {
        store: { storeId: 's1', currency: 'EUR', issues: new Set(['voucher']) },
      }),
      'stock',
      null,
    ],
    [
      'a draw, which has no engine',
      asked([{ ...FIVE, value: { kind: 'draw', drawnOn: '2027-01-01', winners: 1, prize: 'A bike', worth: {} } }]),
      'kind',
      null,
    ],
    ['people hand it over', asked([{ ...FIVE, value: { kind: 'item', worth: { EUR: 500 } } }]), null, null],
    [
      'too little for what people hand over',
      asked([{ ...FIVE, value: { kind: 'experience', worth: {} } }], balance({ available: 0 })),
      'points',
      null,
    ],
  ])('%s', (_what, input, reason, fact) => {
    expect(only(input)).toMatchObject({ reason, reasonFact: fact });
  });

  it('names the lowest tier that it is for', () => {
    const tiers = { list: ['one', 'two', 'three'].map((id) => ({ id, name: id, ways: [{ kind: 'join' as const }] })) };
    const input = (tierId: string | null) => asked([{ ...FIVE, audience: { tiers: ['three', 'two'] } }], member({ tierId }), { tiers });
    expect(only(input('one'))).toMatchObject({ reason: 'tier', reasonFact: 'two' });
    expect(only(input('two')).reason).toBeNull();
  });

  it('lists what points buy, cheapest first, and nothing that is hidden, off, or a gift of the shop', () => {
    const input = asked([
      FIVE,
      SLIDER,
      { ...FIVE, id: 'off', active: false },
      { ...FIVE, id: 'secret', hidden: true },
      { ...FIVE, id: 'gift', cost: { kind: 'given' } },
      { ...FIVE, id: 'cheap', cost: { kind: 'points', points: 10 } },
    ]);
    expect(rewardOffers(input).map(({ reward }) => reward.id)).toEqual(['cheap', 'slider', 'five']);
  });
});

describe('an amount that the member chooses', () => {
  it.each([
    [600, { step: 100, min: 200, max: 600 }, null, 0],
    [650, { step: 100, min: 200, max: 600 }, null, 0],
    [5_000, { step: 100, min: 200, max: 1_000 }, null, 0],
    [200, { step: 100, min: 200, max: 200 }, null, 0],
    [199, { step: 100, min: 200, max: 200 }, 'points', 1],
    [0, { step: 100, min: 200, max: 200 }, 'points', 200],
  ])('with %i points', (available, cost, reason, missing) => {
    expect(only(asked([SLIDER], balance({ available })))).toMatchObject({ cost: { kind: 'any-amount', ...cost }, reason, missing });
  });

  it('can be had wherever the list says so, at both ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 900 }),
        (available, step, min) => {
          const input = asked([{ ...SLIDER, cost: { kind: 'any-amount', step, min, max: null } }], balance({ available }));
          const { cost, reason } = only(input);
          if (reason !== null) expect(available).toBeLessThan(min + step);
          if (cost.kind !== 'any-amount' || reason !== null) return;
          for (const points of [cost.min, cost.max]) {
            const decided = decideRedemption({
              ...{
                ...input,
                reward: input.program.rewards[0]!,
                points,
                givenInAll: null,
                stockLeft: null,
                redemptionId: 'r',
                actor: { kind: 'member', id: 'm1' },
              },
            });
            expect(decided.ok).toBe(true);
          }
          expect(cost.max).toBeLessThanOrEqual(available);
        },
      ),
    );
  });
});
