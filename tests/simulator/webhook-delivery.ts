import { Agent as HttpAgent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** What one try to deliver came to. */
export interface Attempt {
  readonly at: number;
  readonly status: number | null;
  readonly ms: number;
  readonly error: string | null;
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Posts bodies and judges the answers as Shopify does: within the time, and 2xx; a redirect is a failure. Connections are kept open between posts. */
export function createPoster() {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 64 });
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: 64 });

  const open = (post: Post): ClientRequest => {
    const headers = { ...post.headers, 'Content-Length': String(post.body.byteLength) };
    return post.url.startsWith('https:')
      ? httpsRequest(post.url, { method: 'POST', agent: secure, headers })
      : httpRequest(post.url, { method: 'POST', agent: plain, headers });
  };

  const send = (post: Post, limits: { readonly timeoutMs: number; readonly at: number }): Promise<Attempt> => {
    const started = performance.now();
    return new Promise((resolve) => {
      const request = open(post);
      const finish = (status: number | null, error: string | null): void => {
        clearTimeout(timer);
        resolve({ at: limits.at, status, ms: Math.round(performance.now() - started), error });
      };
      const timer = setTimeout(() => request.destroy(new Error(`no answer within ${limits.timeoutMs} ms`)), limits.timeoutMs);
      request.on('response', (response) => {
        response.resume();
        response.on('end', () => finish(response.statusCode ?? null, null));
        response.on('error', (error) => finish(null, error.message));
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The app may close an idle connection in the very moment in which it is used again: nothing was sent, so send anew.
        if (request.reusedSocket && error.code === 'ECONNRESET') {
          clearTimeout(timer);
          send(post, limits).then(resolve, (cause: unknown) => finish(null, String(cause)));
        } else {
          finish(null, error.message || error.code || 'connection failed');
        }
      });
      request.end(post.body);
    });
  };

  return {
    send,
    close: (): void => {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** True for the answers that end a delivery. */
export function isDelivered(attempt: Attempt): boolean {
  return attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
}
