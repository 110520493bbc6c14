import { useMemo } from 'react';
import type { ReplayView } from '#app/contracts/program-replay.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { useI18n } from '../../i18n-context.tsx';
import { useDraft } from '../editor/draft-context.tsx';

type Result = NonNullable<ReplayView['result']>;
type Side = Result['live'];

/** A line of the comparison, written out. */
export interface SideRow {
  readonly id: string;
  readonly name: string;
  readonly live: string;
  readonly draft: string;
  readonly change: string;
}

/** What a tier is called, in the draft or in the newest version; null and "" are members without a tier. */
export function useTierNames(): (tierId: string | null) => string {
  const { t } = useI18n();
  const { editor, program } = useDraft();
  const names = useMemo(() => {
    const newest = parseProgram(editor.newest);
    const tiers = [...(newest.ok ? newest.value.tiers.list : []), ...program.tiers.list];
    return new Map(tiers.map(({ id, name }) => [id, name]));
  }, [editor.newest, program]);
  return (tierId) => (tierId === null || tierId === '' ? t('tiers.none') : (names.get(tierId) ?? tierId));
}

/** The comparison line by line: points, orders, money, then how many members stand on each tier. */
export function useSideRows({ live, draft }: Result): readonly SideRow[] {
  const { t, number, signed, money, share } = useI18n();
  const { editor, program } = useDraft();
  const nameOf = useTierNames();
  const { currency } = editor;
  const count = (id: string, name: string, of: (side: Side) => number): SideRow => ({
    ...{ id, name, live: number(of(live)), draft: number(of(draft)), change: signed(of(draft) - of(live)) },
  });
  const amount = (of: number | null) => (of === null ? '–' : money(of, currency));
  const cost = (side: Side) => (side.costMinor === null || side.spendMinor === 0 ? null : side.costMinor / side.spendMinor);
  const costChange = live.costMinor === null || draft.costMinor === null ? null : draft.costMinor - live.costMinor;
  const percent = (of: number | null) => (of === null ? '–' : share(of));
  const order = ['', ...program.tiers.list.map(({ id }) => id)];
  const tierIds = [...new Set([...Object.keys(live.tiers), ...Object.keys(draft.tiers)])].toSorted(
    (a, b) => rank(order, a) - rank(order, b),
  );
  return [
    count('points', t('replay.points'), ({ points }) => points),
    count('entry', t('replay.entry'), ({ entryPoints }) => entryPoints),
    count('orders', t('replay.orders'), ({ earningOrders }) => earningOrders),
    {
      ...{ id: 'cost', name: t('replay.cost'), live: amount(live.costMinor), draft: amount(draft.costMinor) },
      change: costChange === null ? '–' : `${costChange > 0 ? '+' : ''}${amount(costChange)}`,
    },
    { id: 'share', name: t('replay.share'), live: percent(cost(live)), draft: percent(cost(draft)), change: '' },
    ...tierIds.map((tierId) => count(`tier ${tierId}`, t('replay.tier', { tier: nameOf(tierId) }), ({ tiers }) => tiers[tierId] ?? 0)),
  ];
}

/** Tiers that only the live program has come last. */
function rank(order: readonly string[], tierId: string): number {
  const place = order.indexOf(tierId);
  return place === -1 ? order.length : place;
}
