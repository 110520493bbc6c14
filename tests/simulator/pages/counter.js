/* The counter: plays shoppers and merchant through the simulator's control API, and the shopper's loyalty panel through the app proxy. */
const data = JSON.parse(document.getElementById('counter-data').textContent);
const $ = (selector) => document.querySelector(selector);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const money = (text) => new Intl.NumberFormat(undefined, { style: 'currency', currency: data.currency }).format(Number(text));
const basket = new Map();
let products = [];
/* What is on the page already: a part is only built anew when it changed, so that nobody loses the button under the finger. */
const shown = new Map();
const isNew = (part, value) => {
  const text = JSON.stringify(value);
  if (shown.get(part) === text) return false;
  shown.set(part, text);
  return true;
};

function say(text, bad = false) {
  const box = $('#said');
  box.textContent = text;
  box.className = bad ? 'bad' : 'good';
}

async function control(path, input = {}) {
  const response = await fetch(`/_control/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ shop: data.shop, ...input }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.result;
}

/** Runs one deed of a button, says what came of it, and shows the new state. */
async function deed(text, act) {
  try {
    const said = await act();
    say(typeof said === 'string' ? said : text);
    await refresh();
  } catch (error) {
    say(error.message, true);
  }
}

const customerId = () => $('#customer').value;

async function showCustomers(chosen) {
  const customers = await control('desk/listCustomers');
  const options = customers.reverse().map((one) => {
    const name = [one.first_name, one.last_name].filter(Boolean).join(' ') || one.email || String(one.id);
    return make('option', { value: one.id, textContent: one.email ? `${name} · ${one.email}` : name, selected: String(one.id) === chosen });
  });
  $('#customer').replaceChildren(make('option', { value: '', textContent: 'Guest without account' }), ...options);
  if (chosen) $('#customer').value = chosen;
}

function showProducts() {
  $('#products').replaceChildren(
    ...products.map((product) => {
      const count = basket.get(product.productId) ?? 0;
      const step = (change) => {
        basket.set(product.productId, Math.max(0, count + change));
        showProducts();
      };
      const less = make('button', { type: 'button', textContent: '−', disabled: count === 0, onclick: () => step(-1) });
      const more = make('button', { type: 'button', textContent: '+', onclick: () => step(1) });
      less.setAttribute('aria-label', `One less: ${product.title}`);
      more.setAttribute('aria-label', `One more: ${product.title}`);
      return make(
        'li',
        {},
        make('span', { className: 'what', textContent: product.title }),
        make('span', { textContent: money(product.price) }),
        less,
        make('output', { textContent: count }),
        more,
      );
    }),
  );
}

async function placeOrder() {
  const lines = [...basket].filter(([, quantity]) => quantity > 0).map(([productId, quantity]) => ({ productId, quantity }));
  const code = $('#code').value.trim();
  const shipping = $('#shipping').value.trim();
  const { order, refusedCodes } = await control('desk/placeOrder', {
    lines,
    ...(customerId() ? { customerId: customerId() } : {}),
    ...(code ? { discountCodes: [code] } : {}),
    ...(shipping ? { shipping: { price: shipping } } : {}),
    channel: $('#channel').value,
    payment: $('#payment').value,
  });
  basket.clear();
  $('#code').value = '';
  showProducts();
  const refused = refusedCodes.map((one) => ` The code ${one.code} was not taken: ${one.reason}.`).join('');
  return `${order.name} placed, ${money(order.total_price)}.${refused}`;
}

function orderActions(order) {
  const act = (label, path, input) =>
    make('button', {
      type: 'button',
      textContent: label,
      className: path === 'cancelOrder' ? 'danger' : '',
      onclick: () =>
        deed(`${order.name}: ${label.toLowerCase()}, done.`, () =>
          control(`desk/${path}`, { orderId: order.id, ...input }).then(() => undefined),
        ),
    });
  if (order.cancelled_at) return [];
  const line = order.line_items.find((one) => one.current_quantity > 0);
  const paid = ['paid', 'partially_refunded'].includes(order.financial_status);
  return [
    ...(Number(order.total_outstanding) > 0 ? [act('Mark paid', 'markPaid', {})] : []),
    ...(order.fulfillment_status === 'fulfilled' || !line ? [] : [act('Hand over', 'fulfil', {})]),
    ...(paid && line ? [act(`Take back 1 × ${line.title}`, 'refund', { lines: [{ lineId: line.id, quantity: 1 }] })] : []),
    ...(paid ? [act('Give 2.00 back', 'refund', { amount: '2.00', note: 'Goodwill' })] : []),
    ...(line && line.fulfillable_quantity > 0
      ? [act(`Remove 1 × ${line.title}`, 'editOrder', { remove: [{ lineId: line.id, quantity: 1 }] })]
      : []),
    ...(paid ? [act('Dispute', 'dispute', { state: 'open' })] : []),
    act('Cancel', 'cancelOrder', {}),
  ];
}

async function showOrders() {
  const orders = await control('desk/listOrders', { limit: 30 });
  if (!isNew('orders', orders)) return;
  $('#order-list').replaceChildren(
    ...orders.map((order) => {
      const state = [
        order.cancelled_at ? 'cancelled' : order.financial_status.replaceAll('_', ' '),
        order.fulfillment_status ?? 'open',
      ].join(', ');
      const who = order.customer ? [order.customer.first_name, order.customer.last_name].filter(Boolean).join(' ') || order.email : 'guest';
      const codes = order.discount_codes.map((one) => one.code).join(', ');
      const goods = order.line_items
        .map((line) => `${line.current_quantity}${line.current_quantity === line.quantity ? '' : ` of ${line.quantity}`} × ${line.title}`)
        .join(', ');
      const head = make(
        'p',
        { className: 'head' },
        make('strong', { textContent: order.name }),
        ` ${who} `,
        make('span', { className: 'state', textContent: state }),
      );
      const now = order.current_total_price === order.total_price ? '' : `, now ${money(order.current_total_price)}`;
      const detail = make('p', { textContent: `${goods} · ${money(order.total_price)}${now}${codes ? ` · code ${codes}` : ''}` });
      return make('li', {}, head, detail, make('div', { className: 'actions' }, ...orderActions(order)));
    }),
  );
  if (orders.length === 0)
    $('#order-list').replaceChildren(
      make('li', { className: 'none', textContent: 'No orders yet. Put something into the basket and place one.' }),
    );
}

async function proxy(path, body) {
  const response = await fetch(`/storefront/${data.handle}${data.proxyPrefix}${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'X-Sim-Customer': customerId(), ...(body ? { 'Content-Type': 'application/json' } : {}) },
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error?.message ?? `The app answered ${response.status}.`);
  return answer;
}

