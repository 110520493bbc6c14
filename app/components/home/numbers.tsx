import { Button, InlineStack, Text } from '@shopify/polaris';
import type { CoreNumbersView } from '#app/contracts/analytics.ts';
import { CoreCards, type CoreName, useCoreWords } from '../analytics/core-cards.tsx';
import { useI18n } from '../i18n-context.tsx';
import { Sparkline } from './sparkline.tsx';

/** The four core numbers of the last four weeks, each with its course: by weeks where days make it up, else by months. */
export function Numbers({ numbers }: { readonly numbers: CoreNumbersView }) {
  const { t } = useI18n();
  return (
    <div className="rung-column-main">
      <CoreCards core={numbers.core} picture={(name) => <Course name={name} values={courseOf(numbers, name)} />} />
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <Text as="p" variant="bodySm" tone="subdued">
          {t('home.core.text')} {t('analytics.bias.short')}
        </Text>
        <Button variant="plain" url="/app/analytics">
          {t('home.core.more')}
        </Button>
      </InlineStack>
    </div>
  );
}

function courseOf({ weeks, months }: CoreNumbersView, name: CoreName): readonly number[] {
  const values = name === 'redemption' || name === 'orderValueLift' ? weeks.map((week) => week[name]) : months.map((month) => month[name]);
  return values.filter((value) => value !== null);
}

function Course({ name, values }: { readonly name: CoreName; readonly values: readonly number[] }) {
  const { t } = useI18n();
  const { value } = useCoreWords();
  const label = t('home.core.line', {
    name: t(`analytics.core.${name}`),
    low: value(name, Math.min(...values)),
    high: value(name, Math.max(...values)),
    last: value(name, values.at(-1) ?? null),
  });
  return <Sparkline label={label} values={values} tone={name === 'redemption' ? 'redeemed' : name === 'quiet' ? 'neutral' : 'earned'} />;
}
