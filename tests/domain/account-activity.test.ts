import { describe, expect, it } from 'vitest';
import { type AccountEntry, activityKind, activityPoints, whyActivity } from '#app/domain/decisions/account-activity.ts';
import { ACTIVITY_WORDS } from '#app/domain/decisions/activity-words.ts';
import { settleOrder } from '#app/domain/decisions/settle-order.ts';
import { wordsOf } from '#app/domain/units/unit-words.ts';
import { aCandidate, aPointPerUnit, aProgram, anOrder, linesOf, memberFacts, NOON } from '#tests/builders.ts';

const PROGRAM = aProgram({
  units: {
    points: { names: { en: { one: 'bean', other: 'beans' }, pl: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' } } },
  },
  earning: { rules: [aPointPerUnit(), { id: 'big', name: 'Big order', kind: 'per-order', args: { points: 5 } }] },
  tiers: { list: [{ id: 'gold', name: 'Gold', ways: [{ kind: 'join' }], multiplier: '1.25' }] },
});

const { trace } = settleOrder({
  ...{ program: PROGRAM, versionNo: 1, order: anOrder({ lines: linesOf(4_000) }), settled: null, storeId: 's1', memberId: 'm1', now: NOON },
  candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }),
});

const entry = (parts: Partial<AccountEntry>): AccountEntry => ({
  kind: 'order-settled',
  reasonCode: 'order-earned',
  shown: 0,
  pending: 0,
  trace,
  ...parts,
});
const why = (parts: Partial<AccountEntry>, language: 'en' | 'pl' | 'ru' = 'en') =>
  whyActivity(entry(parts), language, wordsOf(PROGRAM.units.points, language));

describe('what happened to points', () => {
  it.each<[Partial<AccountEntry>, string]>([
    [{ shown: 50 }, 'order'],
    [{ pending: 50 }, 'order'],
    [{ shown: -5, reasonCode: 'order-refunded' }, 'refund'],
    [{ shown: 5, pending: -5, reasonCode: 'order-availability' }, 'matured'],
    [{ kind: 'points-matured', shown: 5, pending: -5 }, 'matured'],
    [{ kind: 'bonus', reasonCode: 'welcome', shown: 20 }, 'welcome'],
    [{ kind: 'redemption-held', shown: -100 }, 'redeemed'],
    [{ kind: 'redemption-released', shown: 100 }, 'returned'],
    [{ kind: 'points-expired', shown: -1 }, 'expired'],
    [{ kind: 'entry-reward', shown: 25 }, 'tier-reward'],
    [{ kind: 'imported', shown: 1 }, 'import'],
    [{ kind: 'merged', shown: 1 }, 'merged'],
  ])('%o is called %s', (parts, kind) => {
    expect(activityKind(entry(parts))).toBe(kind);
  });

  it('counts the shown balance first, and what waits where only that changed', () => {
    expect(activityPoints({ ...entry({ shown: 5, pending: -5 }) })).toEqual({ points: 5, pending: false });
    expect(activityPoints({ ...entry({ pending: -5 }) })).toEqual({ points: -5, pending: true });
  });

  it('is explained in short, in three languages', () => {
    expect(why({ shown: 55 })).toEqual([
      'Every purchase: 50 beans for 40.00 EUR.',
      'Big order: 5 beans for 40.00 EUR.',
      'With Gold ×1.25.',
    ]);
    expect(why({ shown: 55 }, 'pl')[0]).toBe('Every purchase: 50 ziarnek za 40.00 EUR.');
    expect(why({ shown: 55 }, 'ru').at(-1)).toBe('С бонусом: Gold ×1.25.');
    expect(why({ shown: -3, reasonCode: 'order-refunded' }, 'pl')).toEqual(['Część zamówienia zwrócono.']);
    expect(why({ shown: 55, trace: null })).toEqual([]);
    expect(why({ kind: 'redemption-held', reasonCode: 'redeemed', shown: -1 })).toEqual([]);
  });

  it('has the same reasons in each language', () => {
    const reasons = (language: keyof typeof ACTIVITY_WORDS) => Object.keys(ACTIVITY_WORDS[language].reasons).sort();
    expect(reasons('pl')).toEqual(reasons('en'));
    expect(reasons('ru')).toEqual(reasons('en'));
  });
});
