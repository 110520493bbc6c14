import { Banner, BlockStack, Button, InlineStack, SkeletonBodyText, Text } from '@shopify/polaris';
import { useCallback, useEffect, useState } from 'react';
import type { OrderView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { OrderTraceView } from './order-trace.tsx';

type State = { readonly kind: 'loading' } | { readonly kind: 'failed' } | { readonly kind: 'shown'; readonly order: OrderView };

export interface TraceDisclosureProps {
  readonly storeId: string;
  readonly orderId: string;
}

/** Fetches why an order earned what it earned, when somebody asks. */
export function TraceDisclosure({ storeId, orderId }: TraceDisclosureProps) {
  const { t } = useI18n();
  const [state, setState] = useState<State>({ kind: 'loading' });

  const load = useCallback(
    (signal?: AbortSignal) => {
      setState({ kind: 'loading' });
      readOrder({ storeId, orderId }, signal).then(
        (order) => setState({ kind: 'shown', order }),
        () => {
          if (!signal?.aborted) setState({ kind: 'failed' });
        },
      );
    },
    [storeId, orderId],
  );

  useEffect(() => {
    const stop = new AbortController();
    load(stop.signal);
    return () => stop.abort();
  }, [load]);

  if (state.kind === 'loading') {
    return (
      <div aria-busy="true">
        <Text as="p" visuallyHidden>
          {t('trace.loading')}
        </Text>
        <SkeletonBodyText lines={4} />
      </div>
    );
  }
  if (state.kind === 'failed') {
    return (
      <Banner tone="critical">
        <BlockStack gap="200">
          <Text as="p">{t('trace.failed')}</Text>
          <InlineStack>
            <Button onClick={() => load()}>{t('error.again')}</Button>
          </InlineStack>
        </BlockStack>
      </Banner>
    );
  }
  return <OrderTraceView order={state.order} heading="h4" />;
}

async function readOrder({ storeId, orderId }: TraceDisclosureProps, signal?: AbortSignal): Promise<OrderView> {
  const response = await fetch(`/app/trace/${storeId}/${encodeURIComponent(orderId)}`, {
    headers: { Accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new Error(`the order's trace answered ${response.status}`);
  const { order } = (await response.json()) as { readonly order: OrderView };
  return order;
}
