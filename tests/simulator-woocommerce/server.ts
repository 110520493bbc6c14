import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { sendHtml, sendText } from '#tests/simulator/answers.ts';
import { answerControl } from '#tests/simulator/control.ts';
import { escapeHtml } from '#tests/simulator/html.ts';
import { answerAuthorization } from './authorization.ts';
import { answerCounter, isCounter } from './counter.ts';
import { answerRest, sendPhpJson, setHeaders, type Visit } from './rest/endpoint.ts';
import { phpJson } from './php-json.ts';
import type { WooCommerce, WooCommerceOptions } from './woocommerce.ts';
import { answerAdmin } from './wp-admin.ts';

/** Opens the site's doors on loopback. */
export async function openDoors(
  woo: WooCommerce,
  place: { readonly host: string; readonly port: number; readonly tls: WooCommerceOptions['tls'] },
): Promise<{ readonly server: Server; readonly url: string }> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://site');
    answer(woo, { request, response, url }).catch((error: unknown) => {
      console.error('[woocommerce]', error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'the stand-in failed');
    });
  };
  const server = place.tls ? createSecure({ key: place.tls.key, cert: place.tls.cert }, listener) : createPlain(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.port, place.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `${place.tls ? 'https' : 'http'}://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}` };
}

async function answer(woo: WooCommerce, visit: Visit): Promise<void> {
  const { request, response, url } = visit;
  const { site } = woo.doors;
  const path = url.pathname;
  if (path.startsWith('/_control/')) return answerControl(woo.groups, path.slice('/_control/'.length), { request, response });
  if (path === '/wp-json' || path.startsWith('/wp-json/')) {
    if (site.settings.prettyPermalinks) return answerRest(woo.doors, visit);
    return sendHtml(
      response,
      404,
      '<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
    );
  }
  if (path === '/wp-admin/admin.php' || path === '/wp-admin/admin-ajax.php') return answerAdmin(woo.doors, visit);
  if (isCounter(path)) return answerCounter(site, visit);
  if (path === '/wc-auth/v1/authorize') return answerAuthorization(woo.doors, visit);
  if (path === '/' && url.searchParams.has('rest_route')) {
    setHeaders(site, visit);
    // Key authentication looks for wp-json/wc in the address, so that every key is unknown here.
    const refusal = { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 401 } };
    return sendPhpJson(response, 401, phpJson(refusal));
  }
  if (path === '/') {
    woo.groups.webhooks.runQueue();
    const products = [...site.products.values()].map((product) => `<li>${escapeHtml(product.name)}</li>`).join('');
    const title = escapeHtml(site.settings.title);
    setHeaders(site, visit);
    return sendHtml(
      response,
      200,
      `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><ul>${products}</ul></body></html>`,
    );
  }
  sendHtml(response, 404, '<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>');
}
