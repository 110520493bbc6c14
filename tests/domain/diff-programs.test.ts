import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { changeSayer } from '#app/i18n/say-program.ts';
import { TEMPLATES } from '#app/domain/program/templates/index.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { invariant } from '#app/domain/result.ts';
import { distinctLeaves, leavesOf, mutantsAt } from './mutations.ts';
import { richProgram } from './rich-program.ts';
import { byId, SAMPLE, sampleWith } from './sample-program.ts';

const shop = { name: 'Corner Roastery', currency: 'EUR', timeZone: 'Europe/Berlin' };

const english = changeSayer('en');
const told = (before: Program, after: Program) => diffPrograms(before, after).map(english);

describe('what changed, in the words of the shop', () => {
  const reward = (draft: Program, id: string) => byId(draft.rewards, id);
  const tier = (draft: Program, id: string) => byId(draft.tiers.list, id);

  it.each<[string, (draft: Program) => void, string[]]>([
    [
      'a threshold',
      (draft) => void (tier(draft, 'silver').ways = [{ kind: 'spend', window: 'rolling', atLeast: { EUR: 30_000 } }]),
      ['Silver now needs €300.00 of spend in 12 months (was €150.00).'],
    ],
    [
      'a cost',
      (draft) => void (reward(draft, 'small-amount').cost = { kind: 'points', unit: 'points', points: 120 }),
      ['€5 off now costs 120 beans (was 100 beans).'],
    ],
    [
      'a value',
      (draft) => void (reward(draft, 'small-amount').value = { kind: 'amount', amounts: { EUR: 600 } }),
      ['€5 off is now worth €6.00 (was €5.00).'],
    ],
    [
      'a minimum',
      (draft) => void (reward(draft, 'small-amount').minimumOrder = null),
      ['€5 off now works on any order (was orders from €10.00).'],
    ],
    ['a new name', (draft) => void (reward(draft, 'gold-cup').name = 'A glazed cup'), ['A stoneware cup is now called A glazed cup.']],
    ['a switch', (draft) => void (reward(draft, 'gold-cup').active = false), ['A stoneware cup is switched off.']],
    [
      'a reward less',
      (draft) => void (draft.rewards = draft.rewards.filter(({ id }) => id !== 'free-bag')),
      ['Reward removed: A bag of House Blend.'],
    ],
    ['another order of rewards', (draft) => void draft.rewards.reverse(), ['The rewards are shown in another order.']],
    [
      'the rate',
      (draft) => void Object.assign(byId(draft.earning.rules, 'every-order').args, { points: '2' }),
      ['Every order now gives 2 beans for every €1.00 (was 1 bean for every €1.00).'],
    ],
    ['a multiplier', (draft) => void (tier(draft, 'gold').multiplier = '1.5'), ['Gold now collects 1.5× (was 2×).']],
    [
      'a perk less',
      (draft) => void (tier(draft, 'gold').perkIds = ['early-beans', 'free-shipping-always', 'birthday-bag']),
      ['Gold no longer has: A cupping for two every quarter.'],
    ],
    [
      'an entry reward',
      (draft) => void (tier(draft, 'silver').entryReward = { points: 50, rewardId: null }),
      ['Reaching Silver now brings 50 beans (was 25 beans).'],
    ],
    [
      'a weekend more',
      (draft) => void (byId(draft.campaigns, 'weekend').dates.weekdays = [5, 6, 7]),
      ['Double weekend now runs on Fridays, Saturdays and Sundays (was on Saturdays and Sundays).'],
    ],
    [
      'the waiting time',
      (draft) => void (draft.pending.shipped.days = 14),
      ['The waiting time of points for shipped goods is now 14 days (was 2 days).'],
    ],
    ['a switch of the program', (draft) => void (draft.worth.shippingEarns = true), ['Shipping now earns.']],
    [
      'expiry',
      (draft) => void (draft.expiry.mode = { kind: 'none' }),
      ['Beans no longer expire (so far they did after 12 months without activity).'],
    ],
    ['no more invitations', (draft) => void (draft.referral = null), ['Members can no longer invite friends.']],
    [
      'a currency',
      (draft) => void draft.currencies.push({ code: 'PLN', rates: [{ from: '2026-12-01', rate: '4.30' }] }),
      ['New currency: PLN. From Dec 1, 2026 on, 1 EUR counts as 4.30 PLN.'],
    ],
  ])('%s', (_what, change, sentences) => {
    expect(told(SAMPLE, sampleWith(change))).toEqual(sentences);
  });

  it('tells what is new', () => {
    const after = sampleWith((draft) => {
      const cost = { kind: 'points' as const, unit: 'points', points: 50 };
      draft.rewards.push({ ...structuredClone(reward(draft, 'gold-cup')), id: 'free-coffee', name: 'Free coffee', cost });
      draft.tiers.list.push({
        ...structuredClone(tier(draft, 'gold')),
        id: 'platinum',
        name: 'Platinum',
        ways: [{ kind: 'points', window: 'calendar-year', atLeast: 2000 }],
      });
    });
    expect(told(SAMPLE, after)).toEqual([
      'New reward: Free coffee for 50 beans.',
      'New tier: Platinum, reached by 2,000 beans earned in a calendar year.',
    ]);
  });

  it('takes another id for another thing, and the same id for the same thing', () => {
    const after = sampleWith((draft) => void (reward(draft, 'free-bag').id = 'other-bag'));
    expect(told(SAMPLE, after)).toEqual(['New reward: A bag of House Blend for 180 beans.', 'Reward removed: A bag of House Blend.']);
  });
});

