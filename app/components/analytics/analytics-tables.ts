import type { AnalyticsTable } from '#app/contracts/analytics-filters.ts';
import type { AnalyticsView, LifetimeSums, MonthView } from '#app/contracts/analytics.ts';
import { formatMinor } from '#app/domain/money.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { bucketsOf, type Grain } from './buckets.ts';

/** What a cell holds: shares are between 0 and 1, money is in minor units, a day is "2026-11-23", a month "2026-11". Null: nothing to say. */
export type CellKind = 'text' | 'number' | 'average' | 'money' | 'share' | 'day' | 'month';
export type Cell = string | number | null;

export interface TableColumn {
  readonly id: string;
  readonly heading: string;
  readonly kind: CellKind;
}

/** One table of numbers: shown below its chart, and written to its file. */
export interface NumberTable {
  readonly id: AnalyticsTable;
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[];
}

type Build = (view: AnalyticsView, words: Translator, grain: Grain) => Omit<NumberTable, 'id' | 'title'>;

/** A part of a whole, or null when there is no whole. */
export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** An average in whole minor units, or null when there is nothing to share it by. */
export function average(valueMinor: number, orders: number): number | null {
  return orders > 0 ? Math.round(valueMinor / orders) : null;
}

const BUILD: Readonly<Record<AnalyticsTable, Build>> = {
  core: ({ core }, { t }) => ({
    columns: comparedColumns(t, 'share'),
    rows: (['redemption', 'orderValueLift', 'frequencyLift', 'quiet'] as const).map((id) => ({
      id,
      cells: [t(`analytics.core.${id}`), core[id].now, core[id].before],
    })),
  }),
  spend: ({ orders }, { t }) => ({
    columns: comparedColumns(t, 'money'),
    rows: (['members', 'others'] as const).map((who) => ({
      id: who,
      cells: [t(`analytics.${who}`), ...[orders.now[who], orders.before[who]].map((sums) => average(sums.valueMinor, sums.orders))],
    })),
  }),
  orders: (view, { t }, grain) => ({
    columns: [
      { id: 'day', heading: t(`analytics.grain.${grain}`), kind: grain === 'month' ? 'month' : 'day' },
      { id: 'member-orders', heading: t('analytics.member-orders'), kind: 'number' },
      { id: 'member-value', heading: t('analytics.member-value'), kind: 'money' },
      { id: 'other-orders', heading: t('analytics.other-orders'), kind: 'number' },
      { id: 'other-value', heading: t('analytics.other-value'), kind: 'money' },
    ],
    rows: bucketsOf(view.days, grain).map(({ day, memberOrders, memberValueMinor, otherOrders, otherValueMinor }) => ({
      id: day,
      cells: [placeOf(day, grain), memberOrders, memberValueMinor, otherOrders, otherValueMinor],
    })),
  }),
  points: (view, { t }, grain) => ({
    columns: [
      { id: 'day', heading: t(`analytics.grain.${grain}`), kind: grain === 'month' ? 'month' : 'day' },
      { id: 'issued', heading: t('analytics.points.earned'), kind: 'number' },
      { id: 'redeemed', heading: t('analytics.points.redeemed'), kind: 'number' },
    ],
    rows: bucketsOf(view.days, grain).map(({ day, issued, redeemed }) => ({ id: day, cells: [placeOf(day, grain), issued, redeemed] })),
  }),
  months: ({ months }, { t }) => ({
    columns: [
      { id: 'month', heading: t('analytics.grain.month'), kind: 'month' },
      { id: 'members', heading: t('analytics.months.members'), kind: 'number' },
      { id: 'participation', heading: t('analytics.months.participation'), kind: 'share' },
      { id: 'joined', heading: t('analytics.months.joined'), kind: 'number' },
      { id: 'activation', heading: t('analytics.months.activation'), kind: 'share' },
      { id: 'active', heading: t('analytics.months.active'), kind: 'number' },
      { id: 'quiet', heading: t('analytics.months.quiet'), kind: 'number' },
      { id: 'member-repeat', heading: t('analytics.months.member-repeat'), kind: 'share' },
      { id: 'other-repeat', heading: t('analytics.months.other-repeat'), kind: 'share' },
    ],
    rows: months.map((month) => ({ id: month.month, cells: monthCells(month) })),
  }),
  frequency: ({ months }, { t }) => ({
    columns: [
      { id: 'month', heading: t('analytics.grain.month'), kind: 'month' },
      { id: 'member-orders', heading: t('analytics.member-orders'), kind: 'number' },
      { id: 'member-buyers', heading: t('analytics.frequency.member-buyers'), kind: 'number' },
      { id: 'member-each', heading: t('analytics.frequency.member-each'), kind: 'average' },
      { id: 'other-orders', heading: t('analytics.other-orders'), kind: 'number' },
      { id: 'other-buyers', heading: t('analytics.frequency.other-buyers'), kind: 'number' },
      { id: 'other-each', heading: t('analytics.frequency.other-each'), kind: 'average' },
    ],
    rows: months.map(({ month, memberOrders, memberBuyers, otherOrders, otherBuyers }) => ({
      id: month,
      cells: [
        ...[month, memberOrders, memberBuyers, ratio(memberOrders, memberBuyers)],
        ...[otherOrders, otherBuyers, ratio(otherOrders, otherBuyers)],
      ],
    })),
  }),
  tiers: ({ tiers }, { t }) => ({
    columns: [
      { id: 'tier', heading: t('analytics.tier'), kind: 'text' },
      { id: 'members', heading: t('analytics.months.members'), kind: 'number' },
      { id: 'orders', heading: t('analytics.orders'), kind: 'number' },
      { id: 'average', heading: t('analytics.average'), kind: 'money' },
      { id: 'days', heading: t('analytics.tiers.days'), kind: 'number' },
    ],
    rows: tiers.map(({ tierId, name, members, orders, valueMinor, daysToReach }) => ({
      id: tierId,
      cells: [tierId === '' ? t('tiers.none') : name, members, orders, average(valueMinor, orders), daysToReach],
    })),
  }),
  rewards: ({ rewards }, { t }) => ({
    columns: [
      { id: 'reward', heading: t('analytics.reward'), kind: 'text' },
      { id: 'redeemed', heading: t('analytics.rewards.redeemed'), kind: 'number' },
      { id: 'used', heading: t('analytics.rewards.used'), kind: 'number' },
      { id: 'share', heading: t('analytics.rewards.used-share'), kind: 'share' },
      { id: 'points', heading: t('analytics.rewards.points'), kind: 'number' },
      { id: 'cost', heading: t('analytics.rewards.cost'), kind: 'money' },
    ],
    rows: rewards.map(({ rewardId, name, redeemed, used, points, discountMinor }) => ({
      id: rewardId,
      cells: [name, redeemed, used, ratio(used, redeemed), points, discountMinor],
    })),
  }),
  campaigns: ({ campaigns }, { t }) => ({
    columns: [
      { id: 'campaign', heading: t('analytics.campaign'), kind: 'text' },
      { id: 'orders', heading: t('analytics.orders'), kind: 'number' },
      { id: 'value', heading: t('analytics.campaigns.value'), kind: 'money' },
      { id: 'average', heading: t('analytics.average'), kind: 'money' },
      { id: 'points', heading: t('analytics.campaigns.points'), kind: 'number' },
      { id: 'own', heading: t('analytics.campaigns.own'), kind: 'number' },
    ],
    rows: campaigns.map(({ campaignId, name, orders, valueMinor, points, ownPoints }) => ({
      id: campaignId,
      cells: [name, orders, valueMinor, average(valueMinor, orders), points, ownPoints],
    })),
  }),
  lifetime: ({ lifetime }, { t }) => ({
    columns: lifetimeColumns(t, { id: 'month', heading: t('analytics.lifetime.joined'), kind: 'month' }),
    rows: lifetime.months.map((sums) => ({ id: sums.month, cells: [sums.month, ...lifetimeCells(sums)] })),
  }),
  'lifetime-tiers': ({ lifetime }, { t }) => ({
    columns: lifetimeColumns(t, { id: 'who', heading: t('analytics.lifetime.who'), kind: 'text' }),
    rows: [
      ...(['members', 'others'] as const).map((who) => ({
        id: `all-${who}`,
        cells: [t(`analytics.${who}`), ...lifetimeCells(lifetime[who])],
      })),
      ...lifetime.tiers.map(({ tierId, name, ...sums }) => ({
        id: `tier-${tierId}`,
        cells: [tierId === '' ? t('analytics.lifetime.no-tier') : name, ...lifetimeCells(sums)],
      })),
    ],
  }),
  hours: ({ hours }, { t, weekday }) => ({
    columns: [
      { id: 'weekday', heading: t('analytics.weekday'), kind: 'text' },
      { id: 'hour', heading: t('analytics.hour'), kind: 'text' },
      { id: 'members', heading: t('analytics.member-orders'), kind: 'number' },
      { id: 'all', heading: t('analytics.all-orders'), kind: 'number' },
    ],
    rows: hours.map(({ weekday: day, hour, members, all }) => ({
      id: `${day}-${hour}`,
      cells: [weekday(day, 'long'), hourText(hour), members, all],
    })),
  }),
  liability: ({ liability }, { t }) => {
    const { points, minor, pending, pendingMinor, breakage } = liability;
    const left = breakage === null ? null : 1 - breakage;
    const rest = (of: number | null) => (of === null || left === null ? null : Math.round(of * left));
    return {
      columns: [
        { id: 'what', heading: t('analytics.liability.what'), kind: 'text' },
        { id: 'points', heading: t('analytics.liability.points'), kind: 'number' },
        { id: 'worth', heading: t('analytics.liability.worth'), kind: 'money' },
      ],
      rows: [
        { id: 'spendable', cells: [t('analytics.liability.spendable'), points, minor] },
        { id: 'expected', cells: [t('analytics.liability.expected'), rest(points), rest(minor)] },
        { id: 'pending', cells: [t('analytics.liability.pending'), pending, pendingMinor] },
      ],
    };
  },
  economics: ({ economics }, { t }) => ({
    columns: [
      { id: 'what', heading: t('analytics.when'), kind: 'text' },
      { id: 'cost', heading: t('analytics.economics.cost'), kind: 'money' },
      { id: 'share', heading: t('analytics.economics.share'), kind: 'share' },
      { id: 'orders', heading: t('analytics.economics.orders'), kind: 'number' },
    ],
    rows: (['now', 'before'] as const).map((when) => ({
      id: when,
      cells: [t(`analytics.${when}`), economics.rewardCost[when], economics.costShare[when], economics.ordersWithReward[when]],
    })),
  }),
};

