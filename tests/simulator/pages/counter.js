/* The counter of a Shopify shop: plays shoppers and merchant through the simulator's control API, and the shopper's loyalty panel through the app proxy. */
import { $, control, customerId, data, money, nameOf, openCounter, orderButton } from './counter-parts.js';

async function placeOrder(lines, code) {
  const shipping = $('#shipping').value.trim();
  const { order, refusedCodes } = await control('desk/placeOrder', {
    lines,
    ...(customerId() ? { customerId: customerId() } : {}),
    ...(code ? { discountCodes: [code] } : {}),
    ...(shipping ? { shipping: { price: shipping } } : {}),
    channel: $('#channel').value,
    payment: $('#payment').value,
  });
  const refused = refusedCodes.map((one) => ` The code ${one.code} was not taken: ${one.reason}.`).join('');
  return `${order.name} placed, ${money(order.total_price)}.${refused}`;
}

function actionsOf(order) {
  const act = (label, method, input = {}, danger = false) =>
    orderButton(order.name, label, { path: `desk/${method}`, input: { orderId: order.id, ...input }, danger });
  if (order.cancelled_at) return [];
  const line = order.line_items.find((one) => one.current_quantity > 0);
  const paid = ['paid', 'partially_refunded'].includes(order.financial_status);
  return [
    ...(Number(order.total_outstanding) > 0 ? [act('Mark paid', 'markPaid')] : []),
    ...(order.fulfillment_status === 'fulfilled' || !line ? [] : [act('Hand over', 'fulfil')]),
    ...(paid && line ? [act(`Take back 1 × ${line.title}`, 'refund', { lines: [{ lineId: line.id, quantity: 1 }] })] : []),
    ...(paid ? [act('Give 2.00 back', 'refund', { amount: '2.00', note: 'Goodwill' })] : []),
    ...(line && line.fulfillable_quantity > 0
      ? [act(`Remove 1 × ${line.title}`, 'editOrder', { remove: [{ lineId: line.id, quantity: 1 }] })]
      : []),
    ...(paid ? [act('Dispute', 'dispute', { state: 'open' })] : []),
    act('Cancel', 'cancelOrder', {}, true),
  ];
}

function orderRow(order) {
  const goods = order.line_items
    .map((line) => `${line.current_quantity}${line.current_quantity === line.quantity ? '' : ` of ${line.quantity}`} × ${line.title}`)
    .join(', ');
  const now = order.current_total_price === order.total_price ? '' : `, now ${money(order.current_total_price)}`;
  const codes = order.discount_codes.map((one) => one.code).join(', ');
  return {
    name: order.name,
    who: nameOf(order.customer),
    state: [order.cancelled_at ? 'cancelled' : order.financial_status.replaceAll('_', ' '), order.fulfillment_status ?? 'open'].join(', '),
    facts: [goods, `${money(order.total_price)}${now}`, codes ? `code ${codes}` : ''],
    actions: actionsOf(order),
  };
}

$('#shop').addEventListener('change', (event) => location.assign(`/?shop=${event.target.value}`));
openCounter({
  storageKey: 'counter-customer',
  rewardsAt: (path) => `/storefront/${data.handle}${data.proxyPrefix}/${path}`,
  customers: () => control('desk/listCustomers'),
  products: async () => (await control('desk/listProducts')).map(({ productId, title, price }) => ({ id: productId, title, price })),
  orders: () => control('desk/listOrders', { limit: 30 }),
  placeOrder,
  orderRow,
});
