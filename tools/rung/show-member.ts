import type { BalanceView, MemberView, TierView } from '#app/contracts/reading.ts';
import { type Cell, type Paint, type Row, day, facts, moment, plain, section, table } from './layout.ts';
import { postingLines } from './show-postings.ts';

/** A member as support staff read one out: who, how many points, where they come from, what happened. `stores`: domains by id. */
export function memberLines(
  view: MemberView,
  { stores, paint }: { readonly stores: ReadonlyMap<string, string>; readonly paint: Paint },
): string[] {
  const identities = view.identities.map(({ storeId, customerId }) => `${customerId} at ${stores.get(storeId) ?? storeId}`);
  return [
    paint('strong', `${plain(view.name)} (${view.state})`),
    ...facts(
      [
        ['member', view.memberId],
        ['program', view.programId],
        ['e-mail', view.email ?? '–'],
        ['joined', moment(view.joinedAt)],
        ['customer', identities.join(', ') || '–'],
        ['tier', tierText(view.tier)],
        ...view.balances.map((balance) => [balance.unit, balanceText(balance)] as const),
      ],
      paint,
    ),
    ...section('Lots, soonest to expire first', lotLines(view, paint), { paint, none: 'none' }),
    ...section('Postings, newest first', postingLines(view.postings, paint), { paint, none: 'none' }),
    ...section('Rewards', rewardLines(view, paint), { paint, none: 'none' }),
    ...section('Tier history', tierLines(view, paint), { paint, none: 'none' }),
  ];
}

function tierText({ tierId, name, provisional, reviewAt }: TierView): string {
  if (tierId === null) return 'none';
  return `${name ?? tierId}${provisional ? ', provisional' : ''}${reviewAt === null ? '' : `, looked at again ${moment(reviewAt)}`}`;
}

function balanceText({ shown, available, pending, held, debt }: BalanceView): Cell {
  return {
    text: `${shown} shown: ${available} available, ${pending} pending, ${held} held, ${debt} debt`,
    tone: debt > 0 ? 'bad' : 'strong',
  };
}

function lotLines({ lots }: MemberView, paint: Paint): string[] {
  if (lots.length === 0) return [];
  const rows = lots.map((lot): Row => [
    lot.lotId,
    lot.account,
    String(lot.points),
    lot.unit,
    day(lot.earnedAt),
    day(lot.availableAt),
    day(lot.expiresAt),
    sourceText(lot.source),
  ]);
  return table(
    [
      { title: 'lot' },
      { title: 'account' },
      { title: 'left', align: 'right' },
      { title: 'unit' },
      { title: 'earned' },
      { title: 'available' },
      { title: 'expires' },
      { title: 'source', wraps: true },
    ],
    rows,
    paint,
  );
}

/** "order:<store>:<order>" without the store, which the order itself tells (the JSON has it whole). */
function sourceText(source: string): string {
  const [, orderId] = /^order:[^:]+:(.+)$/.exec(source) ?? [];
  return orderId === undefined ? source : `order ${orderId}`;
}

function rewardLines({ redemptions }: MemberView, paint: Paint): string[] {
  if (redemptions.length === 0) return [];
  const rows = redemptions.map((redemption): Row => {
    const state = redemption.sideState === null ? redemption.state : `${redemption.state}, ${redemption.sideState}`;
    const tone = redemption.state === 'released' ? 'quiet' : redemption.sideState === null ? 'good' : 'warn';
    return [
      moment(redemption.createdAt),
      redemption.code ?? '–',
      { text: state, tone },
      String(redemption.points),
      day(redemption.codeExpiresAt),
      redemption.rewardName,
    ];
  });
  return table(
    [
      { title: 'when (UTC)' },
      { title: 'code' },
      { title: 'state' },
      { title: 'points', align: 'right' },
      { title: 'code ends' },
      { title: 'reward', wraps: true },
    ],
    rows,
    paint,
  );
}

function tierLines({ tierChanges }: MemberView, paint: Paint): string[] {
  if (tierChanges.length === 0) return [];
  const rows = tierChanges.map((change): Row => [
    moment(change.at),
    change.kind,
    `${change.fromTierId ?? 'none'} → ${change.toTierId ?? 'none'}`,
    change.because.join('; '),
  ]);
  return table([{ title: 'when (UTC)' }, { title: 'what' }, { title: 'tier' }, { title: 'why', wraps: true }], rows, paint);
}
