import { Badge, BlockStack, Card, Icon, InlineStack, Text } from '@shopify/polaris';
import { CheckCircleIcon, CircleChevronRightIcon } from '@shopify/polaris-icons';
import type { OverviewView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** Before the first order: what is ready, what comes next, and what will be seen then. */
export function NextStepCard({ overview }: { readonly overview: OverviewView }) {
  const { t } = useI18n();
  const domain = overview.stores[0]?.domain ?? null;
  const steps = [
    {
      id: 'store',
      done: domain !== null,
      title: t('next.store'),
      text: domain === null ? t('next.store.missing') : t('next.store.done', { domain }),
    },
    {
      id: 'program',
      done: overview.versionNo !== null,
      title: t('next.program'),
      text: overview.versionNo === null ? t('next.program.missing') : t('next.program.done', { version: overview.versionNo }),
    },
    { id: 'order', done: false, title: t('next.order'), text: t('next.order.how') },
  ];
  const done = steps.filter((step) => step.done).length;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('next.title')}
          </Text>
          <Badge>{t('next.progress', { done, total: steps.length })}</Badge>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t('next.text')}
        </Text>
        <ol className="rung-steps">
          {steps.map((step) => (
            <li key={step.id} className={step.done ? 'rung-step rung-step-done' : 'rung-step'}>
              <span className="rung-step-mark">
                <Icon source={step.done ? CheckCircleIcon : CircleChevronRightIcon} tone={step.done ? 'success' : 'base'} />
              </span>
              <span>
                <Text as="h3" variant="headingSm">
                  {step.title}
                  <Text as="span" visuallyHidden>
                    {step.done ? `: ${t('next.done')}` : ''}
                  </Text>
                </Text>
                <Text as="p" tone="subdued">
                  {step.text}
                </Text>
              </span>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}
