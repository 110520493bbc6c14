import type { WidgetConfig, PanelStand } from './config.ts';

/** Why there is no answer. `refused`: the rules said no, with their code and their sentence. */
export type Problem =
  | { readonly kind: 'offline' | 'session' | 'slow' | 'broken' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export interface Api {
  get<Value>(path: string, query?: Readonly<Record<string, string>>): Promise<Answer<Value>>;
  /** A change; `body` is sent as JSON. Never repeated by itself: the caller keeps the id that makes a repeat harmless. */
  post<Value>(path: string, body: object): Promise<Answer<Value>>;
}

const READ_MS = 10_000;
const CHANGE_MS = 20_000;

/** The storefront API behind the shop's own address. */
export function createApi(config: WidgetConfig, session: PanelStand['session']): Api {
  const ask = async <Value>(path: string, init: RequestInit, again = false): Promise<Answer<Value>> => {
    const known = await session(again);
    const gate = new AbortController();
    const timer = setTimeout(() => gate.abort(), init.method === 'POST' ? CHANGE_MS : READ_MS);
    try {
      const answer = await fetch(path, {
        ...init,
        // What was answered before a change must not be shown after it; unchanged answers cost one small question.
        cache: 'no-cache',
        credentials: 'same-origin',
        signal: gate.signal,
        headers: {
          Accept: 'application/json',
          ...(init.body ? { 'Content-Type': 'application/json' } : {}),
          ...(known ? { 'X-WP-Nonce': known.nonce } : {}),
        },
      });
      const json: unknown = await answer.json().catch(() => null);
      if (answer.ok && json !== null) return { ok: true, value: json as Value };
      if (known && !again && codeOf(json).includes('nonce')) return await ask<Value>(path, init, true);
      return { ok: false, problem: problemOf(answer.status, json) };
    } catch {
      return { ok: false, problem: { kind: navigator.onLine && !gate.signal.aborted ? 'broken' : 'offline' } };
    } finally {
      clearTimeout(timer);
    }
  };
  const address = (path: string, query: Readonly<Record<string, string>> = {}): string =>
    `${config.base}/${path}?${new URLSearchParams({ ...query, locale: config.locale }).toString()}`;
  return {
    get: (path, query) => ask(address(path, query), { method: 'GET' }),
    post: (path, body) => ask(address(path), { method: 'POST', body: JSON.stringify(body) }),
  };
}

interface Refusal {
  readonly code?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
}

function codeOf(json: unknown): string {
  const { code, error } = (json ?? {}) as Refusal;
  return (error?.code ?? code ?? '').replace(/_/g, '-');
}

function problemOf(status: number, json: unknown): Problem {
  const code = codeOf(json);
  if (code === 'sign-in' || code === 'out-of-date' || code.includes('nonce')) return { kind: 'session' };
  if (status === 429) return { kind: 'slow' };
  if (code === '' || status >= 500) return { kind: 'broken' };
  return { kind: 'refused', code, message: (json as Refusal).error?.message ?? '' };
}
