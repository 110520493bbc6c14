import type { StorefrontProgram } from '#app/contracts/storefront.ts';
import type { PreviewMessage, PreviewNews, WidgetPreview } from '#app/contracts/widget-preview.ts';
import icon from '../../loyalty-widget/snippets/rung-launcher-icon.liquid';
import style from '../../loyalty-widget/snippets/rung-launcher-style.liquid';
import { readableOn, tokensOf } from '../storefront/colours.ts';
import { createSpeech, type Words } from '../storefront/speech.ts';
import type { OpenWith, WidgetConfig } from './config.ts';
import { h } from './dom.ts';
import page from './preview.css';

/**
 * A little shop around the real widget, for the program editor: launcher, panel and words are those that shops load, from beside this script. The editor says what
 * the widget is to know; what it asks is answered here, and nothing leaves the browser.
 */
const HERE = (document.currentScript as HTMLScriptElement).src.replace(/[^/]*$/, '');
const BASE = '/preview';
const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es'];

interface Launcher extends HTMLElement {
  open(how?: OpenWith): void;
}

let known: WidgetPreview | undefined;
let host: Launcher | undefined;
let building = false;

keepToItself();
answerHere();
addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source !== parent || !isPreview(data)) return;
  known = data.preview;
  void show();
});
tell({ rung: 'preview-ready' });

/** Nothing in it is secret, and the frame does not know where the editor is. */
function tell(news: PreviewNews): void {
  parent.postMessage(news, '*');
}

function isPreview(data: unknown): data is PreviewMessage {
  return typeof data === 'object' && data !== null && 'rung' in data && data.rung === 'preview';
}

async function show(): Promise<void> {
  if (!known || building) return;
  if (!host) {
    building = true;
    host = await build(known);
    building = false;
  }
  // What was said while it was being built is shown as well.
  update(host, known);
}

/** What follows what is typed. Language and side are read once by the panel: for another one the editor makes a new frame. */
function update(launcher: Launcher, { view, dark, open }: WidgetPreview): void {
  const { brandColour, launcher: stand } = view.program.look;
  const { brand } = tokensOf(brandColour, false);
  document.body.className = dark ? 'dark' : '';
  launcher.style.setProperty('--rung-brand', brand);
  launcher.style.setProperty('--rung-on-brand', readableOn(brand));
  launcher.style.setProperty('--rung-bottom', `${stand?.offset ?? 16}px`);
  const root = launcher.shadowRoot;
  const pill = root?.querySelector<HTMLElement>('.pill');
  if (pill) pill.hidden = stand?.hidden ?? false;
  for (const title of document.querySelectorAll('[data-program]')) title.textContent = view.program.name;
  if (open) launcher.open();
  else root?.querySelector<HTMLElement>('dialog[open] [data-k=close]')?.click();
}

async function build(preview: WidgetPreview): Promise<Launcher> {
  const { locale, view } = preview;
  const language = locale.slice(0, 2);
  const words = `${HERE}rung-words-${LANGUAGES.includes(language) ? language : 'en'}.json`;
  const spoken = (await (await fetch(words)).json()) as Words;
  const speech = createSpeech({ words: spoken, locale, unit: view.program.unit, now: Date.now });
  document.documentElement.lang = locale;
  document.title = view.program.name || speech.say('rewards');
  document.head.append(h('style', {}, page));
  const signedIn = view.state !== 'guest';
  const launcher = h('rung-loyalty' as 'div') as unknown as Launcher;
  const root = launcher.attachShadow({ mode: 'open' });
  root.innerHTML = style;
  root.append(
    pillOf(view.program, signedIn ? speech.number(view.points.shown) : speech.say('rewards'), signedIn ? speech.say('balance') : ''),
    h('p', { role: 'status', class: 'trouble', hidden: true }, speech.say('broken')),
  );
  const config: WidgetConfig = {
    ...{ base: BASE, platform: 'shopify', locale, panel: `${HERE}rung-panel.js`, words, currency: view.program.currency, signedIn },
    ...{ program: view.program, member: null, links: { signIn: '#', join: '#', cart: '#' } },
    look: { theme: 'auto', side: view.program.look.launcher?.side ?? 'end', radius: 'round' },
  };
  launcher.append(h('script', { type: 'application/json' }, JSON.stringify(config)));
  document.body.append(shop(speech.say('rewards')), launcher);
  await load(`${HERE}rung-launcher.js`);
  const pill = root.querySelector('.pill');
  const watcher = new MutationObserver(() => tell({ rung: 'preview-panel', open: pill?.getAttribute('aria-expanded') === 'true' }));
  if (pill) watcher.observe(pill, { attributeFilter: ['aria-expanded'] });
  return launcher;
}

