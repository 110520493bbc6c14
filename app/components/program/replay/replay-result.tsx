import { BlockStack, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { ReplayView } from '#app/contracts/program-replay.ts';
import { CourseChart } from '../../charts/course-chart.tsx';
import { useI18n } from '../../i18n-context.tsx';
import { StackedTable } from '../../stacked-table.tsx';
import { useDraft } from '../editor/draft-context.tsx';
import { type SideRow, useSideRows, useTierNames } from './replay-words.ts';

type Result = NonNullable<ReplayView['result']>;

/** Less than half a percent apart is the same. */
const SAME = 0.005;

/** What came of it: the finding first, then side by side, by month, and person by person; last, what it cannot know. */
export function ReplayResultView({ result }: { readonly result: Result }) {
  const { t, date, number } = useI18n();
  return (
    <BlockStack gap="500">
      <BlockStack gap="100">
        <Text as="h3" variant="headingLg">
          <Finding result={result} />
        </Text>
        <Text as="p" tone="subdued">
          {t('replay.period', { from: date(result.from), to: date(result.to), count: result.orders, members: number(result.members) })}{' '}
          {!result.wholePeriod && t('replay.part')}
        </Text>
      </BlockStack>
      <Sides result={result} />
      <Months result={result} />
      <People result={result} />
      <BlockStack gap="100">
        <Text as="h4" variant="headingSm">
          {t('replay.unknown')}
        </Text>
        <ul className="rung-reasons rung-quiet">
          {(['refunds', 'products', 'behaviour', 'redeemed'] as const).map((what) => (
            <li key={what}>{t(`replay.unknown.${what}`)}</li>
          ))}
        </ul>
      </BlockStack>
    </BlockStack>
  );
}

function Finding({ result }: { readonly result: Result }) {
  const { t, share, points } = useI18n();
  const [live, draft] = [result.live, result.draft].map((side) => side.points + side.entryPoints) as [number, number];
  const change = live === 0 ? null : draft / live - 1;
  if (change === null) return <>{t('replay.finding.first', { points: points(draft) })}</>;
  if (Math.abs(change) < SAME) return <>{t('replay.finding.same', { points: points(draft) })}</>;
  return (
    <>
      {t(change > 0 ? 'replay.finding.more' : 'replay.finding.less', {
        percent: share(Math.abs(change)),
        draft: points(draft),
        live: points(live),
      })}
    </>
  );
}

function Sides({ result }: { readonly result: Result }) {
  const { t } = useI18n();
  const rows = useSideRows(result);
  return (
    <StackedTable<SideRow>
      caption={t('replay.sides')}
      columns={[
        { id: 'what', heading: t('replay.what'), header: true, cell: ({ name }) => name },
        { id: 'live', heading: t('replay.live'), numeric: true, cell: ({ live }) => live },
        { id: 'draft', heading: t('replay.draft'), numeric: true, cell: ({ draft }) => draft },
        { id: 'change', heading: t('replay.change'), numeric: true, cell: ({ change }) => change },
      ]}
      rows={rows}
      rowKey={({ id }) => id}
    />
  );
}

function Months({ result }: { readonly result: Result }) {
  const { t, month, number, signed } = useI18n();
  const { months } = result;
  if (months.length === 0) return null;
  return (
    <BlockStack gap="300">
      <Text as="h4" variant="headingSm">
        {t('replay.months')}
      </Text>
      <CourseChart
        label={t('analytics.chart', { title: t('replay.months') })}
        kind="columns"
        places={months.map((each) => month(each.month))}
        format={(value) => number(Math.round(value))}
        series={[
          { id: 'live', name: t('replay.live'), tone: 'quiet', values: months.map(({ live }) => live) },
          { id: 'draft', name: t('replay.draft'), tone: 'first', values: months.map(({ draft }) => draft) },
        ]}
      />
      <details className="rung-details">
        <summary>{t('analytics.show-table')}</summary>
        <StackedTable
          caption={t('replay.months')}
          columns={[
            { id: 'month', heading: t('analytics.grain.month'), header: true, cell: (row) => month(row.month) },
            { id: 'live', heading: t('replay.live'), numeric: true, cell: (row) => number(row.live) },
            { id: 'draft', heading: t('replay.draft'), numeric: true, cell: (row) => number(row.draft) },
            { id: 'change', heading: t('replay.change'), numeric: true, cell: (row) => signed(row.draft - row.live) },
          ]}
          rows={months}
          rowKey={(row) => row.month}
        />
      </details>
    </BlockStack>
  );
}

function People({ result }: { readonly result: Result }) {
  const { t, number } = useI18n();
  const nameOf = useTierNames();
  const { more, fewer, same } = result.differing;
  return (
    <BlockStack gap="300">
      <Text as="h4" variant="headingSm">
        {t('replay.people')}
      </Text>
      <Text as="p">{t('replay.differing', { more: number(more), fewer: number(fewer), same: number(same) })}</Text>
      {result.moves.length === 0 ? (
        <Text as="p">{t('replay.moves.none')}</Text>
      ) : (
        <ul className="rung-reasons">
          {result.moves.map(({ from, to, members }) => (
            <li key={`${from ?? ''} ${to ?? ''}`}>{t('replay.move', { count: members, from: nameOf(from), to: nameOf(to) })}</li>
          ))}
        </ul>
      )}
      <Ten title={t('replay.gain')} members={result.gain} names={result.names} />
      <Ten title={t('replay.lose')} members={result.lose} names={result.names} />
    </BlockStack>
  );
}

interface TenProps {
  readonly title: string;
  readonly members: Result['gain'];
  readonly names: Result['names'];
}

function Ten({ title, members, names }: TenProps) {
  const { t, number, signed } = useI18n();
  const { dirty } = useDraft();
  if (members.length === 0) return null;
  const name = (memberId: string) => names[memberId] ?? t('member.unnamed');
  return (
    <BlockStack gap="200">
      <Text as="h5" variant="headingXs">
        {title}
      </Text>
      <StackedTable
        caption={title}
        columns={[
          {
            id: 'member',
            heading: t('order.member'),
            header: true,
            // What is typed and not saved would ask before it is left: the name is enough then.
            cell: ({ memberId }) => (dirty ? name(memberId) : <Link to={`/app/members/${memberId}`}>{name(memberId)}</Link>),
          },
          { id: 'live', heading: t('replay.live'), numeric: true, cell: ({ live }) => number(live) },
          { id: 'draft', heading: t('replay.draft'), numeric: true, cell: ({ draft }) => number(draft) },
          { id: 'change', heading: t('replay.change'), numeric: true, cell: ({ live, draft }) => signed(draft - live) },
        ]}
        rows={members}
        rowKey={({ memberId }) => memberId}
      />
    </BlockStack>
  );
}
