import { describe, expect, test } from 'vitest';
import { asksForProductFacts } from '#app/domain/program/asks-for-product-facts.ts';
import { demoProgram } from '#app/domain/program/templates/index.ts';
import { pointWorth } from '#app/domain/program/point-worth.ts';
import { aProgram } from '#tests/builders.ts';

const NEW_ROASTS = { tags: ['new-roast'] };

describe('asking for product facts', () => {
  test('what is handed out by tags needs no facts of orders; what is left out by tags does', () => {
    const perks = [
      {
        id: 'early',
        name: 'New roasts early',
        kind: 'standing' as const,
        gives: { kind: 'early-access' as const, hours: 48, only: NEW_ROASTS },
      },
    ];
    expect(asksForProductFacts(aProgram({ perks }))).toBe(false);
    expect(asksForProductFacts(aProgram({ worth: { exclude: NEW_ROASTS } }))).toBe(true);
    expect(asksForProductFacts(aProgram())).toBe(false);
  });

  test('the sample program settles from messages alone: a year of history comes faster than a shop could be asked', () => {
    expect(asksForProductFacts(demoProgram({ name: 'Beans', currency: 'EUR', timeZone: 'Europe/Berlin', freeProductIds: ['1'] }))).toBe(
      false,
    );
  });
});

describe('what a point is worth', () => {
  const reward = (id: string, points: number, minor: number) => ({
    ...{ id, name: id, cost: { kind: 'points' as const, points } },
    value: { kind: 'amount' as const, amounts: { EUR: minor } },
  });

  test('is what the cheapest reward that is worth money says, unless the program says it', () => {
    expect(pointWorth(aProgram({ rewards: [reward('big', 500, 3000), reward('small', 100, 500)] }))).toEqual({ minor: 500, points: 100 });
    expect(pointWorth(aProgram({ rewards: [{ ...reward('small', 100, 500), active: false }] }))).toBeNull();
    expect(pointWorth(aProgram({ rewards: [reward('small', 100, 500)], liability: { per100Points: { EUR: 250 } } }))).toEqual({
      minor: 250,
      points: 100,
    });
    expect(pointWorth(aProgram())).toBeNull();
  });
});
