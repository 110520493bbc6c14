import { Button, InlineStack } from '@shopify/polaris';
import type { CatalogueFrame, CatalogueReward } from '#app/contracts/rewards.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { FactsCard } from '../facts-card.tsx';
import { useI18n } from '../i18n-context.tsx';
import { kindText } from './kind-text.ts';
import { costText, dayText, limitText, usedText, valueText } from './reward-words.ts';

/** What the reward is, in a line each. */
export function AboutCard({ reward, view }: { readonly reward: CatalogueReward; readonly view: CatalogueFrame }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { limitInAll } = reward;
  const facts = [
    { name: t('rewards.fact.kind'), value: kindText(reward, t) },
    ...(reward.standing === 'left' ? [] : [{ name: t('rewards.column.cost'), value: costText(reward, view, i18n) }]),
    ...(reward.standing === 'left' ? [] : [{ name: t('rewards.column.value'), value: <Values reward={reward} view={view} /> }]),
    {
      name: t('rewards.fact.who'),
      value: reward.tiers.length === 0 ? t('rewards.fact.who.all') : t('rewards.fact.who.tiers', { tiers: reward.tiers.join(', ') }),
    },
    { name: t('rewards.fact.dates'), value: datesText(reward, i18n) },
    { name: t('rewards.fact.member'), value: limitText(reward.limitPerMember, i18n) },
    ...(limitInAll === null
      ? []
      : [
          {
            name: t('rewards.fact.all'),
            value: t('rewards.fact.all.text', { limit: limitText(limitInAll, i18n), used: limitInAll.used }),
          },
        ]),
    { name: t('rewards.column.used'), value: usedText(reward, i18n) },
  ];
  return (
    <FactsCard title={t('rewards.about')} facts={facts}>
      {reward.description !== '' && <p className="rung-quiet">{reward.description}</p>}
      {reward.standing !== 'left' && (
        <InlineStack>
          <Button url={`/app/program/rewards#reward-${reward.rewardId}`}>{t('rewards.edit.one')}</Button>
        </InlineStack>
      )}
    </FactsCard>
  );
}

/** One currency as a sentence, several as a line each. */
function Values({ reward, view }: { readonly reward: CatalogueReward; readonly view: CatalogueFrame }) {
  const i18n = useI18n();
  const lines =
    reward.amounts.length > 1
      ? reward.amounts.map((amount) => valueText({ ...reward, amounts: [amount] }, view, i18n))
      : [valueText(reward, view, i18n)];
  return (
    <>
      {lines.map((line) => (
        <span key={line} className="rung-block">
          {line}
        </span>
      ))}
    </>
  );
}

function datesText({ from, until }: CatalogueReward, { t, locale }: Translator): string {
  if (from !== null && until !== null)
    return t('rewards.fact.dates.between', { from: dayText(from, locale), until: dayText(until, locale) });
  if (from !== null) return t('rewards.fact.dates.from', { from: dayText(from, locale) });
  return until === null ? t('rewards.fact.dates.always') : t('rewards.fact.dates.until', { until: dayText(until, locale) });
}
