import { cardChanges, perkChanges } from './diff/benefits.ts';
import { campaignChanges, earningChanges } from './diff/earning.ts';
import { rewardChanges } from './diff/rewards.ts';
import {
  birthdayChanges,
  currencyChanges,
  expiryChanges,
  peopleChanges,
  referralChanges,
  settingChanges,
  storeChanges,
  textChanges,
  unitChanges,
} from './diff/settings.ts';
import { tierChanges } from './diff/tiers.ts';
import type { Change } from './diff/change.ts';
import { vocabularyOf } from './diff/vocabulary.ts';
import type { Program } from './program.schema.ts';

/**
 * What changed from one program to another, to be told to the shop's owner: what members see first, settings after. Ids decide what is the
 * same thing, so a new name is a new name and not a new reward. Empty exactly when nothing changed.
 */
export function diffPrograms(before: Program, after: Program): Change[] {
  const words = vocabularyOf(before, after);
  const settings = (group: keyof Program) => settingChanges(group, { before, after }, words);
  return [
    ...(['name', 'currency', 'timeZone', 'locale'] as const).flatMap(settings),
    ...unitChanges(before.units, after.units, words),
    ...earningChanges(before.earning, after.earning, words),
    ...campaignChanges(before.campaigns, after.campaigns, words),
    ...rewardChanges(before.rewards, after.rewards, words),
    ...cardChanges(before.cards, after.cards, words),
    ...tierChanges(before.tiers, after.tiers, words),
    ...perkChanges(before.perks, after.perks, words),
    ...referralChanges(before.referral, after.referral, words),
    ...birthdayChanges(before.birthday, after.birthday, words),
    ...expiryChanges(before.expiry, after.expiry, words),
    ...(['joining', 'visits', 'pending', 'orders', 'worth', 'takeBack', 'guests', 'redeeming'] as const).flatMap(settings),
    ...currencyChanges(before, after),
    ...storeChanges(before.stores, after.stores, words),
    ...peopleChanges(before, after, words),
    ...(['staff', 'notices', 'privacy', 'liability'] as const).flatMap(settings),
    ...settings('branding'),
    ...textChanges(before.texts, after.texts),
    ...settings('schemaVersion'),
  ];
}
