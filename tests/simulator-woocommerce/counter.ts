import { readFile } from 'node:fs/promises';
import { readBody, sendHtml, sendJson, sendText } from '#tests/simulator/answers.ts';
import { page } from '#tests/simulator/admin-frame.ts';
import { escapeHtml, jsonForPage } from '#tests/simulator/html.ts';
import { callAsPlugin } from './plugin-call.ts';
import type { Visit } from './rest/endpoint.ts';
import type { Site } from './site-state.ts';

const FILES: Readonly<Record<string, URL>> = {
  '/pages/counter.css': new URL('../simulator/pages/counter.css', import.meta.url),
  '/simulator/pages/counter-parts.js': new URL('../simulator/pages/counter-parts.js', import.meta.url),
  '/pages/woo-counter.js': new URL('./pages/woo-counter.js', import.meta.url),
};
const REWARDS = '/counter/rewards/';

/** True for the addresses of the counter: the page where a person plays the shoppers and the merchant of this site. */
export function isCounter(path: string): boolean {
  return path === '/counter' || path.startsWith(REWARDS) || path in FILES;
}

/** Answers them. What shoppers ask of the app goes through the site, signed, as the plugin does it. */
export async function answerCounter(site: Site, visit: Visit): Promise<void> {
  const { response, url } = visit;
  const file = FILES[url.pathname];
  if (file) {
    const type = url.pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' });
    response.end(await readFile(file));
  } else if (url.pathname === '/counter') sendHtml(response, 200, counterPage(site));
  else await askApp(site, visit);
}

/** Only the counter's own script may ask: it names the shopper in a header that pages of other origins cannot set. */
async function askApp(site: Site, { request, response, url }: Visit): Promise<void> {
  const { link } = site.plugin;
  const customer = request.headers['x-sim-customer'];
  if (typeof customer !== 'string') return sendText(response, 403, 'say who asks in X-Sim-Customer');
  if (link === null) return sendJson(response, 404, { error: { code: 'not-connected', message: 'This shop has no rewards program yet.' } });
  const path = `${url.pathname.slice(REWARDS.length)}${url.search}`;
  const asked = { path, customer: customer === '' ? null : customer, locale: 'en-GB' };
  try {
    const text = request.method === 'POST' ? ((await readBody(request))?.toString() ?? '') : null;
    const answer =
      text === null
        ? await callAsPlugin(link, { method: 'GET', ...asked })
        : await callAsPlugin(link, { method: 'POST', ...asked, body: text === '' ? {} : (JSON.parse(text) as unknown) });
    response.writeHead(answer.status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(answer.text);
  } catch {
    sendJson(response, 502, { error: { code: 'away', message: 'Rewards cannot be reached right now. The shop goes on selling.' } });
  }
}

function counterPage(site: Site): string {
  const { title, currency } = site.settings;
  const body = `<header>
  <h1>Counter of ${escapeHtml(title)}</h1>
  <nav aria-label="Places"><a class="button" href="/wp-admin/admin.php?page=rung-loyalty">Open Rung in wp-admin</a></nav>
</header>
<p id="said" role="status" aria-live="polite"></p>
<main>
  <section aria-labelledby="who"><h2 id="who">Who is buying</h2>
    <label>Customer <select id="customer"></select></label>
    <details><summary>New customer</summary><form id="new-customer"><label>First name <input name="firstName" required></label><label>Last name <input name="lastName"></label><label>E-mail <input name="email" type="email" required></label><button>Add</button></form></details>
    <div id="loyalty"></div>
  </section>
  <section aria-labelledby="basket"><h2 id="basket">Basket</h2>
    <ul id="products"></ul>
    <div class="row"><label>Coupon <input id="code" autocomplete="off" autocapitalize="characters"></label><label>Checkout <select id="via"><option value="store-api">Blocks</option><option value="checkout">Classic</option><option value="admin">By hand in wp-admin</option></select></label></div>
    <div class="row"><label>Payment <select id="status"><option value="">paid</option><option value="pending">later (pending)</option><option value="on-hold">bank transfer (on hold)</option></select></label><span></span></div>
    <button id="place" class="primary">Place the order</button>
  </section>
  <section aria-labelledby="orders" class="wide"><h2 id="orders">Orders</h2><ol id="order-list"></ol></section>
</main>
<script type="application/json" id="counter-data">${jsonForPage({ currency })}</script>
<script src="/pages/woo-counter.js" type="module"></script>`;
  return page(`Counter of ${title}`, body, 'counter.css');
}
