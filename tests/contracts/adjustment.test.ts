import { describe, expect, it } from 'vitest';
import { type AdjustmentFields, readAdjustment } from '#app/contracts/adjustment.ts';

const fields = (more: Partial<AdjustmentFields>): AdjustmentFields => ({
  direction: 'up',
  points: '100',
  reason: 'goodwill',
  note: '',
  ...more,
});
const problems = (more: Partial<AdjustmentFields>, scale = 0) => {
  const read = readAdjustment(fields(more), { adjustmentId: 'id', scale });
  return read.ok ? null : read.refusal;
};

const WHOLE = { adjustmentId: 'id', scale: 0 };

describe('the fields of an adjustment', () => {
  it('become points with a sign, a reason and perhaps a note', () => {
    expect(readAdjustment(fields({ note: ' late parcel ' }), WHOLE)).toEqual({
      ok: true,
      value: { adjustmentId: 'id', points: 100, reason: 'goodwill', note: 'late parcel' },
    });
    expect(readAdjustment(fields({ direction: 'down', points: '1 250' }), WHOLE)).toMatchObject({ value: { points: -1250, note: null } });
  });

  it('are steps of points that have decimal places', () => {
    const steps = (points: string, scale: number) => {
      const read = readAdjustment(fields({ points }), { adjustmentId: 'id', scale });
      return read.ok ? read.value.points : read.refusal.points;
    };
    expect([steps('1.5', 2), steps('1,05', 2), steps('150', 2), steps('0.5', 1)]).toEqual([150, 105, 15_000, 5]);
    expect([steps('1.234', 2), steps('0.05', 1), steps('0.0', 1), steps('.5', 2)]).toEqual(Array.from({ length: 4 }, () => 'not-a-number'));
    expect(steps('10001', 2)).toBe('too-many');
  });

  it('are refused one by one, each with its own reason', () => {
    expect(problems({ points: '', reason: '' })).toEqual({ points: 'missing', reason: 'missing' });
    for (const points of ['0', '-5', '1.5', 'a few', '1e3', '٣']) expect(problems({ points }), points).toEqual({ points: 'not-a-number' });
    expect(problems({ points: '1000001' })).toEqual({ points: 'too-many' });
    expect(problems({ reason: 'whim' })).toEqual({ reason: 'missing' });
    expect(problems({ reason: 'other' })).toEqual({ note: 'missing' });
    expect(problems({ reason: 'other', note: '   ' })).toEqual({ note: 'missing' });
    expect(problems({ note: 'x'.repeat(501) })).toEqual({ note: 'too-long' });
  });
});
