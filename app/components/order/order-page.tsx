import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { OrderView, PostingView } from '#app/contracts/reading.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { reasonText } from '#app/i18n/reason-text.ts';
import { useI18n } from '../i18n-context.tsx';
import { memberNameText } from '../member-name.ts';
import { Change } from '../member/change.tsx';
import { postingName } from '../member/posting-words.ts';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import { OrderTraceView, PlainExplanation } from './order-trace.tsx';

export interface OrderPageProps {
  /** One, or several of different stores that share a number. */
  readonly orders: readonly OrderView[];
  readonly nowMs: number;
}

/** One order: what it earned, why, and every time its points were looked at again. Several with one number: which of them is meant. */
export function OrderPage({ orders, nowMs }: OrderPageProps) {
  const { t } = useI18n();
  const [order, another] = orders;
  const back = { label: t('nav.orders'), url: '/app/orders' };
  if (!order) return null;
  if (another) {
    return (
      <AdminPage title={t('order.choose')} subtitle={t('order.choose.text')} back={back} nowMs={nowMs}>
        <Card roundedAbove="xs">
          <ul className="rung-rows">
            {orders.map((choice) => (
              <li key={choice.storeId}>
                <Link to={`/app/orders/${choice.storeId}/${encodeURIComponent(choice.orderId)}`}>
                  {t('order.title', { name: choice.name })}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      </AdminPage>
    );
  }
  return (
    <AdminPage title={t('order.title', { name: order.name })} badge={<OrderBadge order={order} />} back={back} nowMs={nowMs}>
      <OrderBody order={order} />
    </AdminPage>
  );
}

function OrderBadge({ order }: { readonly order: OrderView }) {
  const { t } = useI18n();
  if (order.waitingForFetch) return <Badge tone="attention">{t('order.badge.waiting')}</Badge>;
  return order.settledAt === null ? null : <Badge tone="success">{t('order.badge.settled')}</Badge>;
}

function OrderBody({ order }: { readonly order: OrderView }) {
  return (
    <Columns
      main={
        <>
          <TraceCard order={order} />
          <PostingsCard order={order} />
        </>
      }
      side={
        <>
          <PointsCard order={order} />
          <FactsCard order={order} />
        </>
      }
    />
  );
}

function TraceCard({ order }: { readonly order: OrderView }) {
  const { t, locale } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('trace.title')}
        </Text>
        <OrderTraceView order={order} heading="h3" />
        {/* The command line's sentences are English; the steps above say the same. */}
        {locale === 'en' && order.trace !== null && order.explanation.length > 0 && (
          <details className="rung-details">
            <summary>{t('trace.plain')}</summary>
            <PlainExplanation sentences={order.explanation} />
          </details>
        )}
      </BlockStack>
    </Card>
  );
}

function PointsCard({ order }: { readonly order: OrderView }) {
  const { t, points } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('order.points')}
        </Text>
        <p className="rung-figure rung-figure-large">{points(order.points.standing)}</p>
        <dl className="rung-facts">
          <Fact name={t('order.earned')} value={points(order.points.earned)} />
          <Fact name={t('order.reversed')} value={points(-order.points.reversed)} />
        </dl>
      </BlockStack>
    </Card>
  );
}

function FactsCard({ order }: { readonly order: OrderView }) {
  const { t, money, dateTime, number } = useI18n();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('order.facts')}
        </Text>
        <dl className="rung-facts">
          <div>
            <dt>{t('order.member')}</dt>
            <dd>
              {order.memberId === null ? (
                t('order.member.none')
              ) : (
                <Link to={`/app/members/${order.memberId}`}>{memberNameText(order.memberName, t)}</Link>
              )}
            </dd>
          </div>
          {order.totalMinor !== null && order.currency !== null && (
            <Fact name={t('order.total')} value={money(order.totalMinor, order.currency)} />
          )}
          {order.placedAt !== null && <Fact name={t('order.placed')} value={dateTime(order.placedAt)} />}
          {order.settledAt !== null && <Fact name={t('order.settled')} value={dateTime(order.settledAt)} />}
          <Fact name={t('order.generation')} value={number(order.generation)} />
        </dl>
      </BlockStack>
    </Card>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function PostingsCard({ order }: { readonly order: OrderView }) {
  const { t } = useI18n();
  const columns: Column<PostingView>[] = [
    { id: 'date', heading: t('statement.date'), cell: (posting) => <OnDay iso={posting.occurredAt} /> },
    { id: 'what', heading: t('statement.what'), header: true, cell: (posting) => <PostingText posting={posting} /> },
    { id: 'change', heading: t('statement.change'), numeric: true, cell: (posting) => <Change posting={posting} /> },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-card-head">
        <Text as="h2" variant="headingSm">
          {t('order.postings')}
        </Text>
      </div>
      {order.postings.length === 0 ? (
        <div className="rung-card-text">
          <InlineStack>
            <Text as="p" tone="subdued">
              {t('order.postings.empty')}
            </Text>
          </InlineStack>
        </div>
      ) : (
        <StackedTable
          flush
          narrow="statement"
          caption={t('order.postings')}
          columns={columns}
          rows={order.postings}
          rowKey={(posting) => posting.postingId}
        />
      )}
    </Card>
  );
}

function PostingText({ posting }: { readonly posting: PostingView }) {
  const words = useI18n();
  const { t } = words;
  return (
    <>
      <span className="rung-strong">{postingName(posting.kind, t)}</span>
      {posting.because.map((line, index) => (
        <span key={index} className="rung-quiet rung-block">
          {reasonText(line, words)}
        </span>
      ))}
    </>
  );
}
