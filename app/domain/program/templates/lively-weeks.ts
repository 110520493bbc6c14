import { base, money, moneyOff, pointsPerAmount } from './template.ts';
import type { Template } from './template.ts';

/** P9: something is always on. */
export const livelyWeeks: Template = {
  id: 'lively-weeks',
  name: 'Lively weeks',
  summary: 'Double points at the weekend, a trivia week, and the first coffee free.',
  madeFor: ['in-store', 'online'],
  build: (basics) => ({
    ...base(basics),
    earning: { rules: [pointsPerAmount(basics)] },
    campaigns: [
      { id: 'double-weekend', name: 'Double-points weekend', kind: 'multiplier', times: '2', dates: { weekdays: [6, 7] } },
      {
        id: 'trivia-week', name: 'Trivia week', kind: 'challenge', dates: { from: '2027-03-01', until: '2027-03-07' },
        steps: [{ id: 'answers', name: 'Answer five questions', event: 'answer', count: 5 }], points: 100, badge: 'Quick mind',
      },
      { id: 'first-coffee', name: 'First coffee free', kind: 'gift', when: 'join', rewardId: 'welcome-coffee' },
    ],
    rewards: [
      { id: 'welcome-coffee', name: 'Your first coffee', hidden: true, cost: { kind: 'given' }, value: { kind: 'free-product', only: { tags: ['coffee'] }, worth: money(basics, 4) } },
      moneyOff(basics, 400, 4),
    ],
    texts: { en: { tagline: 'Something is always on.', 'how-1': 'Your first coffee is free.', 'how-2': 'Weekends count double.', 'how-3': 'Play along in trivia week.' } },
  }),
};
