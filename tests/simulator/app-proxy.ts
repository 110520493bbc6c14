import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { readBody, sendHtml, sendText } from './answers.ts';
import { escapeHtml } from './html.ts';
import type { Shop } from './shop-state.ts';
import { proxySignature } from './signatures.ts';
import { shopOf, type World } from './world.ts';

const RESERVED = ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature'];
/** What of a shopper's request reaches the app. Cookies never do. */
const PASSED = [
  'accept',
  'accept-language',
  'content-type',
  'user-agent',
  'if-none-match',
  'if-modified-since',
  'sec-fetch-site',
  'sec-fetch-mode',
  'sec-fetch-dest',
];
const HELD_BACK = ['set-cookie', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding'];

export interface ProxyQueryInput {
  readonly shop: string;
  readonly customerId?: number | string;
  readonly query?: Readonly<Record<string, string>>;
  /** Seconds; absent: now. */
  readonly timestamp?: number;
  readonly secret?: string;
}

/** The storefront side of the app proxy. */
export class AppProxy {
  private readonly world: World;
  /** Whether a shopper's own `shop=`, `logged_in_customer_id=`… reach the app beside Shopify's: nobody documents it, so both must be safe. */
  private forwardDuplicates = false;

  constructor(world: World) {
    this.world = world;
  }

  configure = ({ forwardDuplicates }: { readonly forwardDuplicates: boolean }) => {
    this.forwardDuplicates = forwardDuplicates;
    return { forwardDuplicates };
  };

  /** A query as Shopify signs it, for tests that call the app directly. */
  signProxyQuery = (input: ProxyQueryInput): string => {
    const query = new URLSearchParams(input.query ?? {});
    this.sign(query, shopOf(this.world, input.shop), {
      customerId: input.customerId === undefined ? '' : String(input.customerId),
      timestamp: input.timestamp ?? Math.floor(this.world.realNow() / 1000),
      secret: input.secret ?? this.world.settings.apiSecret,
    });
    return query.toString();
  };

  /** Forwards a shopper's request to the app and brings the answer back; `path` is what follows the proxy's prefix. */
  async forward(shop: Shop, path: string, http: { readonly request: IncomingMessage; readonly response: ServerResponse }): Promise<void> {
    const { request, response } = http;
    const body = await readBody(request, 1_000_000);
    if (!body) return sendText(response, 413, 'Too large');
    if (!shop.installed) return sendText(response, 404, 'Not Found');
    const { settings, realNow } = this.world;
    const given = new URL(request.url ?? '/', 'http://storefront').searchParams;
    const query = new URLSearchParams([...given].filter(([key]) => this.forwardDuplicates || !RESERVED.includes(key)));
    this.sign(query, shop, { customerId: shopperOf(request, shop), timestamp: Math.floor(realNow() / 1000), secret: settings.apiSecret });
    const target = `${settings.appUrl}${settings.proxyTarget}${path}?${query.toString()}`;
    await this.pass(target, { shop, request, response, body });
  }

  private sign(
    query: URLSearchParams,
    shop: Shop,
    about: { readonly customerId: string; readonly timestamp: number; readonly secret: string },
  ): void {
    query.append('shop', shop.domain);
    query.append('logged_in_customer_id', about.customerId);
    query.append('path_prefix', this.world.settings.proxyPrefix);
    query.append('timestamp', String(about.timestamp));
    query.append('signature', proxySignature(query, about.secret));
  }

  private pass(
    target: string,
    about: { readonly shop: Shop; readonly request: IncomingMessage; readonly response: ServerResponse; readonly body: Buffer },
  ): Promise<void> {
    const { shop, request, response, body } = about;
    return new Promise((resolve) => {
      const call = httpRequest(
        target,
        { method: request.method ?? 'GET', headers: forwardedHeaders(request, shop, body), timeout: 10_000 },
        (answer) => {
          void collect(answer).then((bytes) => {
            giveAnswer(response, answer, bytes);
            resolve();
          }, call.destroy.bind(call));
        },
      );
      call.on('timeout', () => call.destroy(new Error('the app did not answer')));
      call.on('error', () => {
        if (response.headersSent) response.destroy();
        else sendText(response, 502, 'There was an error in the third-party application.');
        resolve();
      });
      call.end(body);
    });
  }
}

/** The customer who is logged in to the shop, by the simulator's header or cookie; '' for a guest. */
export function shopperOf(request: IncomingMessage, shop: Shop): string {
  const header = request.headers['x-sim-customer'];
  const cookie = /(?:^|;\s*)sim_customer=(\d+)/.exec(request.headers.cookie ?? '')?.[1];
  const id = typeof header === 'string' && header !== '' ? header : (cookie ?? '');
  return shop.customers.has(Number(id)) ? id : '';
}

function forwardedHeaders(request: IncomingMessage, shop: Shop, body: Buffer): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const name of PASSED) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  // In the browser the shop is this simulator; to the app it is the shop's own address.
  if (request.headers.origin !== undefined) headers.origin = isOwnOrigin(request) ? `https://${shop.domain}` : request.headers.origin;
  return {
    ...headers,
    'accept-encoding': 'identity',
    'content-length': String(body.byteLength),
    'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
    'x-forwarded-host': shop.domain,
    'x-forwarded-proto': 'https',
  };
}

function isOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host ?? ''}`;
}

async function collect(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function giveAnswer(response: ServerResponse, answer: IncomingMessage, bytes: Buffer): void {
  const type = answer.headers['content-type'] ?? '';
  // Liquid is rendered inside the shop's theme; the simulator's theme is a frame around the text.
  if (type.startsWith('application/liquid')) {
    return sendHtml(
      response,
      answer.statusCode ?? 200,
      `<!doctype html><title>Shop</title><main>${bytes.toString()}</main><footer>${escapeHtml('theme')}</footer>`,
    );
  }
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(answer.headers)) if (!HELD_BACK.includes(name) && value !== undefined) headers[name] = value;
  response.writeHead(answer.statusCode ?? 502, headers);
  response.end(bytes);
}
