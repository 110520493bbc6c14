import type { InboxRowView, InboxView } from '#app/contracts/reading.ts';
import { type Cell, type Paint, type Row, facts, moment, section, table } from './layout.ts';

/** What waits, what was given up and why, and the latest messages. `stores`: domains by id. */
export function inboxLines(
  view: InboxView,
  { stores, paint }: { readonly stores: ReadonlyMap<string, string>; readonly paint: Paint },
): string[] {
  const rows = view.rows.map((row): Row => [
    row.id,
    moment(row.receivedAt),
    row.topic,
    stateOf(row),
    String(row.tries),
    stores.get(row.storeId) ?? row.storeId,
    row.reason ?? '',
  ]);
  const columns = [
    { title: 'id' },
    { title: 'received (UTC)' },
    { title: 'topic' },
    { title: 'state' },
    { title: 'tries', align: 'right' as const },
    { title: 'store', wraps: true as const },
    { title: 'why', wraps: true as const },
  ];
  return [
    ...facts(
      [
        ['waiting', String(view.waiting)],
        ['given up', { text: String(view.dead), tone: view.dead > 0 ? 'bad' : 'good' }],
        ['oldest', `${Math.round(view.oldestSeconds)} s`],
      ],
      paint,
    ),
    ...section('Messages', rows.length > 0 ? table(columns, rows, paint) : [], { paint, none: 'none' }),
  ];
}

function stateOf({ state }: InboxRowView): Cell {
  return { text: state, tone: state === 'dead' ? 'bad' : state === 'waiting' ? 'warn' : state === 'skipped' ? 'quiet' : 'good' };
}