describe('nothing changes unsaid', () => {
  it('is empty for the same program', () => {
    expect(diffPrograms(richProgram(), richProgram())).toEqual([]);
    expect(diffPrograms(SAMPLE, structuredClone(SAMPLE))).toEqual([]);
  });

  it('has words of its own for every leaf of a program that uses everything', () => {
    const program = richProgram();
    const unchangeable: string[] = [];
    for (const path of distinctLeaves(program)) {
      const mutants = mutantsAt(program, path);
      if (mutants.length === 0) unchangeable.push(path.join('.'));
      for (const mutant of mutants) expectReadable(told(program, mutant), path.join('.'));
      for (const mutant of mutants.slice(0, 1)) expectReadable(told(mutant, program), path.join('.'));
    }
    // The document's shape and the kinds of things do not change alone; how a whole thing becomes another is tested below.
    expect(unchangeable.filter((path) => !/(^schemaVersion|\.kind|\.combine)$/.test(path))).toEqual([]);
  });

  it.each<[string, (draft: Program) => unknown, string[]]>([
    [
      'a rule',
      (draft) =>
        (draft.earning.rules[1] = {
          ...structuredClone(byId(draft.earning.rules, 'fifth')),
          id: 'order',
          name: 'A thank-you',
        }),
      ['A thank-you now works differently: 20 beans for every order number 5 (was 5 beans for an order from €10.00).'],
    ],
    [
      'a campaign',
      (draft) => (draft.campaigns[1] = { ...structuredClone(byId(draft.campaigns, 'gift')), id: 'bonus', name: 'Bonus week' }),
      ['Bonus week is now a gift of 10 beans and Cup (was 30 beans more on an order).', 'Bonus week now gives 10 beans (was 30 beans).'],
    ],
    [
      'a perk',
      (draft) =>
        (draft.perks[0] = {
          ...structuredClone(byId(draft.perks, 'weekly')),
          id: 'ship',
          name: 'A cup',
          audience: byId(draft.perks, 'ship').audience,
        }),
      ['Free shipping always is now called A cup.', 'A cup is now twice a week (was free shipping at any time).'],
    ],
    [
      'a standing perk',
      (draft) => Object.assign(byId(draft.perks, 'service'), { gives: { kind: 'free-shipping' } }),
      ['Priority is now free shipping at any time (was a service by staff).'],
    ],
    [
      'a reward',
      (draft) => (byId(draft.rewards, 'tour').value = { kind: 'percent', percent: 15, cap: null }),
      ['Tour now gives 15% off (was an experience).'],
    ],
    [
      'a cost',
      (draft) => (byId(draft.rewards, 'tour').cost = { kind: 'given' }),
      ['Tour now costs nothing and cannot be bought (was 500 beans).'],
    ],
    [
      'a way into a tier',
      (draft) => (byId(draft.tiers.list, 'bronze').ways[0] = { kind: 'orders', window: 'lifetime', atLeast: 1 }),
      ['Bronze can now be reached by 1 order since joining.', 'Bronze can no longer be reached by joining.'],
    ],
    [
      'a group of members',
      (draft) => (byId(draft.segments, 'press').rule = { kind: 'list' }),
      ['Press, who belongs to it: those on a list (was: those with a tag).', 'Press: the tag of its members is now none (was “press”).'],
    ],
    [
      'bonuses',
      (draft) => (draft.earning.bonuses = { combine: 'multiply', cap: null }),
      ['The way bonuses go together: they multiply (was: they add up).', 'The most that bonuses make together is now no limit (was 5×).'],
    ],
    [
      'expiry',
      (draft) => (draft.expiry.mode = { kind: 'per-lot', months: 24 }),
      ['Beans now expire 24 months after they were earned (was every year on March 31).'],
    ],
  ])('tells how %s becomes another kind', (_what, change, sentences) => {
    const after = richProgram();
    change(after);
    expect(told(richProgram(), after)).toEqual(sentences);
  });

  it('says something about any handful of changes to any template', () => {
    const programs = TEMPLATES.map((template) => {
      const parsed = parseProgram(template.build({ ...shop, now: 1_795_462_400_000 }));
      invariant(parsed.ok, template.id);
      return parsed.value;
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...programs),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }),
        (program, picks) => {
          const mutated = picks.reduce((current, [where, which]) => {
            const leaves = leavesOf(current);
            const mutants = mutantsAt(current, leaves[where % leaves.length] ?? []);
            return mutants[which % Math.max(1, mutants.length)] ?? current;
          }, program);
          const isSame = JSON.stringify(mutated) === JSON.stringify(program);
          expect(diffPrograms(program, mutated).length > 0).toBe(!isSame);
        },
      ),
      { numRuns: 150 },
    );
  });
});

function expectReadable(sentences: readonly string[], where: string): void {
  expect(sentences, where).not.toEqual([]);
  for (const sentence of sentences) {
    expect(sentence, where).toMatch(/^\S.*\S$/s);
    expect(sentence, where).not.toMatch(/undefined|null|\[object|NaN|A setting|[a-z]Minor|"\{/);
  }
}
