import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideHandOver, decideTakeBack, pickupCode, readPickupCode } from '#app/domain/decisions/hand-over.ts';
import { decideRelease, decideUndo } from '#app/domain/decisions/release-code.ts';
import { REDEMPTION_EVENTS, nextState, statesOf } from '#app/domain/decisions/redemption-state.ts';
import { RedemptionDesk, aProgramWith } from './redemption-desk.ts';

const ITEM = { id: 'mug', name: 'Mug', cost: { kind: 'points', points: 500 }, value: { kind: 'item', worth: { EUR: 900 } } } as const;
const MINUTE = 60_000;
const staff = { staffId: 'shopify:7', locationId: null } as const;

/** A counter at which Anna redeems mugs that people hand over. */
class Counter extends RedemptionDesk {
  readonly given = new Map<string, number>();
  /** What the rules let happen; what they refuse changes nothing. */
  act(deed: 'hand-over' | 'take-back' | 'undo', id: string): boolean {
    const redemption = this.redemptions.get(id);
    if (!redemption) return false;
    const counter = { ...staff, redemption, now: this.now };
    const { program } = this;
    if (deed === 'undo') {
      if (!decideUndo({ redemption, undosToday: 0, program, now: this.now }).ok) return false;
      const { posting, change } = decideRelease({ redemption, reason: 'undone', now: this.now, program });
      if (posting) this.post(posting);
      this.redemptions.set(id, { ...redemption, ...change });
      return true;
    }
    const handedOverAt = this.given.get(id) ?? null;
    const decided =
      deed === 'hand-over' ? decideHandOver(counter) : decideTakeBack({ ...counter, handedOverAt, reason: 'wrong person', program });
    if (!decided.ok) return false;
    if (decided.value.posting) this.post(decided.value.posting);
    if (deed === 'hand-over') this.given.set(id, this.now);
    this.redemptions.set(id, { ...redemption, ...decided.value.change });
    return true;
  }
}

const open = (points = 0) => {
  const counter = new Counter(aProgramWith(ITEM));
  if (points > 0) counter.give(points, 'start');
  return counter;
};

describe('what people hand over', () => {
  it('spends what was held, once, and comes back only by a correction within 15 minutes', () => {
    const counter = open(600);
    expect(counter.redeem('one')).toBeNull();
    expect(counter.balance()).toMatchObject({ available: 100, held: 500 });
    expect(counter.act('hand-over', 'one')).toBe(true);
    expect(counter.balance()).toMatchObject({ available: 100, held: 0 });
    expect(counter.act('hand-over', 'one')).toBe(false);
    expect(counter.act('undo', 'one')).toBe(false);
    counter.now += 15 * MINUTE;
    expect(counter.act('take-back', 'one')).toBe(true);
    expect(counter.balance()).toMatchObject({ available: 600, held: 0 });
    expect(counter.act('take-back', 'one')).toBe(false);
    counter.redeem('two');
    counter.act('hand-over', 'two');
    counter.now += 15 * MINUTE + 1;
    expect(counter.act('take-back', 'two')).toBe(false);
  });

  it('whatever is pressed in whatever order, every point that was held is spent or back', () => {
    const deeds = fc.array(
      fc.record({
        deed: fc.constantFrom('redeem', 'hand-over', 'take-back', 'undo', 'wait'),
        id: fc.constantFrom('a', 'b', 'c'),
        minutes: fc.integer({ min: 0, max: 20 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(deeds, (list) => {
        const counter = open(1_400);
        for (const { deed, id, minutes } of list) {
          if (deed === 'wait') counter.now += minutes * MINUTE;
          else if (deed === 'redeem') {
            if (!counter.redemptions.has(id)) counter.redeem(id);
          } else counter.act(deed, id);
          const all = [...counter.redemptions.values()];
          const held = all.filter(({ state }) => state === 'ready').length * 500;
          const spent = all.reduce((sum, { capturedPoints, returnedPoints }) => sum + capturedPoints - returnedPoints, 0);
          expect(counter.balance()).toMatchObject({ held, available: 1_400 - held - spent, debt: 0 });
        }
      }),
    );
  });

  it('is refused for codes of the cart', () => {
    const counter = new Counter(aProgramWith());
    counter.give(600, 'start');
    counter.redeem('one');
    const redemption = counter.redemptions.get('one')!;
    expect(decideHandOver({ ...staff, redemption, now: counter.now })).toMatchObject({ ok: false, refusal: { reason: 'not-by-hand' } });
  });
});

describe('a pickup code', () => {
  it('is short, and read however it is typed', () => {
    expect(pickupCode('7KQ2M9XWPRT4H')).toBe('7KQ2M9XW');
    expect(readPickupCode(' 7kq2-m9xw\t')).toBe('7KQ2M9XW');
  });
});

describe('the machine of what people hand over', () => {
  it('is this and nothing else', () => {
    const moves = statesOf('on-handover').map((from) => [
      from.state,
      Object.fromEntries(
        REDEMPTION_EVENTS.flatMap((event) => {
          const to = nextState(from, event, 'on-handover');
          return to === null ? [] : [[event, to.state]];
        }),
      ),
    ]);
    expect(Object.fromEntries(moves)).toEqual({
      creating: { made: 'ready', 'end-wanted': 'released' },
      ready: { 'handed-over': 'captured', 'end-wanted': 'released' },
      captured: { 'taken-back': 'released', freed: 'ready' },
      released: {},
    });
  });
});
