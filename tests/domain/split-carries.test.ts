import { describe, expect, test } from 'vitest';
import { addCarries, splitCarries } from '#app/domain/decisions/carry.ts';

describe('rests of two who part again', () => {
  test('are as they were when nothing was used up', () => {
    const [kept, gone] = [{ a: '1/3' }, { a: '1/3', b: '1/2' }];
    const together = addCarries(kept, gone);
    expect(together).toEqual({ a: '2/3', b: '1/2' });
    expect(splitCarries(together, gone)).toEqual({ kept: { a: '1/3', b: '0' }, gone });
  });

  test.each([
    ['partly: the one who leaves comes first', '1/4', { kept: { a: '0' }, gone: { a: '1/4' } }],
    ['altogether', '0', { kept: { a: '0' }, gone: { a: '0' } }],
  ])('were used up %s, and no rest is in two hands', (_, now, parted) => {
    expect(splitCarries({ a: now }, { a: '1/2' })).toEqual(parted);
  });
});
