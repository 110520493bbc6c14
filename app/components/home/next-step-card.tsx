import { Badge, BlockStack, Button, Card, Icon, InlineStack, Text } from '@shopify/polaris';
import { CheckCircleIcon, CircleChevronRightIcon } from '@shopify/polaris-icons';
import { useFetcher } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { FirstStepsView } from '#app/contracts/program-editor.ts';
import type { OverviewView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { useWidgetState } from './use-widget-state.ts';

export interface NextStepCardProps {
  readonly overview: OverviewView;
  readonly firstSteps: FirstStepsView;
  /** The store that the admin stands in. */
  readonly storeId: string;
  /** Of the app: a link into the theme editor names it. */
  readonly apiKey: string;
}

interface Step {
  readonly id: string;
  readonly done: boolean;
  readonly optional?: boolean;
  readonly title: string;
  readonly text: string;
  readonly button?: ReactNode;
}

/** The first days: what is ready, what comes next, and what will be seen then. Goes when all is done, or when it is put away. */
export function NextStepCard({ overview, firstSteps, storeId, apiKey }: NextStepCardProps) {
  const { t } = useI18n();
  const steps = useSteps({ overview, firstSteps, storeId, apiKey });
  const hiding = useFetcher();
  const needed = steps.filter((step) => step.optional !== true);
  const done = needed.filter((step) => step.done).length;
  if (hiding.state !== 'idle' || done === needed.length) return null;
  const hasOrders = overview.orders.total > 0;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t(hasOrders ? 'next.title.going' : 'next.title')}
          </Text>
          <Badge>{t('next.progress', { done, total: needed.length })}</Badge>
        </InlineStack>
        {!hasOrders && (
          <Text as="p" tone="subdued">
            {t('next.text')}
          </Text>
        )}
        <ol className="rung-steps">
          {steps.map((step) => (
            <StepRow key={step.id} step={step} />
          ))}
        </ol>
        {firstSteps.published && (
          <InlineStack>
            <Button variant="plain" onClick={() => hiding.submit({ intent: 'hide-first-steps' }, { method: 'post', action: '/app?index' })}>
              {t('next.hide')}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function StepRow({ step }: { readonly step: Step }) {
  const { t } = useI18n();
  return (
    <li className={step.done ? 'rung-step rung-step-done' : 'rung-step'}>
      <span className="rung-step-mark">
        <Icon source={step.done ? CheckCircleIcon : CircleChevronRightIcon} tone={step.done ? 'success' : 'base'} />
      </span>
      <div>
        <Text as="h3" variant="headingSm">
          {step.title}
          <Text as="span" visuallyHidden>
            {step.done ? `: ${t('next.done')}` : ''}
          </Text>
          {step.optional === true && <span className="rung-quiet"> · {t('next.optional')}</span>}
        </Text>
        <Text as="p" tone="subdued">
          {step.text}
        </Text>
        {!step.done && step.button !== undefined && <div className="rung-step-button">{step.button}</div>}
      </div>
    </li>
  );
}

function useSteps({ overview, firstSteps, storeId, apiKey }: NextStepCardProps): Step[] {
  const { t } = useI18n();
  const store = overview.stores.find((each) => each.storeId === storeId) ?? overview.stores[0];
  const isShopify = store?.platform !== 'woocommerce';
  const widget = useWidgetState();
  const hasOrders = overview.orders.total > 0;
  const stores = overview.stores.filter(({ state }) => state === 'connected').length;
  return [
    {
      id: 'program',
      done: firstSteps.published && overview.versionNo !== null,
      title: t('next.program'),
      text:
        firstSteps.published && overview.versionNo !== null ? t('next.program.done', { version: overview.versionNo }) : t('start.subtitle'),
      button: (
        <Button variant="primary" url="/app/start">
          {t('next.set-up')}
        </Button>
      ),
    },
    {
      id: 'widget',
      done: isShopify ? widget === 'on' : store.state === 'connected',
      title: t('next.widget'),
      text: !isShopify ? t('next.widget.woo') : widget === 'on' ? t('next.widget.done') : t('next.widget.how'),
      button: (
        <Button
          url={`https://${store?.domain ?? ''}/admin/themes/current/editor?context=apps&activateAppId=${encodeURIComponent(apiKey)}/launcher`}
          target="_top"
        >
          {t('next.widget.open')}
        </Button>
      ),
    },
    { id: 'order', done: hasOrders, title: t('next.order'), text: hasOrders ? t('next.order.done') : t('next.order.how') },
    {
      id: 'second',
      done: stores > 1,
      optional: true,
      title: t('next.second'),
      text: stores > 1 ? t('next.second.done', { count: stores }) : t('next.second.how'),
    },
  ];
}
