import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  /** Answer only after a while. */
  readonly delayMs?: number;
  /** Take the call and never answer, or break the connection. */
  readonly silent?: 'hang' | 'reset';
}

export interface AdminStub {
  readonly url: string;
  readonly calls: StubCall[];
  /** Decides what each call is answered; the call's number counts from 0. */
  answer: (call: StubCall, number: number) => StubAnswer;
  stop(): Promise<void>;
}

/** A server on loopback that answers whatever the test says: for what Shopify does rarely, and for the wire itself. */
export async function startAdminStub(): Promise<AdminStub> {
  const calls: StubCall[] = [];
  const stub: { answer: AdminStub['answer'] } = { answer: () => ({ status: 500 }) };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
      const query = typeof body['query'] === 'string' ? body['query'] : '';
      const call: StubCall = {
        path: request.url ?? '',
        headers: request.headers,
        operation: /^(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '',
        variables: (body['variables'] as Record<string, unknown> | undefined) ?? {},
        body,
      };
      calls.push(call);
      const answer = stub.answer(call, calls.length - 1);
      setTimeout(send, answer.delayMs ?? 0, response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    get answer() {
      return stub.answer;
    },
    set answer(decide) {
      stub.answer = decide;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, answer: StubAnswer): void {
  if (answer.silent === 'hang') return;
  if (answer.silent === 'reset') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers });
  response.end(answer.text ?? JSON.stringify(answer.json ?? {}));
}

/** An answer of the Admin API with the cost that Shopify adds. */
export function data(
  fields: Readonly<Record<string, unknown>>,
  cost?: { readonly requested: number; readonly available: number; readonly restoreRate?: number },
): StubAnswer {
  return { json: { data: fields, ...(cost === undefined ? {} : { extensions: costOf(cost) }) } };
}

/** Shopify's refusal for want of query points: status 200. */
export function throttled(cost: { readonly requested: number; readonly available: number; readonly restoreRate?: number }): StubAnswer {
  return { json: { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: costOf(cost) } };
}

function costOf({
  requested,
  available,
  restoreRate = 100,
}: {
  readonly requested: number;
  readonly available: number;
  readonly restoreRate?: number;
}) {
  return {
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: available, restoreRate },
    },
  };
}
