import { blank } from './blank.ts';
import { coffeeCard } from './coffee-card.ts';
import { doubleWeekend } from './double-weekend.ts';
import { earlyBird } from './early-bird.ts';
import { fashion } from './fashion.ts';
import { milestones } from './milestones.ts';
import { mugClub } from './mug-club.ts';
import { bakery, bookshop, cafeDraw } from './neighbourhood.ts';
import { pointsForPurchases } from './points-for-purchases.ts';
import { restaurant } from './restaurant.ts';
import { salon } from './salon.ts';
import { services } from './services.ts';
import type { Template } from './template.ts';

export { demoProgram } from './demo-program.ts';
export { startingProgram } from './starting-program.ts';
export type { Template, TemplateInput } from './template.ts';
export { TIER_NAME_SETS } from './tier-names.ts';

/** Every program that a merchant can start from, the plainest last. */
export const TEMPLATES: readonly Template[] = [
  pointsForPurchases,
  coffeeCard,
  mugClub,
  salon,
  restaurant,
  fashion,
  services,
  bakery,
  bookshop,
  cafeDraw,
  milestones,
  doubleWeekend,
  earlyBird,
  blank,
];
