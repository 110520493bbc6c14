import type { PublishContext } from '#app/domain/program/check-for-publish.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';
import { byId } from './sample-program.ts';

/** One shop in euros, its first version. */
export const alone: PublishContext = { currenciesInUse: ['EUR'], previous: null, today: '2026-11-23' };

export const reward = (draft: Program, id: string) => byId(draft.rewards, id);
export const multiplier = (draft: Program) => {
  const campaign = byId(draft.campaigns, 'weekend');
  invariant(campaign.kind === 'multiplier', 'the weekend multiplies');
  return campaign;
};
export const tier = (draft: Program, id: string) => byId(draft.tiers.list, id);

/** A change of the sample program, and what is said of it where. */
export type Case = [what: string, change: (draft: Program) => unknown, path: string, message: RegExp, context?: Partial<PublishContext>];

export function named([what, change, path, message, context]: Case) {
  return { what, change, path, message, context };
}
