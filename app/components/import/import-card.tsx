import { Banner, BlockStack, Button, Card, FormLayout, InlineStack, Select, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useId, useState } from 'react';
import type { ImportDeed, ImportPreview, ImportsAnswer } from '#app/contracts/history-import.ts';
import { useI18n } from '../i18n-context.tsx';
import { ImportProgress } from './import-progress.tsx';

const PATH = '/app/imports';
const LOOK_MS = 3_000;
const YEAR_MS = 365 * 86_400_000;

/** Past orders: what an import would give, starting one, and how far it is. Loads by itself; looks again every few seconds while one runs. */
export function ImportCard({ nowMs }: { readonly nowMs: number }) {
  const { t } = useI18n();
  const list = useFetcher<ImportsAnswer>();
  const { load } = list;
  const isOpen = list.data?.imports.some(({ state }) => state === 'running' || state === 'undoing') ?? false;
  useEffect(() => load(PATH), [load]);
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(() => load(PATH), LOOK_MS);
    return () => clearInterval(timer);
  }, [isOpen, load]);
  const stores = list.data?.stores ?? [];
  const imports = list.data?.imports ?? [];
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('import.title')}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('import.text')}
          </Text>
        </BlockStack>
        {stores.length > 0 && <ImportForm stores={stores} nowMs={nowMs} />}
        {imports.length > 0 && (
          <ul className="rung-rows">
            {imports.slice(0, 5).map((one) => (
              <li key={one.id}>
                <ImportProgress view={one} onChanged={() => load(PATH)} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

interface FormProps {
  readonly stores: ImportsAnswer['stores'];
  readonly nowMs: number;
}

/** Nothing is imported before its preview was seen: the second button comes with it, and goes when the choice changes. */
function ImportForm({ stores, nowMs }: FormProps) {
  const { t } = useI18n();
  const id = useId();
  const [storeId, setStoreId] = useState(stores[0]?.storeId ?? '');
  const [from, setFrom] = useState(new Date(nowMs - YEAR_MS).toISOString().slice(0, 10));
  const look = useFetcher<ImportDeed>();
  const start = useFetcher<ImportDeed>();
  const answer = look.data;
  const isShown = answer?.outcome === 'preview' && answer.storeId === storeId && answer.from === from && start.data?.outcome !== 'changed';
  const refusal = [start.data, answer].find((deed) => deed?.outcome === 'refused');
  const send = (fetcher: typeof look, intent: string) => fetcher.submit({ intent, storeId, from }, { method: 'post', action: PATH });
  return (
    <BlockStack gap="300">
      <FormLayout>
        <FormLayout.Group>
          <Select
            id={`${id}-store`}
            label={t('import.store')}
            options={stores.map((store) => ({ value: store.storeId, label: store.domain }))}
            value={storeId}
            onChange={setStoreId}
          />
          <TextField id={`${id}-from`} label={t('import.from')} type="date" autoComplete="off" value={from} onChange={setFrom} />
        </FormLayout.Group>
      </FormLayout>
      <div aria-live="polite">
        {refusal?.outcome === 'refused' && (
          <Banner tone="warning">
            <Text as="p">{t(`import.refused.${refusal.reason}`)}</Text>
          </Banner>
        )}
        {isShown && <PreviewWords preview={answer.preview} />}
      </div>
      <InlineStack gap="200">
        <Button loading={look.state !== 'idle'} onClick={() => send(look, 'preview')}>
          {t('import.preview')}
        </Button>
        {isShown && answer.preview.orders > 0 && (
          <Button variant="primary" loading={start.state !== 'idle'} onClick={() => send(start, 'start')}>
            {t('import.start')}
          </Button>
        )}
      </InlineStack>
    </BlockStack>
  );
}

function PreviewWords({ preview }: { readonly preview: ImportPreview }) {
  const { t, points, money, number, date } = useI18n();
  const { total, looked, complete, orders, members, cost, hiddenBefore, versionNo, estimate } = preview;
  const lines = [
    t('import.looked', { count: total ?? looked, version: versionNo }),
    ...(complete ? [] : [t('import.sample', { count: looked, total: number(total ?? looked) })]),
    orders === 0
      ? t('import.nothing')
      : t(complete ? 'import.gives' : 'import.sample.gives', { count: orders, points: points(preview.points), members }),
    ...(estimate === null || orders === 0 ? [] : [t('import.estimate', { count: estimate.orders, points: points(estimate.points) })]),
    ...(cost === null || cost.minor === 0 ? [] : [t('import.cost', { amount: money(cost.minor, cost.currency) })]),
    ...(preview.failed > 0 ? [t('import.failed', { count: preview.failed })] : []),
    ...(hiddenBefore === null ? [] : [t('import.hidden', { day: date(hiddenBefore) })]),
  ];
  return (
    <BlockStack gap="100">
      {lines.map((line) => (
        <Text as="p" key={line}>
          {line}
        </Text>
      ))}
    </BlockStack>
  );
}
