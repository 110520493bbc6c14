/* The simulated admin around the embedded app: answers the app's App Bridge and shows its navigation, title, save bar and toasts. */
const data = JSON.parse(document.getElementById('frame-data').textContent);
const frame = document.querySelector('iframe');
const progress = document.querySelector('.progress');
const toasts = document.querySelector('.toasts');
const menu = document.querySelector('.menu');
const items = document.querySelector('.app-items');
const appLink = document.querySelector('nav .app');
const heading = document.querySelector('.title-bar h1');
const actions = document.querySelector('.title-bar .actions');
const saveBar = document.querySelector('.save-bar');
const picker = document.querySelector('.picker');

const reply = (message) => frame.contentWindow.postMessage({ from: 'admin', ...message }, data.appOrigin);
const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);

async function post(path, body = {}) {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return response.json();
}

function showToast({ toast, message, isError, action, duration }) {
  const box = make('div', { className: isError ? 'toast error' : 'toast' });
  box.dataset.toast = toast;
  box.append(make('span', { textContent: message }));
  const close = () => {
    box.remove();
    reply({ type: 'toast-gone', toast });
  };
  if (action) {
    const button = make('button', { type: 'button', textContent: action });
    button.addEventListener('click', () => reply({ type: 'toast-action', toast }));
    box.append(button);
  }
  const dismiss = make('button', { type: 'button', textContent: '×' });
  dismiss.setAttribute('aria-label', 'Dismiss');
  dismiss.addEventListener('click', close);
  box.append(dismiss);
  toasts.append(box);
  setTimeout(() => box.isConnected && close(), duration);
}

let currentPath = '';
function markCurrent() {
  const links = [...items.querySelectorAll('a')];
  const pathname = currentPath.split('?')[0];
  const best = links
    .filter((link) => pathname === link.dataset.href || pathname.startsWith(`${link.dataset.href}/`))
    .sort((a, b) => b.dataset.href.length - a.dataset.href.length)[0];
  for (const link of links) {
    if (link === best) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (best) appLink.removeAttribute('aria-current');
  else appLink.setAttribute('aria-current', 'page');
}

function goTo(event) {
  if (event.metaKey || event.ctrlKey || event.button > 0) return;
  event.preventDefault();
  closeMenu();
  reply({ type: 'navigate', href: event.currentTarget.dataset.href });
}

function showChrome({ nav, title, actions: buttons, saveBar: bar }) {
  const home = nav.find((item) => item.home);
  if (home) appLink.dataset.href = home.href;
  items.replaceChildren(
    ...nav
      .filter((item) => !item.home)
      .map((item) => {
        const link = make('a', { href: `${data.base}${item.href}`, textContent: item.label });
        link.dataset.href = item.href.split('?')[0];
        link.addEventListener('click', goTo);
        const row = make('li');
        row.append(link);
        return row;
      }),
  );
  heading.textContent = title || appLink.textContent;
  document.title = `${heading.textContent} · ${data.handle}`;
  actions.replaceChildren(
    ...buttons.map((button) => {
      const twin = make('button', { type: 'button', textContent: button.label, disabled: button.disabled || button.busy });
      twin.className = [button.primary ? 'primary' : '', button.critical ? 'critical' : ''].join(' ').trim();
      twin.addEventListener('click', () => reply({ type: 'press', key: button.key }));
      return twin;
    }),
  );
  saveBar.hidden = bar === null;
  if (bar) {
    saveBar.querySelector('[data-press=save]').disabled = Boolean(bar.save.disabled || bar.save.busy);
    saveBar.querySelector('[data-press=discard]').disabled = Boolean(bar.discard.disabled);
  }
  markCurrent();
}

async function pickProducts({ id, multiple }) {
  const { result } = await post('/_control/desk/listProducts', { shop: data.shop });
  const form = make('form', { method: 'dialog' });
  form.append(make('h2', { textContent: multiple ? 'Choose products' : 'Choose a product' }));
  for (const product of result) {
    const label = make('label');
    label.append(make('input', { type: multiple ? 'checkbox' : 'radio', name: 'product', value: product.productId }), ` ${product.title}`);
    form.append(label);
  }
  form.append(
    make('button', { value: 'cancel', textContent: 'Cancel' }),
    make('button', { value: 'choose', textContent: 'Choose', className: 'primary' }),
  );
  picker.replaceChildren(form);
  picker.showModal();
  await new Promise((resolve) => picker.addEventListener('close', resolve, { once: true }));
  const chosen = new Set(new FormData(form).getAll('product'));
  const selection = result
    .filter((product) => chosen.has(product.productId))
    .map((product) => ({
      id: `gid://shopify/Product/${product.productId}`,
      title: product.title,
      variants: [{ id: `gid://shopify/ProductVariant/${product.variantId}` }],
    }));
  reply({ type: 'picked', id, selection: picker.returnValue === 'choose' ? selection : null });
}

const handlers = {
  'id-token': async ({ id }) => {
    const { token } = await post(`/store/${data.handle}/session-token`);
    reply({ type: 'id-token', id, token });
  },
  scopes: async ({ id }) => {
    const { result } = await post('/_control/desk/getShop', { shop: data.shop });
    reply({ type: 'scopes', id, granted: result.scopes });
  },
  toast: showToast,
  'toast-hide': ({ toast }) => toasts.querySelector(`[data-toast="${CSS.escape(toast)}"]`)?.remove(),
  loading: ({ on }) => {
    progress.hidden = !on;
  },
  location: ({ path }) => {
    const url = new URL(path, location.origin);
    for (const name of ['embedded', 'host', 'id_token', 'hmac', 'locale', 'session', 'shop', 'timestamp']) url.searchParams.delete(name);
    currentPath = `${url.pathname}${url.search}`;
    history.replaceState(null, '', `${data.base}${currentPath}`);
    markCurrent();
  },
  chrome: showChrome,
  'admin-page': ({ url }) => showToast({ toast: 'admin-page', message: `The real admin would open ${url}`, duration: 4_000 }),
  'resource-picker': pickProducts,
};

window.addEventListener('message', (event) => {
  if (event.source !== frame.contentWindow || event.origin !== data.appOrigin || event.data?.from !== 'app') return;
  void handlers[event.data.type]?.(event.data);
});

function closeMenu() {
  document.body.classList.remove('menu-open');
  menu.setAttribute('aria-expanded', 'false');
}
menu.addEventListener('click', () => {
  const open = document.body.classList.toggle('menu-open');
  menu.setAttribute('aria-expanded', String(open));
  if (open) document.querySelector('#nav a').focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeMenu();
});
appLink.addEventListener('click', goTo);
for (const button of saveBar.querySelectorAll('button')) button.addEventListener('click', () => reply({ type: button.dataset.press }));
