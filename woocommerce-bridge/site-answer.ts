import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { SiteAnswer } from './rest-api.ts';

/** A site said no, in WooCommerce's own words: `code` is one of theirs ("woocommerce_rest_shop_order_invalid_id"). */
export class WooCommerceRefused extends PlatformError {
  readonly status: number;
  readonly code: string;

  constructor(message: string, answer: { readonly status: number; readonly code: string }) {
    super('refused', message);
    this.name = 'WooCommerceRefused';
    this.status = answer.status;
    this.code = answer.code;
  }

  /** The thing asked for is not there (any more). */
  get isMissing(): boolean {
    return (this.status === 404 || this.status === 410) && this.code !== NO_ROUTE && this.code !== NO_CODE;
  }

  /** The site has nothing at all at this address: the plugin that would answer is not active. */
  get hasNoRoute(): boolean {
    return this.status === 404 && this.code === NO_ROUTE;
  }
}

const NO_CODE = 'no JSON';
const NO_ROUTE = 'rest_no_route';

/** The answer's data, or why there is none as PlatformError. Messages name the call and WooCommerce's code, never what was sent. */
export function readAnswer(answer: SiteAnswer, call: string, now: number): object {
  const { status, data } = answer;
  if (status >= 200 && status < 300) {
    if (typeof data === 'object' && data !== null) return data;
    throw new PlatformError(
      'malformed',
      `the site answered ${call} with a page instead of JSON: a maintenance page, a firewall or a warning of PHP stands in between`,
    );
  }
  throw errorOf(answer, call, now);
}

function errorOf({ status, data, headers }: SiteAnswer, call: string, now: number): PlatformError {
  const code = codeOf(data);
  const said = `the site answered ${call} with ${status} (${code})`;
  const retryAfterMs = retryAfter(headers['retry-after'], now);
  const waiting = retryAfterMs === null ? {} : { retryAfterMs };
  if (status >= 300 && status < 400) return new WooCommerceRefused(`${said}: it has moved to another address`, { status, code });
  if (status === 401) {
    // The same code and status as for a wrong secret; only the sentence tells that the key is right and may not do this.
    if (/permissions/i.test(messageOf(data)))
      return new PlatformError('forbidden', `${said}: the key may not do this; it needs the permissions Read/Write`);
    return new PlatformError('unauthorized', `${said}: the keys are not accepted`);
  }
  if (status === 403) return new PlatformError('forbidden', `${said}: the key's user may not do this, or a firewall is in between`);
  if (status === 429) return new PlatformError('throttled', `${said}: it asks to slow down`, waiting);
  if (status === 408 || status === 425) return new PlatformError('unreachable', said, waiting);
  // 501 and the refunds' 500 are refusals in WooCommerce's own words; every other 5xx is an accident.
  if (status >= 500 && !(status === 501 && code !== NO_CODE)) return new PlatformError('unreachable', said, waiting);
  return new WooCommerceRefused(said, { status, code });
}

function codeOf(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('code' in data)) return NO_CODE;
  return typeof data.code === 'string' && /^[\w-]{1,80}$/.test(data.code) ? data.code : 'a code of another form';
}

function messageOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string' ? data.message : '';
}

/** Retry-After is in seconds or an HTTP date. */
function retryAfter(header: unknown, now: number): number | null {
  if (typeof header !== 'string') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
