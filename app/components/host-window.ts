/**
 * The window of a WordPress admin around the page. Pages know nothing of it: this puts the site's token on what they ask for, keeps it fresh, and tells the window
 * around how tall the page is and where it stands. Every message goes to the site's own origin alone, and only what comes from there is heard.
 */

/** Where the server wrote the site's origin: only on a page that was opened with a good token. */
const MARK = 'rung-host';
const TOKEN_PARAMETER = 'site_token';
/** A token lives for five minutes; from here on a new one is asked for first. */
const FRESH_MS = 240_000;
const ANSWER_LIMIT_MS = 10_000;
const ENDED_HEADER = 'X-Rung-Token';

interface Host {
  readonly origin: string;
  token: string;
  /** By the clock that never jumps. */
  since: number;
  renewal: Promise<string> | null;
}

let host: Host | null = null;

/** Starts the talk with the admin around; does nothing in Shopify's admin. Call it once, before the first request. */
export function openHostWindow(): void {
  const origin = document.getElementById(MARK)?.dataset['origin'];
  const token = new URLSearchParams(location.search).get(TOKEN_PARAMETER);
  if (origin === undefined || token === null || window.parent === window) return;
  host = { origin, token, since: performance.now(), renewal: null };
  const plainFetch = window.fetch.bind(window);
  window.fetch = (input, init) => fetchWithToken(plainFetch, new Request(input, init));
}

/** Puts the place into the address bar of the admin around, and the token into the page's own address, so that both can be reloaded. */
export function tellPlace(path: string): void {
  if (host === null) return;
  const url = new URL(location.href);
  url.searchParams.set(TOKEN_PARAMETER, host.token);
  url.searchParams.delete('renewed');
  history.replaceState(history.state, '', url);
  post({ rung: 'navigate', path });
}

/** Tells how tall the page is, now and whenever that changes. Answers how to stop. */
export function tellHeight(): () => void {
  if (host === null) return () => undefined;
  let told = 0;
  const tell = (): void => {
    const px = Math.ceil(document.body.getBoundingClientRect().height);
    if (px === told) return;
    told = px;
    post({ rung: 'height', px });
  };
  const observer = new ResizeObserver(tell);
  observer.observe(document.body);
  tell();
  return () => observer.disconnect();
}

/** Opens an address outside of the app in the window around. */
export function openOutside(url: string): void {
  if (host === null) window.open(url, '_blank', 'noopener');
  else post({ rung: 'open', url });
}

function post(message: object): void {
  if (host !== null) window.parent.postMessage(message, host.origin);
}

async function fetchWithToken(plainFetch: typeof fetch, request: Request): Promise<Response> {
  const current = host;
  if (current === null || new URL(request.url).origin !== location.origin) return plainFetch(request);
  const token = performance.now() - current.since > FRESH_MS ? await renew(current) : current.token;
  const again = request.clone();
  const response = await plainFetch(withToken(request, token));
  if (response.status !== 401 || response.headers.get(ENDED_HEADER) !== 'ended') return response;
  // A computer that slept: the token was older than this page knew.
  return plainFetch(withToken(again, await renew(current)));
}

function withToken(request: Request, token: string): Request {
  const headers = new Headers(request.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return new Request(request, { headers });
}

/** One question for all that wait. Without an answer the old token is tried: the server says what is wrong with it. */
function renew(current: Host): Promise<string> {
  current.renewal ??= ask(current)
    .then((token) => {
      if (token !== null) {
        current.token = token;
        current.since = performance.now();
      }
      return current.token;
    })
    .finally(() => {
      current.renewal = null;
    });
  return current.renewal;
}

function ask({ origin }: Host): Promise<string | null> {
  return new Promise((resolve) => {
    const id = String(Math.random()).slice(2);
    const end = (token: string | null): void => {
      removeEventListener('message', hear);
      clearTimeout(timer);
      resolve(token);
    };
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.origin !== origin || event.source !== window.parent) return;
      const answer = event.data as { readonly rung?: unknown; readonly id?: unknown; readonly token?: unknown } | null;
      if (answer?.rung === 'token' && answer.id === id) end(typeof answer.token === 'string' ? answer.token : null);
    };
    const timer = setTimeout(() => end(null), ANSWER_LIMIT_MS);
    addEventListener('message', hear);
    post({ rung: 'token-wanted', id });
  });
}
