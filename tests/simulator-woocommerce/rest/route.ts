import type { Site } from '../site-state.ts';
import type { WebhookQueue } from '../webhooks.ts';
import type { Deed } from './access.ts';

/** One call, already allowed. */
export interface RestCall {
  readonly site: Site;
  readonly webhooks: WebhookQueue;
  readonly query: URLSearchParams;
  /** The JSON body, or the form's fields; {} without one. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The numbers and words in the path, in order. */
  readonly ids: readonly string[];
}

export interface RestAnswer {
  readonly status?: number;
  readonly body: unknown;
  /** Of a list: how much there is. */
  readonly total?: number;
  readonly pages?: number;
  readonly page?: number;
}

/** A door of the REST API: a method, a path behind /wp-json/wc/v3 with groups for its ids, and what it does. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly deed: Deed;
  readonly answer: (call: RestCall) => RestAnswer | Promise<RestAnswer>;
}

/** Makes routes of one resource; PUT, PATCH and POST on an item are the same. */
export function route(method: string, path: string, about: Pick<Route, 'deed' | 'answer'>): Route[] {
  const pattern = new RegExp(`^${path}/?$`);
  const methods = method === 'PUT' ? ['PUT', 'PATCH', 'POST'] : [method];
  return methods.map((one) => ({ method: one, path: pattern, ...about }));
}

/** The number at a place of the path. */
export function idOf(call: RestCall, at = 0): number {
  return Number(call.ids[at] ?? 0);
}
