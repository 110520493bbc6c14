import { Badge, Button, Card, EmptyState, Select, TextField } from '@shopify/polaris';
import { Link, useNavigation, useSearchParams } from '@remix-run/react';
import {
  ORDER_STATES,
  type OrderPageView,
  type OrderRowView,
  type OrderState,
  type OrderWish,
  orderWishFields,
} from '#app/contracts/orders.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';

interface StoreChoice {
  readonly storeId: string;
  readonly domain: string;
}

export interface OrdersPageProps {
  readonly wish: OrderWish;
  readonly page: OrderPageView;
  /** Nothing comes before this page. */
  readonly isFirst: boolean;
  readonly stores: readonly StoreChoice[];
  readonly nowMs: number;
}

/** Orders as they came in, with what each earned; one click to why. */
export function OrdersPage({ wish, page, isFirst, stores, nowMs }: OrdersPageProps) {
  const { t } = useI18n();
  const { go, loading } = usePlace();
  const nothing = page.rows.length === 0;
  const isAsked = Object.keys(orderWishFields(wish)).length > 0;
  return (
    <AdminPage title={t('orders.title')} nowMs={nowMs}>
      <Card roundedAbove="xs" padding="0">
        {(isAsked || !nothing || !isFirst) && (
          <OrderFilters wish={wish} stores={stores} onChange={(change) => go({ ...wish, ...change }, null)} />
        )}
        {nothing ? (
          <Nothing isAsked={isAsked} onAll={() => go({ storeId: null, state: null, from: null, to: null }, null)} />
        ) : (
          <OrderTable rows={page.rows} stores={stores} />
        )}
        {(!isFirst || page.next !== null) && (
          <div className="rung-list-foot">
            {isFirst ? <span /> : <Button onClick={() => go(wish, null)}>{t('orders.newest')}</Button>}
            {page.next !== null && (
              <Button onClick={() => go(wish, page.next)} loading={loading}>
                {t('orders.older')}
              </Button>
            )}
          </div>
        )}
      </Card>
    </AdminPage>
  );
}

const FIELDS = ['store', 'state', 'from', 'to', 'after'];

function usePlace() {
  const [, setParams] = useSearchParams();
  const navigation = useNavigation();
  const go = (wish: OrderWish, after: string | null) => {
    setParams((params) => {
      for (const name of FIELDS) params.delete(name);
      for (const [name, value] of Object.entries(orderWishFields(wish))) params.set(name, value);
      if (after !== null) params.set('after', after);
      return params;
    });
  };
  return { go, loading: navigation.state !== 'idle' };
}

interface OrderFiltersProps {
  readonly wish: OrderWish;
  readonly stores: readonly StoreChoice[];
  readonly onChange: (change: Partial<OrderWish>) => void;
}

function OrderFilters({ wish, stores, onChange }: OrderFiltersProps) {
  const { t } = useI18n();
  const any = { value: '', label: t('members.any') };
  return (
    <div className="rung-list-head">
      <div className="rung-list-fields">
        <Select
          label={t('orders.state')}
          options={[any, ...ORDER_STATES.map((value) => ({ value, label: t(`orders.state.${value}`) }))]}
          value={wish.state ?? ''}
          onChange={(state) => onChange({ state: ORDER_STATES.find((known) => known === state) ?? null })}
        />
        {stores.length > 1 && (
          <Select
            label={t('members.store')}
            options={[any, ...stores.map(({ storeId, domain }) => ({ value: storeId, label: domain }))]}
            value={wish.storeId ?? ''}
            onChange={(storeId) => onChange({ storeId: storeId || null })}
          />
        )}
        <TextField
          type="date"
          label={t('orders.from')}
          value={wish.from ?? ''}
          onChange={(day) => onChange({ from: day || null })}
          autoComplete="off"
        />
        <TextField
          type="date"
          label={t('orders.to')}
          value={wish.to ?? ''}
          onChange={(day) => onChange({ to: day || null })}
          autoComplete="off"
        />
      </div>
    </div>
  );
}

function Nothing({ isAsked, onAll }: { readonly isAsked: boolean; readonly onAll: () => void }) {
  const { t } = useI18n();
  if (!isAsked) {
    return (
      <EmptyState heading={t('orders.empty')} image="" action={{ content: t('orders.empty.action'), url: '/app/settings' }}>
        <p>{t('orders.empty.text')}</p>
      </EmptyState>
    );
  }
  return (
    <div className="rung-nothing" role="status">
      <p className="rung-strong">{t('orders.none')}</p>
      <Button onClick={onAll}>{t('orders.none.action')}</Button>
    </div>
  );
}

const TONES = { settled: 'success', rate: 'attention', payment: 'info', owner: 'read-only', fetch: 'attention' } as const satisfies Record<
  OrderState,
  string
>;

function OrderTable({ rows, stores }: { readonly rows: readonly OrderRowView[]; readonly stores: readonly StoreChoice[] }) {
  const { t, money } = useI18n();
  const columns: Column<OrderRowView>[] = [
    {
      id: 'name',
      heading: t('orders.order'),
      header: true,
      cell: (row) => (
        <Link to={`/app/orders/${row.storeId}/${encodeURIComponent(row.orderId)}`} prefetch="intent">
          {row.name}
        </Link>
      ),
    },
    { id: 'placed', heading: t('order.placed'), cell: (row) => (row.placedAt === null ? '–' : <OnDay iso={row.placedAt} />) },
    ...(stores.length > 1
      ? [
          {
            id: 'store',
            heading: t('members.store'),
            cell: (row: OrderRowView) => stores.find(({ storeId }) => storeId === row.storeId)?.domain ?? '–',
          },
        ]
      : []),
    {
      id: 'member',
      heading: t('order.member'),
      cell: (row) =>
        row.memberId === null ? t('order.member.none') : <Link to={`/app/members/${row.memberId}`}>{memberText(row, t)}</Link>,
    },
    {
      id: 'total',
      heading: t('order.total'),
      numeric: true,
      cell: (row) => (row.totalMinor === null || row.currency === null ? '–' : money(row.totalMinor, row.currency)),
    },
    { id: 'points', heading: t('orders.points'), numeric: true, cell: (row) => <Earned row={row} /> },
    { id: 'state', heading: t('orders.state'), cell: (row) => <Badge tone={TONES[row.state]}>{t(`orders.state.${row.state}`)}</Badge> },
  ];
  return (
    <div className="rung-orders">
      <StackedTable
        flush
        caption={t('orders.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.storeId}-${row.orderId}`}
        isMuted={(row) => row.memberId === null}
      />
    </div>
  );
}

function memberText({ memberName, memberErased }: OrderRowView, t: Translator['t']): string {
  return memberErased ? t('member.state.erased') : (memberName ?? t('member.unnamed'));
}

function Earned({ row }: { readonly row: OrderRowView }) {
  const { t, signedPointsNumber } = useI18n();
  if (row.earned === 0) return <>–</>;
  return (
    <>
      <span className="rung-gain">{signedPointsNumber(row.earned)}</span>
      {row.reversed > 0 && (
        <span className="rung-quiet rung-block">{t('orders.reversed', { points: signedPointsNumber(-row.reversed) })}</span>
      )}
    </>
  );
}
