import { Card, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { MemberView, PostingView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import { Change } from './change.tsx';
import { postingName, reasonName } from './posting-words.ts';

/** Every change of the balance, newest first, as a bank would write it: when, what and why, how much, and what was left. */
export function StatementCard({ member }: { readonly member: MemberView }) {
  const { t, number } = useI18n();
  const columns: Column<PostingView>[] = [
    { id: 'date', heading: t('statement.date'), cell: (posting) => <OnDay iso={posting.occurredAt} /> },
    { id: 'what', heading: t('statement.what'), header: true, cell: (posting) => <What posting={posting} /> },
    {
      id: 'change',
      heading: t('statement.change'),
      numeric: true,
      cell: (posting) => <Change posting={posting} />,
    },
    { id: 'after', heading: t('statement.after'), numeric: true, cell: (posting) => afterText(posting, number) },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-card-head">
        <Text as="h2" variant="headingSm">
          {t('statement.title')}
        </Text>
      </div>
      {member.postings.length === 0 ? (
        <div className="rung-card-text">
          <Text as="p" tone="subdued">
            {t('statement.empty')}
          </Text>
        </div>
      ) : (
        <StackedTable
          flush
          narrow="statement"
          caption={t('statement.title')}
          columns={columns}
          rows={member.postings}
          rowKey={(posting) => posting.postingId}
        />
      )}
    </Card>
  );
}

function What({ posting }: { readonly posting: PostingView }) {
  const { t } = useI18n();
  const reason = reasonName(posting, t);
  return (
    <>
      <span className="rung-strong">
        {posting.orderId === null ? (
          postingName(posting.kind, t)
        ) : (
          <Link to={`/app/orders/-/${encodeURIComponent(posting.orderId)}`}>{postingName(posting.kind, t)}</Link>
        )}
      </span>
      {reason !== null && <span className="rung-quiet rung-block">{reason}</span>}
      {posting.note !== null && <q className="rung-quiet rung-block">{posting.note}</q>}
      {posting.forgiven > 0 && <span className="rung-quiet rung-block">{t('statement.forgiven', { count: posting.forgiven })}</span>}
      {posting.because.length > 0 && reason === null && (
        <details className="rung-details">
          <summary>{t('statement.why')}</summary>
          <ul className="rung-reasons">
            {posting.because.map((line, index) => (
              <li key={index}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function afterText(posting: PostingView, number: (value: number) => string): string {
  const last = posting.transfers.at(-1);
  return last ? number(last.shownAfter) : '–';
}
