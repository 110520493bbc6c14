import { createHmac, randomUUID } from 'node:crypto';
import { sendHtml } from '#tests/simulator/answers.ts';
import { escapeHtml } from '#tests/simulator/html.ts';
import { required } from '#tests/simulator/refusal.ts';
import { phpJson } from './php-json.ts';
import { type Doors, sendPhpJson, setHeaders, type Visit } from './rest/endpoint.ts';
import type { Site } from './site-state.ts';

/** Who sits in wp-admin, and what a token shall say differently from a good one. */
export interface SiteTokenInput {
  readonly userId?: number;
  readonly name?: string;
  readonly owner?: boolean;
  /** When the plugin made it, by the shop's clock: seconds from now, negative for the past. */
  readonly madeSecondsFromNow?: number;
  readonly lifeSeconds?: number;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
}

/** A token as the plugin makes them, by hand: HS256 over base64url parts. Refuses on a site that is not linked. */
export function siteToken(site: Site, input: SiteTokenInput = {}): string {
  const link = required(site.plugin.link, 'the plugin is not linked');
  const made = Math.floor(site.clock.now() / 1_000) + (input.madeSecondsFromNow ?? 0);
  const header = { alg: 'HS256', typ: 'JWT', kid: `woocommerce:${link.storeKey}`, ...input.header };
  const claims = {
    iss: site.homeUrl,
    aud: link.appUrl,
    sub: `wp:${input.userId ?? 1}`,
    name: input.name ?? 'Marta Shopkeeper',
    owner: input.owner ?? true,
    iat: made,
    exp: made + (input.lifeSeconds ?? 300),
    jti: randomUUID(),
    ...input.claims,
  };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', input.secret ?? link.secret)
    .update(signed)
    .digest('base64url')}`;
}

/** What a test sees of the plugin: whether and how it is linked, what it was told, and tokens as it makes them. */
export function createAdminDesk(site: Site) {
  return {
    plugin: (_input: object = {}) => ({ version: site.settings.pluginVersion, ...site.plugin }),
    siteToken: (input: SiteTokenInput = {}) => ({ token: siteToken(site, input) }),
  };
}

/**
 * /wp-admin/admin.php?page=rung-loyalty: the page that the plugin shows when it is linked, with its script; …/admin-ajax.php?action=rung_loyalty_token gives that script a fresh
 * token. Whoever comes counts as logged in. `&stale=N` makes the first token one that ended N seconds ago.
 */
export function answerAdmin(doors: Doors, visit: Visit): void {
  const { site } = doors;
  const { response, url } = visit;
  setHeaders(site, visit);
  if (site.settings.pluginVersion === null || site.plugin.link === null) {
    sendHtml(response, 200, wrapped('<h1>Rung Loyalty</h1><p>Not connected.</p>'));
    return;
  }
  if (url.pathname.endsWith('/admin-ajax.php')) {
    sendPhpJson(response, 200, phpJson({ success: true, data: { token: siteToken(site) } }));
    return;
  }
  const stale = Number(url.searchParams.get('stale') ?? '0');
  const token = siteToken(site, stale > 0 ? { madeSecondsFromNow: -300 - stale } : {});
  const locale = url.searchParams.get('locale') ?? 'en_US';
  sendHtml(response, 200, wrapped(frameOf(site.plugin.link.appUrl, token, locale.replace('_', '-'))));
}

function frameOf(appUrl: string, token: string, locale: string): string {
  return `<iframe id="rung-frame" title="Rung Loyalty" style="display:block;width:100%;border:0;min-height:320px"></iframe>
<script>
(function () {
  var app = ${JSON.stringify(appUrl)}, origin = new URL(app).origin, frame = document.getElementById('rung-frame');
  window.rungSaid = [];
  var place = location.hash.slice(1);
  var start = new URL(/^\\/app(\\/|\\?|$)/.test(place) ? app + place : app + '/app');
  start.searchParams.set('site_token', ${JSON.stringify(token)});
  start.searchParams.set('locale', ${JSON.stringify(locale)});
  frame.src = start.href;
  window.addEventListener('message', function (event) {
    var said = event.data;
    if (event.origin !== origin || event.source !== frame.contentWindow || !said || typeof said.rung !== 'string') return;
    window.rungSaid.push(said);
    // Never taller than the window: what sticks to the edges of the page inside must stay in sight.
    if (said.rung === 'height' && said.px > 0)
      frame.style.height = Math.min(Math.ceil(said.px), window.innerHeight - frame.getBoundingClientRect().top - window.scrollY) + 'px';
    if (said.rung === 'navigate' && typeof said.path === 'string') history.replaceState(null, '', '#' + said.path);
    if (said.rung === 'token-wanted') {
      fetch('/wp-admin/admin-ajax.php?action=rung_loyalty_token', { credentials: 'same-origin' }).then(function (answer) {
        return answer.json();
      }).then(function (answer) {
        frame.contentWindow.postMessage({ rung: 'token', id: said.id, token: answer.data.token }, origin);
      });
    }
  });
})();
</script>`;
}

function wrapped(body: string): string {
  return `<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml('Rung Loyalty ‹ WordPress')}</title>
<style>body{margin:0;background:#f0f0f1;font:13px/1.4 system-ui,sans-serif;color:#3c434a}#wpadminbar{height:32px;background:#1d2327;color:#fff;padding:0 1rem;line-height:32px}
#adminmenu{position:absolute;inset:32px auto 0 0;width:160px;background:#1d2327;color:#fff;padding:1rem}#wpcontent{margin-left:192px}@media (max-width:782px){#adminmenu{display:none}#wpcontent{margin-left:0}}</style></head>
<body><div id="wpadminbar">Roastery</div><div id="adminmenu">Dashboard<br>WooCommerce<br><strong>Rung Loyalty</strong></div><div id="wpcontent">${body}</div></body></html>`;
}
