import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideIssued, decideTouched } from '#app/domain/decisions/issue-value.ts';
import { decideUndo } from '#app/domain/decisions/release-code.ts';
import type { Redemption } from '#app/domain/decisions/redemption-state.ts';
import { isHeaderLine, maskCode, readVoucherLine } from '#app/domain/rewards/voucher-lines.ts';
import { aProgram, NOON } from '#tests/builders.ts';

const program = aProgram({
  rewards: [
    { id: 'card', name: 'Card', cost: { kind: 'points', points: 500 }, value: { kind: 'gift-card', amounts: { EUR: 500 } } },
    { id: 'cinema', name: 'Cinema', cost: { kind: 'points', points: 300 }, value: { kind: 'voucher', worth: {} } },
  ],
});

function redemption(parts: Partial<Redemption> = {}, index = 0): Redemption {
  return {
    ...{ redemptionId: 'r', memberId: 'anna', storeId: 's', rewardId: 'card', versionNo: 1, reward: program.rewards[index]! },
    ...{
      unit: 'points',
      points: 500,
      state: 'creating',
      sideState: null,
      endReason: null,
      code: null,
      codeExpiresAt: null,
      holdEndsAt: null,
    },
    ...{ orderId: null, capturedPoints: 0, returnedPoints: 0, discountMinor: null, discountCurrency: null, createdAt: NOON },
    ...parts,
  };
}

const issue = (parts: Partial<Redemption>, event: 'made' | 'answer-found') =>
  decideIssued({ redemption: redemption(parts), event, amountMinor: 500, currency: 'EUR', now: NOON });
const touch = (removedMinor: number, parts: Partial<Redemption> = {}) =>
  decideTouched({
    redemption: redemption({ state: 'captured', sideState: 'returning', capturedPoints: 500, endReason: 'undone', ...parts }),
    ...{ removedMinor, amountMinor: 500, now: NOON, program },
  });

describe('a value that is out', () => {
  it('spends what was held, and notes its worth', () => {
    expect(issue({}, 'made')).toMatchObject({
      change: { state: 'captured', sideState: null, capturedPoints: 500, discountMinor: 500, discountCurrency: 'EUR' },
      posting: { businessKey: 'redemption:r:issue', moves: [{ kind: 'capture', points: 500 }] },
    });
  });

  it('goes on being taken back where that was asked for meanwhile', () => {
    expect(issue({ sideState: 'returning' }, 'answer-found')?.change).toMatchObject({ state: 'captured', sideState: 'returning' });
  });

  it('is nothing to who does not wait for it', () => {
    expect(issue({ state: 'released' }, 'made')).toBeNull();
    expect(issue({ state: 'captured' }, 'answer-found')).toBeNull();
    expect(issue({ sideState: 'checking' }, 'made')).toBeNull();
  });

  it('of a gift spends nothing', () => {
    expect(issue({ points: 0 }, 'made')).toMatchObject({ posting: null, change: { capturedPoints: 0 } });
  });
});

describe('a value that was begun to be spent', () => {
  it('stays the member’s, and no undo is counted', () => {
    expect(touch(0)).toMatchObject({
      posting: null,
      change: { state: 'captured', sideState: null, endReason: null },
      notice: { kind: 'reward-kept' },
    });
    expect(touch(0)?.change).not.toHaveProperty('returnedPoints');
  });

  it('gives the share of what was still taken back', () => {
    expect(touch(200)).toMatchObject({ change: { returnedPoints: 200 }, posting: { moves: [{ kind: 'return', points: 200 }] } });
    expect(touch(1)).toMatchObject({ change: { returnedPoints: 1 } });
    expect(touch(200, { sideState: null })).toBeNull();
  });

  it('never gives more back than was spent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 500 }), (removed, returned) => {
        const back = touch(removed, { returnedPoints: returned })?.change.returnedPoints ?? returned;
        expect(back).toBeGreaterThanOrEqual(returned);
        expect(back).toBeLessThanOrEqual(500);
      }),
    );
  });
});

describe('taking back', () => {
  const undo = (parts: Partial<Redemption>, codeShown: boolean, index: number) =>
    decideUndo({
      redemption: redemption({ state: 'captured', capturedPoints: 300, ...parts }, index),
      undosToday: 0,
      program,
      now: NOON,
      codeShown,
    });

  it('is over for a voucher whose code was seen, not for a card: a platform can tell whether that was used', () => {
    expect(undo({}, true, 1)).toMatchObject({ refusal: { reason: 'code-shown' } });
    expect(undo({}, false, 1)).toMatchObject({ ok: true });
    expect(undo({}, true, 0)).toMatchObject({ value: { errand: 'remove-value' } });
  });
});

describe('lines of an uploaded list', () => {
  it.each([
    ['ABC', { code: 'ABC', expiresOn: null }],
    ['  ABC  ', { code: 'ABC', expiresOn: null }],
    ['\ufeffABC', { code: 'ABC', expiresOn: null }],
    ['ABC;2027-01-31', { code: 'ABC', expiresOn: '2027-01-31' }],
    ['ABC\t2027-01-31\tmore', { code: 'ABC', expiresOn: '2027-01-31' }],
    ['"A, ""B""",2027-01-31', { code: 'A, "B"', expiresOn: '2027-01-31' }],
    ['ABC 123 xyz', { code: 'ABC 123 xyz', expiresOn: null }],
    [',2027-01-31', { reason: 'empty' }],
    ['""', { reason: 'empty' }],
    ['ABC,2027-02-30', { reason: 'bad-date' }],
    ['ABC,soon', { reason: 'bad-date' }],
    ['ABC,2026-01-01', { reason: 'over' }],
    ['A\u0007B', { reason: 'unreadable' }],
    ['x'.repeat(201), { reason: 'too-long' }],
  ])('%j', (line, read) => {
    expect(readVoucherLine(line, '2026-11-24')).toEqual(read);
  });

  it('knows a line of names, and hides the middle of codes', () => {
    expect(['code,expires', 'Voucher code', '"Kod"', 'код;дата'].every(isHeaderLine)).toBe(true);
    expect(['CODE-1', 'code1'].some(isHeaderLine)).toBe(false);
    expect(['abcd', 'abcdef', 'abcdefghijkl'].map(maskCode)).toEqual(['••••', 'ab•••ef', 'abc•••kl']);
  });
});
