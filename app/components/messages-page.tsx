import { Badge, Button, Card, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect } from 'react';
import type { InboxRowView, InboxView } from '#app/contracts/reading.ts';
import { AdminPage } from './admin-page.tsx';
import { isFailed } from './failed-deed.tsx';
import { useI18n } from './i18n-context.tsx';
import { Ago } from './moment.tsx';
import { type Column, StackedTable } from './stacked-table.tsx';
import { showToast } from './toast.tsx';

export type ReplayAnswer = { readonly outcome: 'waiting' } | { readonly outcome: 'gone' };

/** What the store told us and is not done with: what waits, and what was given up. */
export function MessagesPage({ inbox, nowMs }: { readonly inbox: InboxView; readonly nowMs: number }) {
  const { t } = useI18n();
  return (
    <AdminPage title={t('messages.title')} subtitle={t('messages.subtitle')} back={{ label: t('nav.home'), url: '/app' }} nowMs={nowMs}>
      <MessagesCard inbox={inbox} />
    </AdminPage>
  );
}

function MessagesCard({ inbox }: { readonly inbox: InboxView }) {
  const { t, number } = useI18n();
  const { replay, replaying } = useReplay();
  const columns: Column<InboxRowView>[] = [
    { id: 'topic', heading: t('messages.topic'), header: true, cell: (row) => <Topic row={row} /> },
    { id: 'state', heading: t('messages.state'), cell: (row) => <RowState row={row} /> },
    { id: 'tries', heading: t('messages.tries'), numeric: true, cell: (row) => number(row.tries) },
    { id: 'received', heading: t('messages.received'), cell: (row) => <Ago iso={row.receivedAt} /> },
    {
      id: 'action',
      heading: t('messages.action'),
      cell: (row) =>
        row.state === 'dead' ? (
          <Button onClick={() => replay(row.id)} loading={replaying === row.id} accessibilityLabel={`${t('messages.again')}: ${row.topic}`}>
            {t('messages.again')}
          </Button>
        ) : (
          '–'
        ),
    },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      {inbox.rows.length === 0 ? (
        <div className="rung-feed-empty">
          <Text as="h2" variant="headingSm" alignment="center">
            {t('messages.empty.title')}
          </Text>
          <Text as="p" tone="subdued" alignment="center">
            {t('messages.empty.text')}
          </Text>
        </div>
      ) : (
        <StackedTable flush caption={t('messages.title')} columns={columns} rows={inbox.rows} rowKey={(row) => row.id} />
      )}
    </Card>
  );
}

/** Tries a message again and says what became of that; the row itself has moved on by then. */
function useReplay(): { readonly replay: (id: string) => void; readonly replaying: string | null } {
  const { t } = useI18n();
  const { data, state, formData, submit } = useFetcher<ReplayAnswer>();
  useEffect(() => {
    if (state === 'idle' && data && !isFailed(data))
      showToast(t(data.outcome === 'waiting' ? 'messages.again.done' : 'messages.again.gone'));
  }, [state, data, t]);
  return {
    replay: (id) => submit({ id }, { method: 'post' }),
    replaying: textOf(formData?.get('id')),
  };
}

function textOf(field: FormDataEntryValue | null | undefined): string | null {
  return typeof field === 'string' ? field : null;
}

function Topic({ row }: { readonly row: InboxRowView }) {
  return (
    <>
      <span className="rung-strong">{row.topic}</span>
      {row.reason !== null && <span className="rung-quiet rung-block">{row.reason}</span>}
    </>
  );
}

function RowState({ row }: { readonly row: InboxRowView }) {
  const { t } = useI18n();
  if (row.state === 'dead') return <Badge tone="critical">{t('messages.state.dead')}</Badge>;
  if (row.state === 'waiting') return <Badge tone="info">{t('messages.state.waiting')}</Badge>;
  if (row.state === 'done') return <Badge tone="success">{t('messages.state.done')}</Badge>;
  if (row.state === 'skipped') return <Badge>{t('messages.state.skipped')}</Badge>;
  return <Badge>{row.state}</Badge>;
}
