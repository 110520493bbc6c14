import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { SHOPIFY_API_VERSION } from './api-version.ts';
import { type BudgetPlace, CallBudget } from './call-budget.ts';
import { type GraphqlReading, readAnswer } from './graphql-answer.ts';
import { describeIssue } from './message-fields.ts';
import type { ShopifyOperation } from './operations.ts';
import { shopDomain } from './shop-domain.ts';

/** Sends operations to the Admin GraphQL API of shops. */
export interface ShopifyClient {
  /**
   * Sends one operation and reads its data with `answer`. Waits for the shop's query budget, repeats what can be repeated, and throws PlatformError:
   * 'unreachable' (no answer, 5xx), 'throttled', 'unauthorized' (token dead, also after a refresh), 'forbidden', 'malformed', 'refused'
   * (ShopifyRefused with Shopify's codes for userErrors). After a lost answer a change is sent again: every operation must bear that, or say `once`.
   */
  run<Answer extends z.ZodType>(shop: string, operation: ShopifyOperation, request: OperationRequest<Answer>): Promise<z.output<Answer>>;
}

export interface OperationRequest<Answer extends z.ZodType> {
  readonly variables: Readonly<Record<string, unknown>>;
  /** The shape of the answer's data. */
  readonly answer: Answer;
  /** Fields the app may not see are null instead of an error. */
  readonly toleratesDenied?: boolean;
  /** Never sent again once it may have arrived: a lost answer is 'unreachable' or 'malformed' at once. What surely did not happen (throttled, a dead token) is repeated. */
  readonly once?: boolean;
}

export interface ShopifyClientOptions {
  /** The shop's access token; `rejectedToken` is the one that Shopify just refused, which must not be given again. Throws PlatformError. */
  readonly tokenFor: (shop: string, rejectedToken: string | null) => Promise<string>;
  readonly fetch: typeof fetch;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** 0 ≤ value < 1, for jitter. */
  readonly random?: () => number;
  readonly now?: () => number;
  readonly timeoutMs?: number;
  readonly maxTries?: number;
  /** All waiting of one call together: longer waits are left to the caller, with `retryAfterMs`. */
  readonly maxWaitMs?: number;
}

type Settings = Required<ShopifyClientOptions>;

/** What one try came to. */
type Outcome =
  | { readonly kind: 'done'; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'again'; readonly error: PlatformError; /** null: the usual backoff. */ readonly waitMs: number | null }
  | { readonly kind: 'new-token'; readonly error: PlatformError }
  | { readonly kind: 'failed'; readonly error: PlatformError };

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;
/** Points set aside for an operation whose cost is not known yet. */
const UNKNOWN_COST = 10;

/** One client for the process: its shops share what it learns of their budgets. */
export function createShopifyClient(options: ShopifyClientOptions): ShopifyClient {
  const settings: Settings = {
    sleep: (ms) => wait(ms),
    random: Math.random,
    now: Date.now,
    timeoutMs: 10_000,
    maxTries: 5,
    maxWaitMs: 30_000,
    ...options,
  };
  const budgets = new Map<string, CallBudget>();
  const costs = new Map<string, number>();
  return {
    async run(shop, operation, request) {
      const domain = shopDomain(shop);
      if (domain === null) throw new PlatformError('refused', 'the shop’s address is not one of myshopify.com');
      const budget = budgets.get(domain) ?? new CallBudget();
      budgets.set(domain, budget);
      const call = new Call({
        settings,
        budget,
        costs,
        shop: domain,
        operation,
        toleratesDenied: request.toleratesDenied ?? false,
        once: request.once ?? false,
      });
      const data = request.answer.safeParse(await call.run(JSON.stringify({ query: operation.document, variables: request.variables })));
      if (data.success) return data.data;
      throw new PlatformError('malformed', `Shopify's answer to ${operation.name} has another shape: ${describeIssue(data.error)}`);
    },
  };
}

interface CallParts {
  readonly settings: Settings;
  readonly budget: CallBudget;
  readonly costs: Map<string, number>;
  readonly shop: string;
  readonly operation: ShopifyOperation;
  readonly toleratesDenied: boolean;
  readonly once: boolean;
}