/** What the app tells this shopper, as the widget would show it. */
async function showLoyalty() {
  const box = $('#loyalty');
  if (!customerId()) {
    if (isNew('loyalty', null))
      box.replaceChildren(make('p', { className: 'quiet', textContent: 'Choose a customer to see the points and to redeem.' }));
    return;
  }
  try {
    const me = await proxy('/me');
    if (!isNew('loyalty', { customer: customerId(), me })) return;
    const points = me.points ?? {};
    const parts = [
      `${points.available ?? 0} available`,
      points.pending ? `${points.pending} pending` : '',
      points.debt ? `${points.debt} owed` : '',
    ].filter(Boolean);
    const rewards = (me.rewards ?? []).map((reward) => {
      const button = make('button', { type: 'button', textContent: `Redeem ${reward.points}`, disabled: !reward.available });
      button.onclick = () =>
        deed(`${reward.name} redeemed.`, async () => {
          await proxy('/redeem', { rewardId: reward.rewardId, redemptionId: crypto.randomUUID() });
        });
      return make(
        'li',
        {},
        make('span', { className: 'what', textContent: reward.name }),
        make('small', { textContent: reward.available ? '' : (reward.reason ?? `${reward.missing} more`) }),
        button,
      );
    });
    const codes = (me.codes ?? [])
      .filter((one) => one.code && !one.orderId && !one.endReason)
      .map((one) =>
        make('button', { type: 'button', className: 'ticket', textContent: one.code, onclick: () => ($('#code').value = one.code) }),
      );
    const join =
      me.state === 'guest'
        ? [
            make('button', {
              type: 'button',
              textContent: 'Join',
              onclick: () => deed('Joined.', () => proxy('/join', {}).then(() => undefined)),
            }),
          ]
        : [];
    box.replaceChildren(
      make('p', {}, make('strong', { textContent: parts.join(', ') }), me.tier?.name ? ` · ${me.tier.name}` : ''),
      make('ul', {}, ...rewards),
      ...(codes.length > 0 ? [make('p', { className: 'quiet', textContent: 'Codes (tap to use):' }), ...codes] : []),
      ...join,
    );
  } catch (error) {
    if (isNew('loyalty', error.message))
      box.replaceChildren(make('p', { className: 'quiet', textContent: `No rewards to show: ${error.message}` }));
  }
}

async function refresh() {
  await Promise.all([showOrders(), showLoyalty()]);
}

async function start() {
  products = await control('desk/listProducts');
  showProducts();
  await showCustomers(localStorage.getItem('counter-customer') ?? '');
  await refresh();
}

$('#customer').addEventListener('change', () => {
  localStorage.setItem('counter-customer', customerId());
  void showLoyalty();
});
$('#shop').addEventListener('change', (event) => location.assign(`/?shop=${event.target.value}`));
$('#place').addEventListener('click', () => deed('', placeOrder));
$('#new-customer').addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  void deed('', async () => {
    const made = await control('desk/createCustomer', fields);
    await showCustomers(String(made.id));
    event.target.reset();
    return `${fields.firstName} is a customer now.`;
  });
});
setInterval(() => {
  if (!document.hidden) void refresh();
}, 5_000);
void start().catch((error) => say(error.message, true));
