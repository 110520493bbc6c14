/* The counter of a WooCommerce site: plays shoppers and merchant through the control API, and the shopper's loyalty panel through the plugin's signed call. */
const data = JSON.parse(document.getElementById('counter-data').textContent);
const $ = (selector) => document.querySelector(selector);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const money = (amount) => new Intl.NumberFormat(undefined, { style: 'currency', currency: data.currency }).format(Number(amount));
const basket = new Map();
const SHOWN = 30;
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
    body: JSON.stringify(input),
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
  const customers = await control('desk/customers');
  const options = customers.reverse().map((one) => {
    const name = [one.first_name, one.last_name].filter(Boolean).join(' ') || one.email;
    return make('option', { value: one.id, textContent: `${name} · ${one.email}` });
  });
  $('#customer').replaceChildren(make('option', { value: '', textContent: 'Guest without account' }), ...options);
  $('#customer').value = chosen ?? '';
  if ($('#customer').selectedIndex < 0) $('#customer').value = '';
}

function showProducts() {
  $('#products').replaceChildren(
    ...products.map((product) => {
      const count = basket.get(product.id) ?? 0;
      const step = (change) => {
        basket.set(product.id, Math.max(0, count + change));
        showProducts();
      };
      const less = make('button', { type: 'button', textContent: '−', disabled: count === 0, onclick: () => step(-1) });
      const more = make('button', { type: 'button', textContent: '+', onclick: () => step(1) });
      less.setAttribute('aria-label', `One less: ${product.name}`);
      more.setAttribute('aria-label', `One more: ${product.name}`);
      return make(
        'li',
        {},
        make('span', { className: 'what', textContent: product.name }),
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
  if (lines.length === 0) throw new Error('Put something into the basket first.');
  const coupon = $('#coupon').value.trim();
  const status = $('#status').value;
  const order = await control('desk/placeOrder', {
    lines,
    via: $('#via').value,
    ...(customerId() ? { customerId: Number(customerId()) } : { email: 'guest@example.com', firstName: 'A', lastName: 'Guest' }),
    ...(coupon ? { coupons: [coupon] } : {}),
    ...(status ? { status } : {}),
  });
  basket.clear();
  $('#coupon').value = '';
  showProducts();
  return `Order #${order.number} placed, ${money(order.total)}, ${order.status}.`;
}

const OPEN = ['pending', 'on-hold', 'failed'];
const PAID = ['processing', 'completed'];

/** What the merchant may do with an order. `quiet`: WooCommerce tells nobody of it; the app finds out at its nightly look. */
function orderActions(order) {
  const act = (label, method, input, options = {}) => {
    const text = options.quiet ? `${label} (tells nobody)` : label;
    return make('button', {
      type: 'button',
      textContent: text,
      className: options.danger ? 'danger' : '',
      onclick: () => deed(`#${order.number}: ${label.toLowerCase()}, done.`, () => control(`desk/${method}`, input).then(() => undefined)),
    });
  };
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

async function showOrders() {
  const orders = await control('desk/orders', { newest: SHOWN });
  if (!isNew('orders', orders)) return;
  $('#order-list').replaceChildren(
    ...orders.map((order) => {
      const who = [order.billing.first_name, order.billing.last_name].filter(Boolean).join(' ') || order.billing.email || 'guest';
      const goods = order.line_items.map((line) => `${line.quantity} × ${line.name}`).join(', ');
      const back = order.refunds.reduce((sum, one) => sum - Number(one.total), 0);
      const coupons = order.coupon_lines.map((one) => one.code.toUpperCase()).join(', ');
      const head = make(
        'p',
        { className: 'head' },
        make('strong', { textContent: `#${order.number}` }),
        ` ${who} `,
        make('span', { className: 'state', textContent: order.status }),
      );
      const facts = [goods, money(order.total), back > 0 ? `${money(back)} given back` : '', coupons ? `coupon ${coupons}` : ''];
      return make(
        'li',
        {},
        head,
        make('p', { textContent: facts.filter(Boolean).join(' · ') }),
        make('div', { className: 'actions' }, ...orderActions(order)),
      );
    }),
  );
  if (orders.length === 0)
    $('#order-list').replaceChildren(
      make('li', { className: 'none', textContent: 'No orders yet. Put something into the basket and place one.' }),
    );
}

async function rewards(path, body) {
  const response = await fetch(`/counter/rewards/${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { 'X-Sim-Customer': customerId(), ...(body ? { 'Content-Type': 'application/json' } : {}) },
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error?.message ?? `The app answered ${response.status}.`);
  return answer;
}

function pointsLine(me) {
  const { available = 0, pending = 0, debt = 0 } = me.points ?? {};
  return [`${available} available`, pending ? `${pending} pending` : '', debt ? `${debt} owed` : ''].filter(Boolean).join(', ');
}

function rewardLine(reward) {
  const cost = reward.cost?.points ?? reward.cost?.min;
  const button = make('button', { type: 'button', textContent: `Redeem ${cost ?? ''}`, disabled: !reward.available });
  button.onclick = () =>
    deed(`${reward.name} redeemed.`, () =>
      rewards('redeem', {
        rewardId: reward.rewardId,
        redemptionId: crypto.randomUUID(),
        ...(reward.cost?.kind === 'any-amount' ? { points: reward.cost.min } : {}),
      }).then(() => undefined),
    );
  const why = reward.available ? '' : reward.missing > 0 ? `${reward.missing} more` : (reward.reason ?? '');
  return make('li', {}, make('span', { className: 'what', textContent: reward.name }), make('small', { textContent: why }), button);
}

/** Accounts at two stores become one: the code is shown at the other store and typed in here, or the other way round. */
function linkRow() {
  const typed = make('input', { autocomplete: 'off', ariaLabel: 'Code from the other store' });
  const link = make('button', { type: 'button', textContent: 'Link with this code' });
  link.onclick = () =>
    deed('The accounts are linked: one balance for both stores.', () => rewards('link', { code: typed.value }).then(() => undefined));
  const show = make('button', { type: 'button', textContent: 'Show a code for the other store' });
  show.onclick = () => deed('', async () => `Type this at the other store within 15 minutes: ${(await rewards('link-code', {})).code}`);
  return make(
    'details',
    {},
    make('summary', { textContent: 'Also a customer of the other store?' }),
    make('div', { className: 'row' }, typed, link),
    show,
  );
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
    const me = await rewards('me');
    if (!isNew('loyalty', { customer: customerId(), me })) return;
    const codes = (me.codes ?? [])
      .filter((one) => one.code && one.usableHere !== false && one.state === 'ready')
      .map((one) =>
        make('button', { type: 'button', className: 'ticket', textContent: one.code, onclick: () => ($('#coupon').value = one.code) }),
      );
    const tier = (me.program?.tiers ?? []).find((one) => one.tierId === me.tier?.tierId)?.name;
    const joinButton = make('button', {
      type: 'button',
      textContent: 'Join',
      onclick: () => deed('Joined.', () => rewards('join', {}).then(() => undefined)),
    });
    box.replaceChildren(
      make('p', {}, make('strong', { textContent: pointsLine(me) }), tier ? ` · ${tier}` : ''),
      make('ul', {}, ...(me.rewards ?? []).map(rewardLine)),
      ...(codes.length > 0 ? [make('p', { className: 'quiet', textContent: 'Coupons (tap to use):' }), ...codes] : []),
      ...(me.state === 'not-joined' || me.state === 'guest' ? [joinButton] : [linkRow()]),
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
  products = await control('desk/products');
  showProducts();
  await showCustomers(localStorage.getItem('woo-counter-customer') ?? '');
  await refresh();
}

$('#customer').addEventListener('change', () => {
  localStorage.setItem('woo-counter-customer', customerId());
  void showLoyalty();
});
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
