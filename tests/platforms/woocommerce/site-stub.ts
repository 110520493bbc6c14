import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WooCommerceAccess } from '#app/contracts/woocommerce.ts';

/** A site that answers whatever a test tells it to, over real HTTP. */
export interface SiteStub {
  readonly access: WooCommerceAccess;
  /** Answers for the next requests, in turn; the last one stays. */
  answers: ((request: IncomingMessage, response: ServerResponse) => void)[];
  readonly seen: { readonly method: string; readonly url: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export async function openSiteStub(): Promise<SiteStub> {
  const seen: SiteStub['seen'] = [];
  const stub: { answers: SiteStub['answers'] } = { answers: [] };
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization });
    request.resume();
    const next = stub.answers.length > 1 ? stub.answers.shift() : stub.answers[0];
    if (next) next(request, response);
    else response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const access = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    consumerKey: `ck_${'a'.repeat(40)}`,
    consumerSecret: `cs_${'b'.repeat(40)}`,
  };
  return Object.assign(stub, {
    access,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** JSON with a status, and perhaps headers. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function html(status: number, headers: Record<string, string> = {}) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8', ...headers });
    response.end('<!DOCTYPE html><html><body>Briefly unavailable for scheduled maintenance.</body></html>');
  };
}
