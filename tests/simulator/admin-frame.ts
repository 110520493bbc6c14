import { escapeHtml, jsonForPage } from './html.ts';
import { mintSessionToken } from './session-token.ts';
import type { Shop } from './shop-state.ts';
import { adminSignature } from './signatures.ts';
import type { World } from './world.ts';

/** The shop's owner, who is the only one in the simulated admin. */
const OWNER_ID = '4201';

/** The address that the frame gives its iframe: the app's page with everything Shopify adds to it. */
export function embeddedAppUrl(world: World, shop: Shop, path: string): string {
  const { settings, realNow } = world;
  const nowMs = realNow();
  const [pathname = '', search = ''] = (path === '' || path === '/' ? settings.appHome : path).split('?');
  const url = new URL(pathname, `${settings.appUrl}/`);
  const query = new URLSearchParams(search);
  query.set('embedded', '1');
  query.set('host', Buffer.from(`admin.shopify.com/store/${shop.handle}`).toString('base64').replace(/=+$/, ''));
  query.set(
    'id_token',
    mintSessionToken({ shop: shop.domain, userId: OWNER_ID, apiKey: settings.apiKey, secret: settings.apiSecret, nowMs }),
  );
  query.set('locale', 'en');
  query.set('session', `${shop.id}${OWNER_ID}`);
  query.set('shop', shop.domain);
  query.set('timestamp', String(Math.floor(nowMs / 1000)));
  query.set('hmac', adminSignature(query, settings.apiSecret));
  url.search = query.toString();
  return url.href;
}

/** The admin around the embedded app: a top bar, a navigation with the app's own entries, and the app filling the rest. */
export function adminFramePage(world: World, shop: Shop, path: string): string {
  const { settings } = world;
  const base = `/store/${shop.handle}/apps/rung`;
  const data = { shop: shop.domain, handle: shop.handle, base, appOrigin: new URL(settings.appUrl).origin, appHome: settings.appHome };
  const app = escapeHtml(settings.appName);
  return page(
    `${settings.appName} · ${shop.name}`,
    `<header class="bar">
  <button class="menu" type="button" aria-expanded="false" aria-controls="nav" aria-label="Menu"><span></span><span></span><span></span></button>
  <p class="store"><span class="mark" aria-hidden="true">${escapeHtml(shop.name.slice(0, 1))}</span>${escapeHtml(shop.name)} <small>simulated admin</small></p>
  <a class="desk" href="/?shop=${escapeHtml(shop.handle)}">Counter</a>
</header>
<div class="progress" hidden></div>
<div class="shell">
  <nav id="nav" aria-label="Admin">
    <ul>
      <li><a href="/?shop=${escapeHtml(shop.handle)}">Orders and customers</a></li>
      <li><a href="/storefront/${escapeHtml(shop.handle)}/">Online store</a></li>
    </ul>
    <p class="section" id="apps-label">Apps</p>
    <ul aria-labelledby="apps-label">
      <li><a class="app" href="${base}" data-href="${escapeHtml(settings.appHome)}" aria-current="page">${app}</a><ul class="app-items"></ul></li>
    </ul>
  </nav>
  <main>
    <div class="save-bar" role="region" aria-label="Unsaved changes" hidden><p>Unsaved changes</p><button type="button" data-press="discard">Discard</button><button type="button" data-press="save" class="primary">Save</button></div>
    <div class="title-bar"><h1>${app}</h1><div class="actions"></div></div>
    <iframe title="${app}" src="${escapeHtml(embeddedAppUrl(world, shop, path))}" allow="clipboard-write"></iframe>
  </main>
</div>
<div class="toasts" role="status" aria-live="polite"></div>
<dialog class="picker" aria-label="Choose products"></dialog>
<script type="application/json" id="frame-data">${jsonForPage(data)}</script>
<script src="/pages/admin-frame.js" defer></script>`,
    'admin-frame.css',
  );
}

/** What a merchant sees before the app is installed: what it asks for, and one button. */
export function installPage(world: World, shop: Shop): string {
  const { settings } = world;
  const scopes = settings.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('');
  return page(
    `Install ${settings.appName}`,
    `<main class="install">
  <h1>Install ${escapeHtml(settings.appName)} on ${escapeHtml(shop.name)}</h1>
  <p>It will be allowed to:</p>
  <ul>${scopes}</ul>
  <form method="post" action="/store/${escapeHtml(shop.handle)}/install"><button class="primary">Install</button></form>
</main>`,
    'admin-frame.css',
  );
}

/** A whole HTML page of the simulator. */
export function page(title: string, body: string, stylesheet: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pages/${stylesheet}">
</head>
<body>
${body}
</body>
</html>`;
}
