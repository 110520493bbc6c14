import * as loaded from '@woocommerce/woocommerce-rest-api';
import type { WooCommerceAccess } from '#app/contracts/woocommerce.ts';
import { lookupPublic } from './site-address.ts';

/** One HTTP answer of a site, whatever its status; `data` is JSON, or text where the answer was none. */
export interface SiteAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** WooCommerce's own API, or that of our plugin: a name that begins with "wc-" opens with the shop's keys too. */
export type SiteNamespace = 'wc/v3' | 'wc-rung/v1';

export interface SiteCall {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly namespace: SiteNamespace;
  /** Below /wp-json/<namespace>/: "orders/12/refunds". */
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly body: object | null;
}

interface Library {
  get(path: string, query: object): Promise<SiteAnswer>;
  post(path: string, body: object, query: object): Promise<SiteAnswer>;
  put(path: string, body: object, query: object): Promise<SiteAnswer>;
  delete(path: string, query: object): Promise<SiteAnswer>;
}

type Constructor = new (options: object) => Library;

/** The package is CommonJS behind a type of an ES module: under Node its class lies one `default` deeper than the types say. */
const RestApi = unwrapped(loaded);

function unwrapped(module: unknown): Constructor {
  const outer = defaultOf(module);
  const inner = defaultOf(outer);
  const found = typeof inner === 'function' ? inner : outer;
  if (typeof found !== 'function') throw new Error('@woocommerce/woocommerce-rest-api has another shape than expected');
  return found as Constructor;
}

function defaultOf(module: unknown): unknown {
  return (typeof module === 'object' || typeof module === 'function') && module !== null && 'default' in module
    ? module.default
    : undefined;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Sends one call through the library. Throws the library's own errors (no answer, time-out): they hold the keys and must not leave this folder.
 * Redirects are not followed, so that keys never go to another address.
 */
export function callSite(
  access: WooCommerceAccess,
  call: SiteCall,
  options: { readonly timeoutMs: number; readonly allowLocal: boolean },
): Promise<SiteAnswer> {
  const api = new RestApi({
    url: access.baseUrl,
    consumerKey: access.consumerKey,
    consumerSecret: access.consumerSecret,
    version: call.namespace,
    queryStringAuth: access.keysIn === 'query',
    timeout: options.timeoutMs,
    axiosConfig: {
      // The library's time-out stands for silence; a site that sends a byte now and then is ended by this one.
      signal: AbortSignal.timeout(options.timeoutMs),
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
      proxy: false,
      ...(options.allowLocal ? {} : { lookup: lookupPublic }),
    },
  });
  switch (call.method) {
    case 'get':
      return api.get(call.path, call.query);
    case 'delete':
      return api.delete(call.path, call.query);
    default:
      return api[call.method](call.path, call.body ?? {}, call.query);
  }
}
