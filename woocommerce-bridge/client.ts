import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { WooCommerceAccess } from '#app/contracts/woocommerce.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { describeIssue } from './message-fields.ts';
import { callSite, type SiteAnswer, type SiteCall } from './rest-api.ts';
import { readAnswer } from './site-answer.ts';
import { SiteGate } from './site-gate.ts';

export interface SiteRequest<Answer extends z.ZodType> {
  readonly method: SiteCall['method'];
  /** WooCommerce's own API unless given. */
  readonly namespace?: SiteCall['namespace'];
  /** Below /wp-json/<namespace>/. */
  readonly path: string;
  readonly query?: SiteCall['query'];
  readonly body?: object;
  readonly answer: Answer;
  /** False: a second try could do it twice, so a lost answer is the caller's. */
  readonly repeatable?: boolean;
  /** Gets the header `X-WP-Total` of a list: how many things there are on all pages. */
  readonly onTotal?: (total: number) => void;
}

/** Talks to the REST API of sites. */
export interface WooCommerceClient {
  /**
   * Sends one request and reads its answer. At most a few of one site run at a time; what can be repeated is, with growing waits. Throws PlatformError: 'unreachable'
   * (no answer, 5xx), 'throttled' (429), 'unauthorized' (keys), 'forbidden' (permissions, firewall), 'malformed' (HTML or another shape), 'refused'
   * (WooCommerceRefused with their code).
   */
  send<Answer extends z.ZodType>(access: WooCommerceAccess, request: SiteRequest<Answer>): Promise<z.output<Answer>>;
}

export interface WooCommerceClientOptions {
  /** Addresses of this machine and of private networks may be asked: development and tests. */
  readonly allowLocal: boolean;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** 0 ≤ value < 1, for jitter. */
  readonly random?: () => number;
  readonly now?: () => number;
  readonly timeoutMs?: number;
  readonly maxTries?: number;
  /** All waiting between the tries of one request: longer waits are left to the caller, with `retryAfterMs`. */
  readonly maxWaitMs?: number;
  readonly atOnce?: number;
  readonly gapMs?: number;
}

const FIRST_BACKOFF_MS = 500;

/** One client for the process: its sites each have a gate of their own. */
export function createWooCommerceClient(options: WooCommerceClientOptions): WooCommerceClient {
  const settings: Required<WooCommerceClientOptions> = {
    sleep: (ms) => wait(ms),
    random: Math.random,
    now: Date.now,
    timeoutMs: 20_000,
    maxTries: 4,
    maxWaitMs: 20_000,
    atOnce: 2,
    gapMs: 50,
    ...options,
  };
  const gates = new Map<string, SiteGate>();
  return {
    async send(access, request) {
      const gate = gates.get(access.baseUrl) ?? new SiteGate(settings);
      gates.set(access.baseUrl, gate);
      try {
        const data = await tryRepeatedly(settings, request, () => gate.pass(() => sendOnce(settings, access, request)));
        const read = request.answer.safeParse(data);
        if (read.success) return read.data;
        throw new PlatformError('malformed', `the site's answer to ${nameOf(request)} has another shape: ${describeIssue(read.error)}`);
      } finally {
        if (gate.isIdle) gates.delete(access.baseUrl);
      }
    },
  };
}

type Settings = Required<WooCommerceClientOptions>;
type AnyRequest = SiteRequest<z.ZodType>;

async function tryRepeatedly(settings: Settings, request: AnyRequest, once: () => Promise<object>): Promise<object> {
  const maxTries = request.repeatable === false ? 1 : settings.maxTries;
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof PlatformError) || !error.isWorthRetrying || attempt >= maxTries) throw error;
      // Jitter upwards only: sooner than what was asked for would be refused again.
      const pause = Math.ceil((error.retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** (attempt - 1)) * (1 + settings.random() * 0.25));
      if (waitedMs + pause > settings.maxWaitMs) throw error;
      waitedMs += pause;
      await settings.sleep(pause);
    }
  }
}

async function sendOnce(settings: Settings, access: WooCommerceAccess, request: AnyRequest): Promise<object> {
  const { method, namespace = 'wc/v3', path, query = {}, body = null } = request;
  const call: SiteCall = { method, namespace, path, query, body };
  let answer: SiteAnswer;
  try {
    answer = await callSite(access, call, settings);
  } catch (error) {
    // Neither the error nor its message goes on: it holds the keys.
    throw new PlatformError('unreachable', `no answer from the site to ${nameOf(request)} (${reasonOf(error)})`);
  }
  const data = readAnswer(answer, nameOf(request), settings.now());
  const total = Number(answer.headers['x-wp-total'] ?? Number.NaN);
  if (Number.isSafeInteger(total)) request.onTotal?.(total);
  return data;
}

/** "GET orders/12", "POST wc-rung/v1/link": without the query, which may hold an e-mail address. */
function nameOf({ method, namespace = 'wc/v3', path }: Pick<AnyRequest, 'method' | 'namespace' | 'path'>): string {
  return `${method.toUpperCase()} ${namespace === 'wc/v3' ? '' : `${namespace}/`}${path}`;
}

/** The code of what went wrong on the way: ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED, or that it took too long. */
function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return code === 'ECONNABORTED' || code === 'ERR_CANCELED' || code === 'ETIMEDOUT' ? 'it took too long' : code.slice(0, 60);
}
