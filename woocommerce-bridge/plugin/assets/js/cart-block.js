/* The rewards panel of the block cart and checkout, below the coupon field. Without the slot (WooCommerce calls it experimental) the cart stays as it is. */
((wp, wc) => {
  const Slot = wc?.blocksCheckout?.ExperimentalDiscountsMeta;
  const update = wc?.blocksCheckout?.extensionCartUpdate;
  const config = wc?.wcSettings?.getSetting('rung-loyalty_data', {}) ?? {};
  if (!Slot || !update || !config.rewards) return;
  const { createElement: el, useEffect, useState } = wp.element;
  const { words } = config;
  const NAMESPACE = 'rung-loyalty';
  /** Milliseconds between looks for a code that is being made. */
  const PATIENCE = [700, 1200, 2000, 3000, 5000];

  /* WooCommerce draws the slot anew when totals change: what the shopper sees and is told lives outside of it. */
  let state = { open: false, view: null, busy: false, said: '' };
  let watchers = [];
  /** Redemption ids that have no answer yet: pressing again after a broken line redeems once. */
  const attempts = new Map();

  function set(change) {
    state = { ...state, ...change };
    for (const watcher of watchers) watcher(state);
  }

  function useShared() {
    const [shown, show] = useState(state);
    useEffect(() => {
      watchers.push(show);
      show(state);
      return () => {
        watchers = watchers.filter((watcher) => watcher !== show);
      };
    }, []);
    return shown;
  }

  async function ask(url, body) {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      credentials: 'same-origin',
      headers: { 'X-WP-Nonce': config.nonce, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const json = await response.json().catch(() => null);
    if (!response.ok || json === null) throw new Error(json?.error?.message ?? words.away);
    return json;
  }

  /** crypto.randomUUID is missing on pages without https, where shops are tried out. */
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  const has = (cart, code) =>
    typeof code === 'string' &&
    (cart?.coupons ?? cart?.cartCoupons ?? []).some((coupon) => coupon.code.toLowerCase() === code.toLowerCase());

  /** Does something, says "one moment" meanwhile and afterwards what came of it. */
  async function run(errand) {
    set({ busy: true, said: words.loading });
    let said;
    try {
      said = await errand();
    } catch (error) {
      // What fetch itself says of a broken line is not for shoppers.
      said = error instanceof TypeError || !error?.message ? words.away : error.message;
    }
    set({ busy: false, said: said ?? '' });
  }

  async function load() {
    const view = await ask(config.rewards);
    set({ view });
    return view;
  }

  async function apply(code) {
    const cart = await update({ namespace: NAMESPACE, data: { apply: code } });
    return has(cart, code) ? words.applied : words.refused;
  }

  /** The code is made at this shop a moment after the redemption: look a few times. Null: it takes longer. */
  async function codeOf(redemptionId) {
    for (const pause of [0, ...PATIENCE]) {
      await new Promise((done) => setTimeout(done, pause));
      const found = (await load()).codes.find(({ id }) => id === redemptionId);
      if (found?.usable) return found.code;
    }
    return null;
  }

  async function use(reward, points) {
    const key = `${reward.id}:${points ?? ''}`;
    const redemptionId = attempts.get(key) ?? uuid();
    attempts.set(key, redemptionId);
    await ask(config.redeem, { rewardId: reward.id, redemptionId, points });
    attempts.delete(key);
    const code = await codeOf(redemptionId);
    return code === null ? words.making : apply(code);
  }

  async function undo(code, cart) {
    if (has(cart, code.code)) await update({ namespace: NAMESPACE, data: { remove: code.code } });
    await ask(config.undo, { redemptionId: code.id });
    await load();
    // The heading's balance comes with the cart.
    await update({ namespace: NAMESPACE, data: {} });
    return words.undone;
  }

  function Button({ label, about, isQuiet = false, busy, onClick }) {
    const look = isQuiet ? 'rung-button--quiet' : 'wp-element-button';
    const className = `wc-block-components-button rung-button ${look}`;
    return el('button', { type: 'button', className, disabled: busy, 'aria-label': `${label}: ${about}`, onClick }, label);
  }

  function Reward({ reward, busy }) {
    const { range } = reward;
    const [points, setPoints] = useState(range ? range[1] : undefined);
    const field =
      range &&
      el('input', {
        ...{ className: 'rung-number', type: 'number', inputMode: 'numeric', 'aria-label': words.points },
        ...{ min: range[0], max: range[1], step: range[2], value: points },
        onChange: ({ target }) => setPoints(Number(target.value)),
      });
    const button = el(Button, { label: words.use, about: reward.name, busy, onClick: () => run(() => use(reward, points)) });
    return el(
      'li',
      { className: `rung-card${reward.available ? '' : ' rung-card--away'}` },
      el('div', { className: 'rung-card__words' }, el('strong', null, reward.name), el('span', { className: 'rung-cost' }, reward.cost)),
      el(
        'div',
        { className: 'rung-card__act' },
        ...(reward.available ? [field, button] : [el('span', { className: 'rung-quiet' }, reward.why)]),
      ),
    );
  }

  function Code({ code, cart, busy }) {
    const isApplied = has(cart, code.code);
    const status = el('span', { className: 'rung-quiet' }, isApplied ? words.applied : code.words);
    const common = { about: code.name, busy };
    return el(
      'li',
      { className: 'rung-card rung-card--ticket' },
      el('div', { className: 'rung-card__words' }, el('strong', null, code.name), status),
      el(
        'div',
        { className: 'rung-card__act' },
        code.usable && !isApplied && el(Button, { ...common, label: words.use, onClick: () => run(() => apply(code.code)) }),
        code.undoable && el(Button, { ...common, label: words.undo, isQuiet: true, onClick: () => run(() => undo(code, cart)) }),
      ),
    );
  }

  function Panel({ title, cart }) {
    const { open, view, busy, said } = useShared();
    const onToggle = ({ target }) => {
      if (target.open !== state.open) set({ open: target.open });
      if (state.open && !state.view && !state.busy) void run(() => load().then(() => ''));
    };
    const isEmpty = view !== null && view.codes.length + view.rewards.length === 0;
    const cards = view && [
      ...view.codes.map((code) => el(Code, { key: code.id, code, cart, busy })),
      // A free amount begins anew when the balance has changed.
      ...view.rewards.map((reward) => el(Reward, { key: `${reward.id}:${String(reward.range)}`, reward, busy })),
    ];
    return el(
      'details',
      { className: 'rung-panel', open, onToggle },
      el('summary', null, title),
      el(
        'div',
        { className: 'rung-panel__body', 'aria-busy': busy },
        el('p', { className: 'rung-quiet', role: 'status' }, said || (isEmpty ? words.none : '')),
        cards && el('ul', { className: 'rung-list', role: 'list' }, cards),
      ),
    );
  }

  /** "--a:b;--c:d" as React wants it. */
  const style = Object.fromEntries((config.brand ?? '').split(';').flatMap((rule) => (rule.includes(':') ? [rule.split(':')] : [])));

  function Content({ extensions, cart }) {
    const { earn, title, signed_in: isSignedIn } = extensions?.[NAMESPACE] ?? {};
    if (!earn && !title && isSignedIn !== false) return null;
    return el(
      'div',
      { className: 'rung-loyalty rung-blocks', style },
      earn && el('p', { className: 'rung-earn', 'aria-live': 'polite' }, earn),
      title && config.nonce && el(Panel, { title, cart }),
      isSignedIn === false && el('p', { className: 'rung-guest' }, el('a', { href: config.account }, words.sign_in)),
    );
  }

  wp.plugins.registerPlugin(NAMESPACE, {
    scope: 'woocommerce-checkout',
    render: () => el(Slot, null, el(Content, null)),
  });
})(window.wp, window.wc);
