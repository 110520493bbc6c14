import { BlockStack, Card, Text } from '@shopify/polaris';
import { useI18n } from '../../i18n-context.tsx';
import { textAt } from '../editor/document.ts';
import { useDraft } from '../editor/draft-context.tsx';
import { ChoiceSlot, NumberSlot } from '../editor/fields.tsx';
import { Sentence, slot } from '../editor/sentence.tsx';
import { CAMPAIGN_PIECES } from '../pieces/campaign-pieces.tsx';
import { PieceList } from '../pieces/piece-list.tsx';
import { RULE_PIECES } from '../pieces/rule-pieces.tsx';
import { manyText } from '../unit-text.ts';
import { PendingSentence } from './settings-pages.tsx';

const kindOf = (entry: unknown) => textAt(entry, 'kind');

/** What members get points for, and how points are worked out from it. */
export function EarnPage() {
  return (
    <>
      <PieceList
        path="earning.rules"
        noun="rule"
        pieces={RULE_PIECES}
        kindOf={kindOf}
        words={{ add: 'earn.add', emptyTitle: 'earn.empty', emptyText: 'earn.empty.text' }}
      />
      <RoundingCard />
    </>
  );
}

function RoundingCard() {
  const { t } = useI18n();
  const unit = manyText(useDraft().program);
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('earn.together')}
        </Text>
        <Sentence
          text={t('earn.rounding', { unit, rounding: slot('rounding') })}
          slots={{
            rounding: (
              <ChoiceSlot
                inline
                path="earning.rounding"
                label={t('earn.rounding.label')}
                options={(['down', 'nearest', 'up', 'carry'] as const).map((value) => ({ value, label: t(`earn.rounding.${value}`) }))}
              />
            ),
          }}
        />
        <PendingSentence />
        <Sentence
          text={t('earn.bonuses', { combine: slot('combine'), cap: slot('cap') })}
          slots={{
            combine: (
              <ChoiceSlot
                inline
                path="earning.bonuses.combine"
                label={t('earn.bonuses.label')}
                options={(['add', 'multiply'] as const).map((value) => ({ value, label: t(`earn.bonuses.${value}`) }))}
              />
            ),
            cap: <NumberSlot inline exact optional path="earning.bonuses.cap" label={t('earn.bonuses.cap')} suffix="×" />,
          }}
        />
      </BlockStack>
    </Card>
  );
}

/** More for a while. */
export function CampaignsPage() {
  return (
    <PieceList
      path="campaigns"
      noun="campaign"
      pieces={CAMPAIGN_PIECES}
      kindOf={kindOf}
      words={{ add: 'campaigns.add', emptyTitle: 'campaigns.empty', emptyText: 'campaigns.empty.text' }}
    />
  );
}
