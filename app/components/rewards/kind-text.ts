import type { CatalogueReward } from '#app/contracts/rewards.ts';
import type { Translator } from '#app/i18n/translator.ts';

/** The kind's name, as the editor calls it. */
export function kindText({ kind, price }: Pick<CatalogueReward, 'kind' | 'price'>, t: Translator['t']): string {
  if (kind === 'draw') return t('rewards.kind.draw');
  return kind === 'amount' && price.kind === 'any-amount' ? t('reward.slider') : t(`reward.${kind}`);
}