function pillOf({ look }: StorefrontProgram, label: string, before: string): HTMLElement {
  const pill = h('button', {
    ...{ type: 'button', class: `pill ${look.launcher?.side ?? 'end'}`, 'aria-haspopup': 'dialog', 'aria-expanded': 'false' },
  });
  pill.innerHTML = icon;
  if (before !== '') pill.append(h('span', { class: 'sr' }, `${before}: `));
  pill.append(h('span', { 'data-label': true }, label), h('span', { class: 'dot', 'data-dot': true, hidden: true }));
  return pill;
}

/** Only so much of a shop that the widget has something to stand on. */
function shop(rewards: string): HTMLElement {
  const goods = Array.from({ length: 6 }, () => h('li', {}, h('i', {}), h('b', {}), h('b', {})));
  return h(
    'div',
    { class: 'shop' },
    h('header', {}, h('h1', { 'data-program': true }), h('a', { href: '#', 'data-rung-open': 'rewards' }, rewards)),
    h('main', { 'aria-hidden': 'true' }, h('ul', {}, ...goods)),
  );
}

function load(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = h('script', { src: address, onload: () => resolve(), onerror: () => reject(new Error(`${address} did not load`)) });
    document.head.append(script);
  });
}

/** The editor keeps the focus while somebody types there, and the browser's way back is the editor's. */
function keepToItself(): void {
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (this: HTMLElement, options) {
    if (document.hasFocus()) focus.call(this, options);
  };
  const { show: open, showModal } = HTMLDialogElement.prototype;
  const quietly = (really: () => void) =>
    function (this: HTMLDialogElement) {
      if (document.hasFocus()) really.call(this);
      else this.open = true;
    };
  HTMLDialogElement.prototype.show = quietly(open);
  HTMLDialogElement.prototype.showModal = quietly(showModal);
  history.pushState = () => {};
  history.back = () => {};
  addEventListener('click', (event) => {
    // Links of the widget lead out of the preview, which stays where it is.
    if (event.composedPath().some((one) => one instanceof HTMLAnchorElement)) event.preventDefault();
  });
}

/** The app and the cart, as far as the widget knows them. */
function answerHere(): void {
  const real = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (address.startsWith(`${BASE}/`)) return Promise.resolve(answerTo(address.slice(BASE.length + 1).split('?', 1)[0] ?? ''));
    if (address.endsWith('/cart.js')) return Promise.resolve(json(cart()));
    return address.startsWith(HERE) ? real(input, init) : Promise.resolve(json({}, 404));
  };
}

function answerTo(path: string): Response {
  if (!known) return json({}, 503);
  if (path === 'me') return json(known.view);
  if (path === 'activity') return json({ activity: [], cursor: null });
  if (path === 'worth') return json({ points: known.worth, inNextTier: null, nudge: null });
  return json({ error: { code: 'preview', message: known.refusal } }, 409);
}

function cart(): object {
  const goods = { product_id: 1, variant_id: 1, quantity: 1, final_line_price: 4_200 };
  return { currency: known?.view.program.currency ?? 'EUR', items_subtotal_price: 4_200, items: [goods], discount_codes: [] };
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