function lifetimeColumns(t: Translator['t'], first: TableColumn): TableColumn[] {
  return [
    first,
    { id: 'people', heading: t('analytics.lifetime.people'), kind: 'number' },
    { id: 'orders', heading: t('analytics.lifetime.orders'), kind: 'average' },
    { id: 'value', heading: t('analytics.lifetime.value'), kind: 'money' },
    { id: 'in-90', heading: t('analytics.lifetime.in-90'), kind: 'money' },
    { id: 'in-365', heading: t('analytics.lifetime.in-365'), kind: 'money' },
  ];
}

function lifetimeCells({ people, orders, valueMinor, minorIn90, minorIn365 }: LifetimeSums): Cell[] {
  return [people, ratio(orders, people), average(valueMinor, people), minorIn90, minorIn365];
}

function comparedColumns(t: Translator['t'], kind: CellKind): TableColumn[] {
  return [
    { id: 'what', heading: t('analytics.what'), kind: 'text' },
    { id: 'now', heading: t('analytics.now'), kind },
    { id: 'before', heading: t('analytics.before'), kind },
  ];
}

function monthCells(month: MonthView): Cell[] {
  const { members, customers, joined, activated, active, quiet, memberRepeatShare, otherRepeatShare } = month;
  return [
    ...[month.month, members, ratio(members, customers), joined, ratio(activated, joined)],
    ...[active, quiet, memberRepeatShare, otherRepeatShare],
  ];
}

