import type { CatalogueFrame, CatalogueReward, RewardLimit, RewardSupply, StoreObstacle } from '#app/contracts/rewards.ts';
import { nameFor } from '#app/domain/units/unit-words.ts';
import type { MessageKey, Translator } from '#app/i18n/translator.ts';

type Words = Translator;

/** "400 beans", as the program's shoppers read it. */
function pointsText(steps: number, unit: string, { units }: CatalogueFrame): string {
  const words = units[unit];
  if (words === undefined) return String(steps);
  const value = steps / 10 ** words.scale;
  return `${new Intl.NumberFormat(words.locale, { maximumFractionDigits: words.scale }).format(value)} ${nameFor(value, words)}`;
}

/** What a reward costs. */
export function costText({ price }: CatalogueReward, view: CatalogueFrame, { t }: Words): string {
  switch (price.kind) {
    case 'points':
      return pointsText(price.points, price.unit, view);
    case 'any-amount':
      return t('rewards.cost.from', { points: pointsText(price.min, price.unit, view) });
    case 'card':
      return t('rewards.cost.card');
    case 'given':
      return t('rewards.cost.given');
  }
}

/** What it gives in the program's currency, in a few words. */
export function valueText(reward: CatalogueReward, { currency }: CatalogueFrame, { t, money, locale }: Words): string {
  const amount = reward.amounts.find((one) => one.currency === currency) ?? reward.amounts[0];
  const written = amount === undefined || amount.minor === 0 ? null : money(amount.minor, amount.currency);
  if (reward.percent !== null) {
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(reward.percent / 100);
    return written === null ? t('rewards.value.percent', { percent }) : t('rewards.value.percent.cap', { percent, amount: written });
  }
  if (written === null) return t('rewards.value.none');
  if (!reward.isMoney) return t('rewards.value.worth', { amount: written });
  return reward.price.kind === 'any-amount' ? t('rewards.value.step', { amount: written }) : written;
}

/** How much is left, in a few words. */
export function leftText({ kind, left, level }: RewardSupply, { t }: Words): string {
  if (left === null) return t('rewards.left.uncounted');
  if (level === 'none') return t('rewards.left.none');
  return t(kind === 'codes' ? 'rewards.left.codes' : 'rewards.left.pieces', { count: left });
}

/** "2 times a week". */
export function limitText(limit: RewardLimit | null, { t }: Words): string {
  return limit === null ? t('rewards.limit.none') : t(`rewards.limit.${limit.per}`, { count: limit.count });
}

/** A local day ("2026-12-24") with its year. */
export function dayText(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(new Date(`${day}T00:00:00Z`));
}

export interface StandingWords {
  readonly badge: string;
  readonly text: string;
  readonly tone: 'success' | 'info' | 'attention' | 'warning' | 'critical' | undefined;
}

const TONES = {
  ...{ on: 'success', hidden: 'info', gift: 'info', soon: 'info', draft: 'info' },
  ...{ gone: 'critical', over: undefined, off: undefined, paused: 'warning', left: 'attention' },
} as const satisfies Record<CatalogueReward['standing'], StandingWords['tone']>;

/** Where a reward stands, for its badge and in a sentence. */
export function standingWords(reward: CatalogueReward, { t, locale }: Words): StandingWords {
  const { standing, from, until } = reward;
  const tone = TONES[standing];
  if (standing === 'soon')
    return {
      badge: t('rewards.state.soon', { date: from === null ? '' : dayText(from, locale) }),
      text: t('rewards.state.soon.text'),
      tone,
    };
  if (standing === 'over')
    return {
      badge: t('rewards.state.over', { date: until === null ? '' : dayText(until, locale) }),
      text: t('rewards.state.over.text'),
      tone,
    };
  if (standing === 'gone' && reward.supply?.level === 'uncounted')
    return { badge: t('rewards.left.uncounted'), text: t('rewards.state.uncounted.text'), tone };
  const isUsedUp = standing === 'gone' && reward.limitInAll !== null && reward.limitInAll.used >= reward.limitInAll.count;
  const key = isUsedUp ? 'used-up' : standing;
  return { badge: t(`rewards.state.${key}`), text: t(`rewards.state.${key}.text`), tone };
}

/** Stores in which it is not offered although it is there to be had. */
export function missingStores(reward: CatalogueReward): { readonly some: boolean; readonly all: boolean } {
  const asked = reward.stores.filter(({ obstacle }) => obstacle?.reason !== 'disconnected');
  const missing = asked.filter(({ obstacle }) => obstacle !== null).length;
  return { some: missing > 0 && missing < asked.length, all: asked.length > 0 && missing === asked.length };
}

const DETAILS = ['not-on-platform', 'no-permission', 'switched-off', 'not-asked-yet'] as const;

/** Why a store does not offer it. */
export function obstacleText(obstacle: StoreObstacle, { t }: Words): string {
  if (obstacle.reason === 'no-value') return t('rewards.store.no-value', { currency: obstacle.currency });
  if (obstacle.reason !== 'platform') return t(`rewards.store.${obstacle.reason}`);
  return abilityText(obstacle.detail, t);
}

/** Why a store cannot hand a kind out, by the engine's word. */
export function abilityText(reason: string, t: Words['t']): string {
  const known = DETAILS.find((detail) => detail === reason);
  const key: MessageKey = known === undefined ? 'rewards.store.unknown' : `rewards.store.${known}`;
  return t(key);
}

const MOST_COUNTED = 10_000;

/** "12 times", and from ten thousand on "more than 10,000 times". */
export function usedText({ redeemed: { inAll } }: CatalogueReward, { t }: Words): string {
  if (inAll === 0) return t('rewards.used.never');
  return inAll > MOST_COUNTED ? t('rewards.used.many', { count: MOST_COUNTED }) : t('rewards.used.times', { count: inAll });
}
