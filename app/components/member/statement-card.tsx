import { Card, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { NoteView } from '#app/contracts/members.ts';
import type { MemberView, PostingView } from '#app/contracts/reading.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { reasonText } from '#app/i18n/reason-text.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import { Change } from './change.tsx';
import { postingName, reasonName } from './posting-words.ts';

type Line =
  | { readonly kind: 'posting'; readonly at: string; readonly posting: PostingView }
  | { readonly kind: 'note'; readonly at: string; readonly note: NoteView };

const LINES_AT_FIRST = 25;

/** Every change of the balance, newest first, as a bank would write it: when, what and why, how much, and what was left; notes of staff stand among them on their day. */
export function StatementCard({ member, notes }: { readonly member: MemberView; readonly notes: readonly NoteView[] }) {
  const { t, pointsNumber } = useI18n();
  const lines = linesOf(member, notes);
  const columns: Column<Line>[] = [
    { id: 'date', heading: t('statement.date'), cell: (line) => <OnDay iso={line.at} /> },
    {
      id: 'what',
      heading: t('statement.what'),
      header: true,
      cell: (line) => (line.kind === 'note' ? <Note note={line.note} /> : <What posting={line.posting} />),
    },
    {
      id: 'change',
      heading: t('statement.change'),
      numeric: true,
      cell: (line) => (line.kind === 'note' ? null : <Change posting={line.posting} />),
    },
    {
      id: 'after',
      heading: t('statement.after'),
      numeric: true,
      cell: (line) => (line.kind === 'note' ? null : afterText(line.posting, pointsNumber)),
    },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-card-head">
        <Text as="h2" variant="headingSm">
          {t('statement.title')}
        </Text>
      </div>
      {lines.length === 0 ? (
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
          rows={lines}
          first={LINES_AT_FIRST}
          isMuted={(line) => line.kind === 'note'}
          rowKey={(line) => (line.kind === 'note' ? line.note.noteId : line.posting.postingId)}
        />
      )}
    </Card>
  );
}

/** Newest first; what happened at one moment keeps the ledger's order. Notes older than the oldest line that is shown stand with the other notes only. */
function linesOf({ postings }: MemberView, notes: readonly NoteView[]): Line[] {
  const oldest = postings.length < 100 ? '' : (postings.at(-1)?.recordedAt ?? '');
  const noteLines = notes.filter(({ at }) => at >= oldest).map((note): Line => ({ kind: 'note', at: note.at, note }));
  const lines: Line[] = postings.map((posting) => ({ kind: 'posting', at: posting.occurredAt, posting }));
  const placed = (line: Line) => (line.kind === 'posting' ? line.posting.recordedAt : line.at);
  for (const note of noteLines) {
    const place = lines.findIndex((line) => placed(line) <= note.at);
    lines.splice(place === -1 ? lines.length : place, 0, note);
  }
  return lines;
}

function Note({ note }: { readonly note: NoteView }) {
  const { t } = useI18n();
  return (
    <>
      <span className="rung-strong">{t('statement.note')}</span>
      <q className="rung-quiet rung-block rung-note-text">{note.text}</q>
    </>
  );
}

function What({ posting }: { readonly posting: PostingView }) {
  const words = useI18n();
  const { t, points } = words;
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
      {posting.forgiven > 0 && (
        <span className="rung-quiet rung-block">{t('statement.forgiven', { points: points(posting.forgiven) })}</span>
      )}
      {posting.because.length > 0 && reason === null && (
        <details className="rung-details">
          <summary>{t('statement.why')}</summary>
          <ul className="rung-reasons">
            {posting.because.map((line, index) => (
              <li key={index}>{reasonText(line, words)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function afterText(posting: PostingView, pointsNumber: Translator['pointsNumber']): string {
  const last = posting.transfers.at(-1);
  return last ? pointsNumber(last.shownAfter, last.unit) : '–';
}
