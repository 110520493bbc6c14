import type { PostingView } from '#app/contracts/reading.ts';
import { type Paint, type Row, moment, signed, table } from './layout.ts';

const SHOWN = 30;

/** Postings as on a bank statement, newest first; at most 30, the JSON has them all. */
export function postingLines(postings: readonly PostingView[], paint: Paint): string[] {
  if (postings.length === 0) return [];
  const rows = postings.slice(0, SHOWN).map((posting): Row => {
    const shown = posting.transfers.findLast(({ unit }) => unit === 'points')?.shownAfter;
    const change = { text: signed(posting.change), tone: posting.change < 0 ? ('bad' as const) : ('good' as const) };
    const note = posting.note === null ? [] : [`(${posting.note})`];
    const why = [...(posting.because.length > 0 ? [posting.because.join('; ')] : [posting.reasonCode]), ...note].join(' ');
    return [moment(posting.occurredAt), posting.kind, posting.change === 0 ? '0' : change, shown === undefined ? '–' : String(shown), why];
  });
  const columns = [
    { title: 'when (UTC)' },
    { title: 'kind' },
    { title: 'change', align: 'right' as const },
    { title: 'shown', align: 'right' as const },
    { title: 'why', wraps: true as const },
  ];
  const rest = postings.length - SHOWN;
  return [...table(columns, rows, paint), ...(rest > 0 ? [paint('quiet', `… and ${rest} earlier ones (--json shows them)`)] : [])];
}
