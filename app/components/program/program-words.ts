import type { Program } from '#app/domain/program/program.schema.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { countText } from './unit-text.ts';

type Rule = Program['earning']['rules'][number];
type Reward = Program['rewards'][number];
type Tier = Program['tiers']['list'][number];
type Campaign = Program['campaigns'][number];

/** A rule in a shopper's words: "1 bean for every €1.00". */
export function ruleText(rule: Rule, program: Program, { t, money }: Translator): string {
  const amount = (minor: number) => money(minor, program.currency);
  switch (rule.kind) {
    case 'per-amount':
      return t('program.says.per-amount', { points: countText(rule.args.points, program), amount: amount(rule.args.perMinor) });
    case 'per-order':
      return t('program.says.per-order', { points: countText(rule.args.points, program) });
    case 'per-product':
      return t('program.says.per-product', { points: countText(rule.args.points, program) });
    case 'product-multiple':
      return t('program.says.product-multiple', { times: rule.args.times });
    case 'first-order':
      return t('program.says.first-order', { points: countText(rule.args.points, program) });
    case 'nth-order':
      return t(rule.args.every ? 'program.says.every-nth-order' : 'program.says.nth-order', {
        points: countText(rule.args.points, program),
        nth: rule.args.nth,
      });
    case 'visit':
      return t('program.says.visit', { points: countText(rule.args.points, program) });
    case 'nth-visit':
      return t(rule.args.every ? 'program.says.every-nth-visit' : 'program.says.nth-visit', {
        points: countText(rule.args.points, program),
        nth: rule.args.nth,
      });
    case 'action':
      return `${countText(rule.args.points, program)}: ${rule.name}`;
  }
}

/** What a campaign gives: "2× everything". */
export function campaignText(campaign: Campaign, program: Program, { t, money }: Translator): string {
  switch (campaign.kind) {
    case 'multiplier':
      return t('program.says.campaign-times', { times: campaign.times });
    case 'bonus':
      return t('program.says.per-order', { points: countText(campaign.points, program) });
    case 'extra-rate':
      return t('program.says.campaign-extra', {
        points: countText(campaign.points, program),
        amount: money(campaign.perMinor, program.currency),
      });
    case 'gift':
    case 'challenge':
      return campaign.points === null ? campaign.name : countText(campaign.points, program);
  }
}

/** What a reward costs: "500 beans", "from 100 beans"; empty for gifts. */
export function costText(reward: Reward, program: Program, { t }: Translator): string {
  switch (reward.cost.kind) {
    case 'points':
      return countText(reward.cost.points, program);
    case 'any-amount':
      return t('program.says.from', { points: countText(reward.cost.min, program) });
    case 'given':
      return t('program.says.gift');
    case 'card':
      return '';
  }
}

/** How one gets into a tier: "from €250.00 in 12 months". */
export function wayText(way: Tier['ways'][number], program: Program, translator: Translator): string {
  const { t, money, number } = translator;
  const within = 'window' in way ? t(`program.window.${way.window}`) : '';
  switch (way.kind) {
    case 'join':
      return t('program.says.way-join');
    case 'points':
      return t('program.says.way-from', { what: countText(way.atLeast, program), within });
    case 'spend':
      return t('program.says.way-from', { what: money(way.atLeast[program.currency] ?? 0, program.currency), within });
    case 'orders':
      return t('program.says.way-orders', { count: way.atLeast, within });
    case 'visits':
      return t('program.says.way-visits', { count: way.atLeast, within });
    case 'paid':
      return t('program.says.way-paid');
    case 'product':
      return t('program.says.way-product');
    case 'invitation':
      return t('program.says.way-invitation');
    case 'top':
      return t('program.says.way-top', { percent: number(way.percent) });
  }
}
