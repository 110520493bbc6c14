/** What went wrong, for the page: the door's code, and its words where it has some. `offline`: nobody was reached. */
export interface Problem {
  readonly code: string;
  readonly message: string | null;
  /** The extension's own words, in the reader's language already. */
  readonly isOurs?: true;
}

export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

/** The app's own API, as one person with a session token sees it. Never throws: what fails is an answer too. */
export interface RungClient {
  get<Value>(path: string, query?: Readonly<Record<string, string>>): Promise<Answer<Value>>;
  post<Value>(path: string, body: object): Promise<Answer<Value>>;
}

export interface RungClientOptions {
  readonly appUrl: string;
  /** Asks the platform for a token that holds now; undefined: it gives none to this person. */
  readonly token: () => Promise<string | undefined>;
  /** Words that come from the app come in this language, where it has them. */
  readonly locale: () => string;
}

const PATIENCE_MS = 10_000;

export function createRungClient({ appUrl, token, locale }: RungClientOptions): RungClient {
  async function call<Value>(path: string, query: Readonly<Record<string, string>>, init: RequestInit): Promise<Answer<Value>> {
    const bearer = await token().catch(() => undefined);
    if (bearer === undefined) return { ok: false, problem: { code: 'no-token', message: null } };
    const address = `${appUrl.replace(/\/$/, '')}/api/${path}?${new URLSearchParams({ ...query, locale: locale() }).toString()}`;
    const headers = { ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }), Authorization: `Bearer ${bearer}` };
    try {
      const response = await withPatience(fetch(address, { ...init, headers, cache: 'no-store' }));
      const body: unknown = await response.json();
      // The contract of the two sides, app/contracts, is what makes this true.
      return response.ok ? { ok: true, value: body as Value } : { ok: false, problem: readProblem(body, response.status) };
    } catch {
      return { ok: false, problem: { code: 'offline', message: null } };
    }
  }
  return {
    get: (path, query = {}) => call(path, query, { method: 'GET' }),
    post: (path, body) => call(path, {}, { method: 'POST', body: JSON.stringify(body) }),
  };
}

function withPatience<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function readProblem(body: unknown, status: number): Problem {
  const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  if (typeof error !== 'object' || error === null) return { code: `http-${status}`, message: null };
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return { code: typeof code === 'string' ? code : `http-${status}`, message: typeof message === 'string' ? message : null };
}