/** One operation with its tries, its waiting and its token. */
class Call {
  readonly #parts: CallParts;
  #waitedMs = 0;
  #token: string | null = null;
  #refreshed = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  async run(body: string): Promise<Readonly<Record<string, unknown>>> {
    const { settings, shop } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      this.#token ??= await settings.tokenFor(shop, null);
      const outcome = await this.#tryOnce(body, this.#token);
      if (outcome.kind === 'done') return outcome.data;
      if (outcome.kind === 'failed' || attempt >= settings.maxTries) throw outcome.error;
      if (this.#parts.once && mayHaveArrived(outcome.error)) throw outcome.error;
      if (outcome.kind === 'new-token') await this.#renewToken(outcome.error);
      else await this.#pause(outcome.waitMs ?? this.#backoff(attempt), outcome.error);
    }
  }

  async #tryOnce(body: string, token: string): Promise<Outcome> {
    const { budget, costs, operation, settings } = this.#parts;
    const place = budget.take(costs.get(operation.name) ?? UNKNOWN_COST, settings.now());
    try {
      await this.#pause(place.waitMs, null);
    } catch (error) {
      budget.giveBack(place);
      throw error;
    }
    let response: Response;
    let text: string;
    try {
      response = await this.#send(body, token);
      text = await response.text();
    } catch (cause) {
      budget.settle(place, null, settings.now());
      return {
        kind: 'again',
        error: new PlatformError('unreachable', `no answer from Shopify to ${operation.name}`, { cause }),
        waitMs: null,
      };
    }
    return this.#judge(response, text, place);
  }

  #send(body: string, token: string): Promise<Response> {
    const { settings, shop } = this.#parts;
    return settings.fetch(`https://${shop}/admin/api/${SHOPIFY_API_VERSION}/graphql.json`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-Shopify-Access-Token': token, 'User-Agent': 'Rung' },
      body,
      // A redirect would carry the token elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
  }

  #judge(response: Response, text: string, place: BudgetPlace): Outcome {
    const { budget, costs, operation, settings } = this.#parts;
    if (response.status === 200) {
      const reading = readAnswer(operation.name, text, this.#parts.toleratesDenied);
      if (reading.cost.requested !== null) costs.set(operation.name, reading.cost.requested);
      budget.settle(place, reading.cost.status, settings.now());
      return outcomeOf(reading, operation.name);
    }
    budget.settle(place, null, settings.now());
    return statusOutcome(response, operation.name, settings.now());
  }

  async #renewToken(refusal: PlatformError): Promise<void> {
    if (this.#refreshed || this.#token === null) throw refusal;
    this.#refreshed = true;
    this.#token = await this.#parts.settings.tokenFor(this.#parts.shop, this.#token);
  }

  async #pause(ms: number, reason: PlatformError | null): Promise<void> {
    const { settings, operation } = this.#parts;
    if (ms <= 0) return;
    // Jitter upwards only: less than what was asked for would be refused again.
    const jittered = Math.ceil(ms * (1 + settings.random() * 0.25));
    if (this.#waitedMs + jittered > settings.maxWaitMs) {
      const message = reason?.message ?? `the shop's query budget is used up; ${operation.name} would wait ${jittered} ms`;
      throw new PlatformError(reason?.reason ?? 'throttled', message, {
        retryAfterMs: jittered,
        ...(reason === null ? {} : { cause: reason }),
      });
    }
    this.#waitedMs += jittered;
    await settings.sleep(jittered);
  }

  #backoff(attempt: number): number {
    return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  }
}

/** No answer, or none that can be read: the shop may have done it all the same. */
function mayHaveArrived(error: PlatformError): boolean {
  return error.reason === 'unreachable' || error.reason === 'malformed';
}

function outcomeOf(reading: GraphqlReading, operation: string): Outcome {
  if (reading.kind === 'data') return { kind: 'done', data: reading.data };
  if (reading.kind === 'throttled') {
    // At least a moment, so that a bucket that is full again by now is not asked in a tight loop.
    const waitMs = Math.max(50, reading.waitMs);
    return { kind: 'again', error: new PlatformError('throttled', `Shopify throttles ${operation}`, { retryAfterMs: waitMs }), waitMs };
  }
  return reading.retry ? { kind: 'again', error: reading.error, waitMs: null } : { kind: 'failed', error: reading.error };
}

function statusOutcome(response: Response, operation: string, now: number): Outcome {
  const { status } = response;
  const waitMs = retryAfterMs(response.headers.get('retry-after'), now);
  if (status === 429) {
    const error = new PlatformError(
      'throttled',
      `Shopify asks to slow down (${operation})`,
      waitMs === null ? {} : { retryAfterMs: waitMs },
    );
    return { kind: 'again', error, waitMs };
  }
  if (status === 401)
    return { kind: 'new-token', error: new PlatformError('unauthorized', `Shopify does not accept our token for ${operation}`) };
  if (status === 402 || status === 403 || status === 404 || status === 423) {
    return {
      kind: 'failed',
      error: new PlatformError('forbidden', `Shopify does not let us in for ${operation} (${status}): the shop is closed, frozen or gone`),
    };
  }
  if (status >= 500) {
    return { kind: 'again', error: new PlatformError('unreachable', `Shopify answered ${operation} with ${status}`), waitMs };
  }
  return { kind: 'failed', error: new PlatformError('refused', `Shopify answered ${operation} with ${status}`) };
}

/** Retry-After is in seconds ("2.0") or an HTTP date. */
function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
