import { describe, expect, it } from 'vitest';
import { type AdjustmentFields, readAdjustment } from '#app/contracts/adjustment.ts';

const fields = (more: Partial<AdjustmentFields>): AdjustmentFields => ({
  direction: 'up',
  points: '100',
  reason: 'goodwill',
  note: '',
  ...more,
});
const problems = (more: Partial<AdjustmentFields>) => {
  const read = readAdjustment(fields(more), 'id');
  return read.ok ? null : read.refusal;
};

describe('the fields of an adjustment', () => {
  it('become points with a sign, a reason and perhaps a note', () => {
    expect(readAdjustment(fields({ note: ' late parcel ' }), 'id')).toEqual({
      ok: true,
      value: { adjustmentId: 'id', points: 100, reason: 'goodwill', note: 'late parcel' },
    });
    expect(readAdjustment(fields({ direction: 'down', points: '1 250' }), 'id')).toMatchObject({ value: { points: -1250, note: null } });
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
