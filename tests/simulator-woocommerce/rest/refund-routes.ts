import { SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { shownRefunds } from '../order-payload.ts';
import { dropRefund, refundOrder, type RefundPartInput } from '../order-refunds.ts';
import type { Order } from '../order-state.ts';
import { refundPayload, shopRefundPayload, type OrderRefund } from '../refund-payload.ts';
import { choiceParam, flagParam, idsParam, integerParam, onlyFields, pageOf } from './list-params.ts';
import { orderInPath, timeFilter } from './order-routes.ts';
import { RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

function ofOrder(call: RestCall): RestAnswer {
  const order = orderInPath(call);
  const dp = dpOf(call);
  const { items, ...counts } = pageOf(
    sorted(
      call,
      shownRefunds(order).map((refund) => ({ order, refund })),
    ),
    call.query,
  );
  return {
    body: onlyFields(
      items.map(({ refund }) => refundPayload(call.site, { order, refund }, dp)),
      call.query,
    ),
    ...counts,
  };
}

function sorted(call: RestCall, pairs: readonly OrderRefund[]): OrderRefund[] {
  const sign = choiceParam(call.query, 'order', ['asc', 'desc']) === 'asc' ? 1 : -1;
  choiceParam(call.query, 'orderby', ['date', 'id', 'include', 'title', 'slug', 'modified']);
  return pairs.toSorted((a, b) => (a.refund.createdAt - b.refund.createdAt || a.refund.id - b.refund.id) * sign);
}

function ofShop(call: RestCall): RestAnswer {
  const { site, query } = call;
  const inTime = timeFilter(site, query);
  const [parents, include] = [idsParam(query, 'parent'), idsParam(query, 'include')];
  const dp = dpOf(call);
  const all = [...site.orders.values()].flatMap((order) => shownRefunds(order).map((refund) => ({ order, refund })));
  const found = all.filter(
    ({ order, refund }) =>
      (parents ?? [order.id]).includes(order.id) &&
      (include ?? [refund.id]).includes(refund.id) &&
      inTime({ createdAt: refund.createdAt, modifiedAt: refund.createdAt }),
  );
  const { items, ...counts } = pageOf(sorted(call, found), query);
  return {
    body: onlyFields(
      items.map(({ order, refund }) => shopRefundPayload(site, { order, refund }, dp)),
      query,
    ),
    ...counts,
  };
}

function dpOf(call: RestCall): number | undefined {
  return integerParam(call.query, 'dp', { min: 0, max: 8 });
}

function refundInPath(call: RestCall): OrderRefund {
  const order = orderInPath(call);
  const refund = order.refunds.find((one) => one.id === idOf(call, 1));
  if (!refund) throw unknownId('refund');
  return { order, refund };
}

interface RestPart {
  readonly id: number;
  readonly quantity?: number;
  readonly refund_total?: number | string;
  readonly refund_tax?: readonly { readonly id: number; readonly refund_total: number | string }[];
}

/** The REST API takes line, shipping and fee lines in one list. */
function partsOf(order: Order, body: unknown): { lines: RefundPartInput[]; shipping: RefundPartInput[]; fees: RefundPartInput[] } {
  const parts = (Array.isArray(body) ? (body as readonly RestPart[]) : []).map((part) => ({
    lineId: part.id,
    quantity: part.quantity ?? 0,
    total: String(part.refund_total ?? '0'),
    tax: String((part.refund_tax ?? []).reduce((sum, tax) => sum + Number(tax.refund_total), 0)),
  }));
  const among = (items: readonly { readonly id: number }[]): RefundPartInput[] =>
    parts.filter((part) => items.some((item) => item.id === part.lineId));
  return { lines: among(order.lines), shipping: among(order.shipping), fees: among(order.fees) };
}

/** `api_refund` is true unless it is said otherwise, and no gateway here can refund: that is a 500 whose data is a number. */
function create(call: RestCall): RestAnswer {
  const order = orderInPath(call);
  const { amount, reason, line_items, api_refund } = call.body;
  const refuse = (message: string): RestError => new RestError(500, 'woocommerce_rest_cannot_create_order_refund', { message, data: 500 });
  if (api_refund !== false) throw refuse('The payment gateway for this order does not support automatic refunds.');
  try {
    const refund = refundOrder(call.site, order, {
      orderId: order.id,
      ...(amount === undefined ? {} : { amount: `${amount as string | number}` }),
      ...(typeof reason === 'string' ? { reason } : {}),
      ...partsOf(order, line_items),
    });
    return { status: 201, body: refundPayload(call.site, { order, refund }) };
  } catch (error) {
    if (error instanceof SimulatorRefusal || error instanceof RangeError) throw refuse(error.message);
    throw error;
  }
}

function remove(call: RestCall): RestAnswer {
  const { order, refund } = refundInPath(call);
  if (!flagParam(call.query, 'force') && call.body.force !== true)
    throw new RestError(501, 'woocommerce_rest_trash_not_supported', { message: 'Order refunds do not support trashing.' });
  dropRefund(order, refund.id);
  return { body: refundPayload(call.site, { order, refund }) };
}

/** /orders/<id>/refunds and /refunds */
export const refundRoutes: readonly Route[] = [
  ...route('GET', '/refunds', { deed: 'list', answer: ofShop }),
  ...route('GET', '/orders/(\\d+)/refunds', { deed: 'list', answer: ofOrder }),
  ...route('POST', '/orders/(\\d+)/refunds', { deed: 'create', answer: create }),
  ...route('GET', '/orders/(\\d+)/refunds/(\\d+)', {
    deed: 'view',
    answer: (call) => {
      const { order, refund } = refundInPath(call);
      return { body: refundPayload(call.site, { order, refund }, dpOf(call)) };
    },
  }),
  ...route('DELETE', '/orders/(\\d+)/refunds/(\\d+)', { deed: 'delete', answer: remove }),
];
