import type { OrderView } from '#app/contracts/reading.ts';
import { formatMinor } from '#app/domain/money.ts';
import { WIDTH, type Paint, facts, moment, plain, section, wrap } from './layout.ts';
import { postingLines } from './show-postings.ts';

/** An order: what it earned, why, and every posting it led to. `stores`: domains by id. */
export function orderLines(
  view: OrderView,
  { stores, paint }: { readonly stores: ReadonlyMap<string, string>; readonly paint: Paint },
): string[] {
  const { earned, reversed, standing } = view.points;
  const total =
    view.totalMinor === null || view.currency === null ? '–' : `${formatMinor(view.totalMinor, view.currency)} ${view.currency}`;
  const why = view.explanation.flatMap((line) => wrap(plain(line), WIDTH - 2).map((piece, level) => `${level === 0 ? '' : '  '}${piece}`));
  return [
    paint('strong', `Order ${plain(view.name)}`),
    ...facts(
      [
        ['order', view.orderId],
        ['store', stores.get(view.storeId) ?? view.storeId],
        ['program', view.programId],
        ['member', view.memberId === null ? 'nobody is named' : `${view.memberName ?? ''} ${view.memberId}`],
        ['placed', moment(view.placedAt)],
        [
          'settled',
          view.settledAt === null ? 'not yet' : `${moment(view.settledAt)}, ${view.generation} posting${view.generation === 1 ? '' : 's'}`,
        ],
        ['total', total],
        ['points', { text: `${standing} stand: ${earned} earned, ${reversed} taken back`, tone: 'strong' }],
        ...(view.waitingForFetch
          ? [['waits', { text: 'its newest state is being fetched from the platform', tone: 'warn' }] as const]
          : []),
      ],
      paint,
    ),
    ...section('Why', why, { paint, none: 'nothing was decided yet' }),
    ...section('Postings, newest first', postingLines(view.postings, paint), { paint, none: 'none' }),
  ];
}
