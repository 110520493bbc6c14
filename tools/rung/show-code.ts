import type { CodeView } from '#app/contracts/reading.ts';
import { formatMinor } from '#app/domain/money.ts';
import { type Paint, facts, moment } from './layout.ts';

/** A code, the discount it stands under, and what became of the redemption that has it. `stores`: domains by id. */
export function codeLines(
  view: CodeView,
  { stores, paint }: { readonly stores: ReadonlyMap<string, string>; readonly paint: Paint },
): string[] {
  const { redemption } = view;
  const head = [
    paint('strong', `Code ${view.code}`),
    ...facts(
      [
        ['state', view.state],
        ['discount', view.discountRef ?? 'not on the platform yet'],
      ],
      paint,
    ),
  ];
  if (!redemption) return [...head, ...facts([['redemption', 'nobody has it']], paint)];
  const { discountMinor, discountCurrency, sideState, endReason } = redemption;
  const state = [
    redemption.state,
    ...(sideState === null ? [] : [sideState]),
    ...(endReason === null ? [] : [`because: ${endReason}`]),
  ].join(', ');
  return [
    ...head,
    ...facts(
      [
        ['redemption', redemption.redemptionId],
        ['it is', state],
        ['reward', redemption.rewardName],
        ['store', stores.get(redemption.storeId) ?? redemption.storeId],
        ['member', redemption.memberId],
        ['points', `${redemption.points}: ${redemption.capturedPoints} captured, ${redemption.returnedPoints} returned`],
        ['made', moment(redemption.createdAt)],
        ['ends', moment(redemption.codeExpiresAt)],
        ['order', redemption.orderId ?? '–'],
        [
          'took off',
          discountMinor === null || discountCurrency === null ? '–' : `${formatMinor(discountMinor, discountCurrency)} ${discountCurrency}`,
        ],
      ],
      paint,
    ),
  ];
}
