/* What the counters of both platforms share: a shopper, a basket, the rewards of whoever is chosen, and the orders with what can be done to them. */
export const data = JSON.parse(document.getElementById('counter-data').textContent);
export const $ = (selector) => document.querySelector(selector);
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
export const money = (amount) => new Intl.NumberFormat(undefined, { style: 'currency', currency: data.currency }).format(Number(amount));
export const nameOf = (person) => [person?.first_name, person?.last_name].filter(Boolean).join(' ') || person?.email || '';
export const customerId = () => $('#customer').value;

const basket = new Map();
/* What is on the page already: a part is only built anew when it changed, so that nobody loses the button under the finger. */
const shown = new Map();
const isNew = (part, value) => {
  const text = JSON.stringify(value);
  if (shown.get(part) === text) return false;
  shown.set(part, text);
  return true;
};

/* The platform's own half; openCounter() sets it. */
let own = null;
let products = [];

function say(text, bad = false) {
  const box = $('#said');
  box.textContent = text;
  box.className = bad ? 'bad' : 'good';
}

/** The answer of an address, or an error in the words that came with the refusal. */
async function ask(address, body, headers = {}) {
  const response = await fetch(address, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    headers: { ...headers, ...(body ? { 'Content-Type': 'application/json' } : {}) },
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error?.message ?? answer?.error ?? `The app answered ${response.status}.`);
  return answer;
}

/** One call of the simulator's control API, at this page's shop. */
export async function control(path, input = {}) {
  return (await ask(`/_control/${path}`, { ...(data.shop ? { shop: data.shop } : {}), ...input })).result;
}

const rewards = (path, body) => ask(own.rewardsAt(path), body, { 'X-Sim-Customer': customerId() });

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

/** A button that does something to an order; `quiet`: the platform tells nobody of it. */
export function orderButton(name, label, { path, input, danger = false, quiet = false }) {
  return make('button', {
    type: 'button',
    textContent: quiet ? `${label} (tells nobody)` : label,
    className: danger ? 'danger' : '',
    onclick: () => deed(`${name}: ${label.toLowerCase()}, done.`, () => control(path, input).then(() => undefined)),
  });
}

async function showCustomers(chosen) {
  const customers = await own.customers();
  const options = customers.reverse().map((one) => {
    const name = nameOf(one) || String(one.id);
    return make('option', { value: one.id, textContent: one.email ? `${name} · ${one.email}` : name });
  });
  $('#customer').replaceChildren(make('option', { value: '', textContent: 'Guest without account' }), ...options);
  $('#customer').value = chosen ?? '';
  if ($('#customer').selectedIndex < 0) $('#customer').value = '';
}

function showProducts() {
  $('#products').replaceChildren(
    ...products.map(({ id, title, price }) => {
      const count = basket.get(id) ?? 0;
      const step = (change) => {
        basket.set(id, Math.max(0, count + change));
        showProducts();
      };
      const less = make('button', { type: 'button', textContent: '−', disabled: count === 0, onclick: () => step(-1) });
      const more = make('button', { type: 'button', textContent: '+', onclick: () => step(1) });
      less.setAttribute('aria-label', `One less: ${title}`);
      more.setAttribute('aria-label', `One more: ${title}`);
      return make(
        'li',
        {},
        make('span', { className: 'what', textContent: title }),
        make('span', { textContent: money(price) }),
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
  const said = await own.placeOrder(lines, $('#code').value.trim());
  basket.clear();
  $('#code').value = '';
  showProducts();
  return said;
}

async function showOrders() {
  const orders = await own.orders();
  if (!isNew('orders', orders)) return;
  const rows = orders.map((order) => {
    const { name, who, state, facts, actions } = own.orderRow(order);
    return make(
      'li',
      {},
      make(
        'p',
        { className: 'head' },
        make('strong', { textContent: name }),
        ` ${who || 'guest'} `,
        make('span', { className: 'state', textContent: state }),
      ),
      make('p', { textContent: facts.filter(Boolean).join(' · ') }),
      make('div', { className: 'actions' }, ...actions),
    );
  });
  const none = make('li', { className: 'none', textContent: 'No orders yet. Put something into the basket and place one.' });
  $('#order-list').replaceChildren(...(rows.length > 0 ? rows : [none]));
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
  const quiet = (textContent) => make('p', { className: 'quiet', textContent });
  if (!customerId()) {
    if (isNew('loyalty', null)) box.replaceChildren(quiet('Choose a customer to see the points and to redeem.'));
    return;
  }
  try {
    const me = await rewards('me');
    if (!isNew('loyalty', { customer: customerId(), me })) return;
    const codes = (me.codes ?? [])
      .filter((one) => one.code && one.usableHere !== false && one.state === 'ready')
      .map((one) =>
        make('button', { type: 'button', className: 'ticket', textContent: one.code, onclick: () => ($('#code').value = one.code) }),
      );
    const tier = (me.program?.tiers ?? []).find((one) => one.tierId === me.tier?.tierId)?.name;
    const join = make('button', { type: 'button', textContent: 'Join' });
    join.onclick = () => deed('Joined.', () => rewards('join', {}).then(() => undefined));
    box.replaceChildren(
      make('p', {}, make('strong', { textContent: pointsLine(me) }), tier ? ` · ${tier}` : ''),
      make('ul', {}, ...(me.rewards ?? []).map(rewardLine)),
      ...(codes.length > 0 ? [quiet('Codes (tap to use):'), ...codes] : []),
      ...(me.state === 'not-joined' || me.state === 'guest' ? [join] : [linkRow()]),
    );
  } catch (error) {
    if (isNew('loyalty', error.message)) box.replaceChildren(quiet(`No rewards to show: ${error.message}`));
  }
}

async function refresh() {
  await Promise.all([showOrders(), showLoyalty()]);
}

/**
 * Opens the counter with the platform's half: `rewardsAt(path)` leads to the app as a shopper of this store; `customers()`, `products()` ({ id, title, price }) and
 * `orders()` read; `placeOrder(lines, code)` answers what to say; `orderRow(order)` gives { name, who, state, facts, actions }. `storageKey` remembers who was chosen.
 */
export function openCounter(platform) {
  own = platform;
  $('#customer').addEventListener('change', () => {
    localStorage.setItem(own.storageKey, customerId());
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
  const start = async () => {
    products = await own.products();
    showProducts();
    await showCustomers(localStorage.getItem(own.storageKey));
    await refresh();
  };
  void start().catch((error) => say(error.message, true));
}