function placeOf(day: string, grain: Grain): string {
  return grain === 'month' ? day.slice(0, 7) : day;
}

/** "09:00": an hour of the day on the program's clock. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** One table of the page in the reader's words; days stay days unless a coarser grain is asked for. */
export function tableOf(id: AnalyticsTable, view: AnalyticsView, how: { readonly words: Translator; readonly grain: Grain }): NumberTable {
  return { id, title: how.words.t(`analytics.table.${id}`), ...BUILD[id](view, how.words, how.grain) };
}

/** A cell as people read it; "–" for nothing. */
export function cellText(
  cell: Cell,
  kind: CellKind,
  { words, currency }: { readonly words: Translator; readonly currency: string },
): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return kind === 'day' ? words.day(cell) : kind === 'month' ? words.month(cell) : cell;
  if (kind === 'money') return words.money(cell, currency);
  if (kind === 'average') return words.exactNumber(cell.toFixed(2));
  return kind === 'share' ? words.share(cell) : words.number(cell);
}

/** A cell as a program reads it: amounts in main units with a point, shares as fractions, days by ISO 8601, nothing as nothing. */
function cellValue(cell: Cell, kind: CellKind, currency: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return quoted(cell);
  if (kind === 'money') return formatMinor(cell, currency);
  return kind === 'share' || kind === 'average' ? String(Math.round(cell * 1e6) / 1e6) : String(cell);
}

/** Text that a spreadsheet would take for a formula gets an apostrophe; quotes are doubled (RFC 4180). */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Tables as one file of comma-separated values: each under its title when there are several. */
export function tablesToCsv(tables: readonly NumberTable[], currency: string): string {
  const linesOf = ({ title, columns, rows }: NumberTable) => [
    ...(tables.length > 1 ? [quoted(title)] : []),
    columns.map(({ heading, kind }) => quoted(kind === 'money' ? `${heading} (${currency})` : heading)).join(','),
    ...rows.map(({ cells }) => cells.map((cell, index) => cellValue(cell, columns[index]?.kind ?? 'text', currency)).join(',')),
  ];
  return `${tables.map((table) => linesOf(table).join('\r\n')).join('\r\n\r\n')}\r\n`;
}
