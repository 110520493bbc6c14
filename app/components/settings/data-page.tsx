import { Banner, BlockStack, Button, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useFetcher, useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';
import type { ExportAnswer, ProgramExportView } from '#app/contracts/program-export.ts';
import { AdminPage } from '../admin-page.tsx';
import { DownloadButton } from '../download-button.tsx';
import { useI18n } from '../i18n-context.tsx';

const PATH = '/app/settings/data';
const LOOK_MS = 2_000;

/** Everything of the program in one file: asking for it, how far it is, taking it home. */
export function DataPage({ exports, nowMs }: { readonly exports: readonly ProgramExportView[]; readonly nowMs: number }) {
  const { t } = useI18n();
  const fetcher = useFetcher<ExportAnswer>();
  const { revalidate } = useRevalidator();
  const isOpen = exports.some(({ state }) => state === 'waiting' || state === 'running');
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(revalidate, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOpen, revalidate]);
  const busy = fetcher.state !== 'idle';
  const send = (fields: Readonly<Record<string, string>>) => fetcher.submit({ ...fields }, { method: 'post', action: PATH });
  return (
    <AdminPage
      title={t('data.title')}
      subtitle={t('data.subtitle')}
      back={{ label: t('settings.title'), url: '/app/settings' }}
      nowMs={nowMs}
    >
      <BlockStack gap="400">
        <Card roundedAbove="xs">
          <BlockStack gap="300">
            <Text as="p">{t('data.text')}</Text>
            <Text as="p" tone="subdued">
              {t('data.privacy')}
            </Text>
            {!busy && fetcher.data?.outcome === 'refused' && (
              <Banner tone="warning">
                <Text as="p">{t(`data.refused.${fetcher.data.reason}`)}</Text>
              </Banner>
            )}
            <InlineStack>
              <Button variant="primary" loading={busy} disabled={isOpen} onClick={() => send({ intent: 'start' })}>
                {t('data.start')}
              </Button>
            </InlineStack>
          </BlockStack>
        </Card>
        {exports.length > 0 && (
          <Card roundedAbove="xs">
            <BlockStack gap="300">
              <Text as="h2" variant="headingSm">
                {t('data.list')}
              </Text>
              <ul className="rung-rows">
                {exports.map((one) => (
                  <li key={one.exportId}>
                    <ExportLine one={one} onCancel={() => send({ intent: 'cancel', exportId: one.exportId })} />
                  </li>
                ))}
              </ul>
            </BlockStack>
          </Card>
        )}
      </BlockStack>
    </AdminPage>
  );
}

function ExportLine({ one, onCancel }: { readonly one: ProgramExportView; readonly onCancel: () => void }) {
  const { t, date, dateTime, number } = useI18n();
  const isOpen = one.state === 'waiting' || one.state === 'running';
  const state =
    one.state === 'running'
      ? t('data.running', { done: one.done, total: one.total })
      : one.state === 'done'
        ? t('data.done', { size: sizeText(one.bytes, number), until: date(one.expiresAt ?? one.startedAt) })
        : t(`data.${one.state}`);
  const share = one.total === 0 ? 0 : Math.floor((one.done * 100) / one.total);
  return (
    <BlockStack gap="200">
      <div className="rung-row">
        <div>
          <span className="rung-strong">{t('data.asked', { at: dateTime(one.startedAt) })}</span>
          <span className="rung-quiet rung-block" role="status">
            {state}
          </span>
        </div>
        {one.state === 'done' && (
          <DownloadButton
            url={`${PATH}/${one.exportId}`}
            fileName={`rung-${one.startedAt.slice(0, 10)}.zip`}
            about={dateTime(one.startedAt)}
          />
        )}
        {isOpen && <Button onClick={onCancel}>{t('data.cancel')}</Button>}
      </div>
      {one.state === 'running' && <ProgressBar progress={share} size="small" ariaLabelledBy={`progress-${one.exportId}`} />}
      {one.state === 'running' && (
        <span id={`progress-${one.exportId}`} className="rung-unseen">
          {t('data.progress')}
        </span>
      )}
    </BlockStack>
  );
}

function sizeText(bytes: number, number: (value: number) => string): string {
  return bytes < 1_000_000 ? `${number(Math.max(1, Math.round(bytes / 1_000)))} kB` : `${number(Math.round(bytes / 100_000) / 10)} MB`;
}
