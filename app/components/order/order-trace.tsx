import { Badge, BlockStack, InlineStack, Text } from '@shopify/polaris';
import type { OrderView } from '#app/contracts/reading.ts';
import type { OrderTrace, TraceLine } from '#app/domain/decisions/trace.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { useI18n } from '../i18n-context.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import { exactDecimal, readTrace } from './read-trace.ts';
import { TraceSteps } from './trace-steps.tsx';

/** Why an order earned what it earned: its lines, then how they became points. Without a structured trace, the plain sentences. */
export function OrderTraceView({ order, heading }: { readonly order: OrderView; readonly heading: 'h3' | 'h4' }) {
  const { t } = useI18n();
  const trace = readTrace(order.trace);
  if (trace === null) {
    if (order.explanation.length === 0) {
      return (
        <Text as="p" tone="subdued">
          {order.waitingForFetch ? t('trace.waiting') : t('trace.none')}
        </Text>
      );
    }
    return <PlainExplanation sentences={order.explanation} />;
  }
  return (
    <BlockStack gap="400">
      {trace.verdict !== 'earns' && <VerdictLine trace={trace} />}
      {trace.worth !== null && trace.worth.lines.length > 0 && <TraceLines trace={trace} lines={trace.worth.lines} />}
      <TraceSteps trace={trace} heading={heading} />
    </BlockStack>
  );
}

/** The trace in sentences, as support staff would read it out. */
export function PlainExplanation({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul className="rung-reasons">
      {sentences.map((sentence, index) => (
        <li key={index}>{sentence}</li>
      ))}
    </ul>
  );
}

/** What belongs to a verdict; how a platform calls an unpaid order's state says no more than the verdict. */
function verdictDetail({ verdict, verdictDetail: detail }: OrderTrace, { calendarDay }: Translator): string {
  if (detail === null || verdict === 'not-paid') return '';
  return ` (${/^\d{4}-\d\d-\d\d$/.test(detail) ? calendarDay(detail) : detail})`;
}

function VerdictLine({ trace }: { readonly trace: OrderTrace }) {
  const words = useI18n();
  const { t } = words;
  return (
    <InlineStack gap="200" blockAlign="center">
      <Badge tone="attention">{t('trace.verdict.badge')}</Badge>
      <Text as="p">
        {t(`trace.verdict.${trace.verdict}`)}
        {verdictDetail(trace, words)}
      </Text>
    </InlineStack>
  );
}

function TraceLines({ trace, lines }: { readonly trace: OrderTrace; readonly lines: readonly TraceLine[] }) {
  const { t, money, number, exactNumber } = useI18n();
  const anyReturned = lines.some((line) => line.keptMinor !== line.chargedMinor || line.goodwillMinor > 0);
  const anyFactor = lines.some((line) => line.factor !== null);
  const columns: Column<TraceLine>[] = [
    { id: 'title', heading: t('trace.line'), header: true, cell: (line) => <LineTitle line={line} /> },
    { id: 'charged', heading: t('trace.charged'), numeric: true, cell: (line) => money(line.chargedMinor, trace.orderCurrency) },
  ];
  if (anyReturned) {
    columns.push({
      id: 'kept',
      heading: t('trace.kept'),
      numeric: true,
      cell: (line) => money(line.keptMinor - line.goodwillMinor, trace.orderCurrency),
    });
  }
  columns.push({ id: 'counts', heading: t('trace.counts'), cell: (line) => <Counts line={line} /> });
  if (anyFactor)
    columns.push({
      id: 'factor',
      heading: t('trace.factor'),
      numeric: true,
      cell: (line) => (line.factor === null ? '×1' : `×${exactNumber(exactDecimal(line.factor))}`),
    });
  columns.push({
    id: 'points',
    heading: t('trace.points'),
    numeric: true,
    cell: (line) => (line.leftOut === null ? number(line.points) : '–'),
  });
  return (
    <StackedTable
      caption={t('trace.lines.caption', { order: trace.orderName })}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.lineId}
      isMuted={(line) => line.leftOut !== null}
    />
  );
}

function LineTitle({ line }: { readonly line: TraceLine }) {
  const { t } = useI18n();
  return (
    <>
      {line.title}
      {line.quantity !== 1 && <span className="rung-quiet"> × {line.quantity}</span>}
      {line.keptQuantity < line.quantity && (
        <span className="rung-quiet rung-block">
          {t('trace.returned', { count: line.quantity - line.keptQuantity, quantity: line.quantity })}
        </span>
      )}
    </>
  );
}

function Counts({ line }: { readonly line: TraceLine }) {
  const { t } = useI18n();
  if (line.leftOut === null) return <>{t('trace.counts.yes')}</>;
  const why = t(`trace.left-out.${line.leftOut.code}`);
  return (
    <>
      {t('trace.counts.no')}
      <span className="rung-quiet rung-block">{line.leftOut.detail === null ? why : `${why}: ${line.leftOut.detail}`}</span>
    </>
  );
}
