/* The counter of a WooCommerce site: plays shoppers and merchant through the control API, and the shopper's loyalty panel through the plugin's signed call. */
import { $, control, customerId, money, nameOf, openCounter, orderButton } from '../../simulator/pages/counter-parts.js';

const OPEN = ['pending', 'on-hold', 'failed'];
const PAID = ['processing', 'completed'];
const SHOWN = 30;

async function placeOrder(lines, code) {
  const status = $('#status').value;
  const order = await control('desk/placeOrder', {
    lines,
    via: $('#via').value,
    ...(customerId() ? { customerId: Number(customerId()) } : { email: 'guest@example.com', firstName: 'A', lastName: 'Guest' }),
    ...(code ? { coupons: [code] } : {}),
    ...(status ? { status } : {}),
  });
  return `Order #${order.number} placed, ${money(order.total)}, ${order.status}.`;
}

/** What the merchant may do with an order. `quiet`: WooCommerce tells nobody of it; the app finds out at its nightly look. */
function actionsOf(order) {
  const act = (label, method, input, options = {}) => orderButton(`#${order.number}`, label, { path: `desk/${method}`, input, ...options });
  const of = { id: order.id };
  const line = order.line_items[0];
  const refund = order.refunds.at(-1);
  if (order.status === 'trash') {
    return [act('Restore', 'restore', of), act('Delete for good', 'remove', of, { danger: true, quiet: true })];
  }
  const isPaid = PAID.includes(order.status);
  return [
    ...(OPEN.includes(order.status) ? [act('Mark paid', 'pay', of)] : []),
    ...(order.status === 'processing' ? [act('Complete', 'complete', of)] : []),
    ...(isPaid && line
      ? [act(`Take back 1 × ${line.name}`, 'refund', { orderId: order.id, lines: [{ lineId: line.id, quantity: 1 }] })]
      : []),
    ...(isPaid ? [act('Give 5.00 back', 'refund', { orderId: order.id, amount: '5.00', reason: 'Goodwill' })] : []),
    ...(isPaid ? [act('Refund all', 'refundFully', { orderId: order.id })] : []),
    ...(refund ? [act('Delete the last refund', 'deleteRefund', { orderId: order.id, refundId: refund.id }, { quiet: true })] : []),
    ...(order.status === 'cancelled' ? [act('Re-open', 'reopen', of)] : [act('Cancel', 'cancel', of, { danger: true })]),
    act('Trash', 'trash', of, { danger: true }),
  ];
}

function orderRow(order) {
  const back = order.refunds.reduce((sum, one) => sum - Number(one.total), 0);
  const coupons = order.coupon_lines.map((one) => one.code.toUpperCase()).join(', ');
  return {
    name: `#${order.number}`,
    who: nameOf(order.billing),
    state: order.status,
    facts: [
      order.line_items.map((line) => `${line.quantity} × ${line.name}`).join(', '),
      money(order.total),
      back > 0 ? `${money(back)} given back` : '',
      coupons ? `coupon ${coupons}` : '',
    ],
    actions: actionsOf(order),
  };
}

openCounter({
  storageKey: 'woo-counter-customer',
  rewardsAt: (path) => `/counter/rewards/${path}`,
  customers: () => control('desk/customers'),
  products: async () => (await control('desk/products')).map(({ id, name, price }) => ({ id, title: name, price })),
  orders: () => control('desk/orders', { newest: SHOWN }),
  placeOrder,
  orderRow,
});
