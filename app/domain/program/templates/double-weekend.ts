import { amountOff, nextRun, opening, overTheCounter, pointsPerSpend, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** A weekend that counts double, a week of questions, and a coffee to begin with. */
export const doubleWeekend: Template = {
  id: 'double-weekend',
  name: 'Double-points weekend',
  description:
    'Points for every purchase, a weekend on which they count double, a week of trivia, and the first coffee free. Check the dates before you publish.',
  channel: 'in-store',
  business: 'Café or food shop',
  build: (input) => ({
    ...opening(input, 'beans', {
      tagline: 'Some days count double.',
      steps: [
        'Join, and your first coffee is on us.',
        'Collect beans with everything you buy.',
        'Come on a double weekend, or answer the question of the day.',
      ],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    campaigns: [
      {
        id: 'double-weekend',
        name: 'Double weekend',
        description: 'Saturday and Sunday, everything counts twice.',
        kind: 'multiplier',
        times: '2',
        ...dated(input, { weekday: 6, days: 2 }),
      },
      {
        id: 'trivia-week',
        name: 'Trivia week',
        description: 'One question a day. Five answers bring the prize.',
        kind: 'challenge',
        steps: [{ id: 'answers', name: 'Answer five questions', event: 'answer', count: 5 }],
        points: 25,
        badge: 'Knows it all',
        ...dated(input, { weekday: 1, days: 7 }),
      },
    ],
    rewards: [
      { id: 'first-coffee', name: 'Your first coffee', cost: { kind: 'given' }, value: overTheCounter(input, 350), validDays: 30 },
      { id: 'free-coffee', name: 'Free coffee', cost: { kind: 'points', points: 60 }, value: overTheCounter(input, 350) },
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
    ],
    joining: { welcome: { rewardId: 'first-coffee' }, termsText: terms('beans') },
  }),
};

/** A campaign without its dates would run for ever: it stays off until it has them. */
function dated(input: TemplateInput, run: { readonly weekday: number; readonly days: number }) {
  return input.now === undefined ? { active: false } : { dates: nextRun(input.now, input.timeZone, run) };
}
