import { Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useFetcher, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';

export interface UnknownOrderPageProps {
  readonly storeId: string;
  readonly orderId: string;
  /** It is being asked for already. */
  readonly wanted: boolean;
  readonly nowMs: number;
}

const LOOK_MS = 3_000;

/** An order that the store knows and we do not, yet: offers to fetch it, and goes on to its points when it has arrived. */
export function UnknownOrderPage({ orderId, wanted, nowMs }: UnknownOrderPageProps) {
  const { t } = useI18n();
  const fetcher = useFetcher<{ readonly outcome: 'wanted' }>();
  const { revalidate, state } = useRevalidator();
  const waiting = wanted || fetcher.data !== undefined;
  useEffect(() => {
    if (!waiting || state !== 'idle') return undefined;
    const timer = setTimeout(revalidate, LOOK_MS);
    return () => clearTimeout(timer);
  }, [waiting, state, revalidate]);
  return (
    <AdminPage title={t('order.unknown.title')} back={{ label: t('nav.orders'), url: '/app/orders' }} nowMs={nowMs}>
      <Card roundedAbove="xs">
        <BlockStack gap="400">
          <Text as="p">{t('order.unknown.text', { id: orderId })}</Text>
          {waiting ? (
            <Banner tone="info">
              <Text as="p">{t('order.unknown.waiting')}</Text>
            </Banner>
          ) : (
            <InlineStack>
              <Button
                variant="primary"
                loading={fetcher.state !== 'idle'}
                onClick={() => fetcher.submit({ intent: 'fetch' }, { method: 'post' })}
              >
                {t('order.unknown.fetch')}
              </Button>
            </InlineStack>
          )}
        </BlockStack>
      </Card>
    </AdminPage>
  );
}
