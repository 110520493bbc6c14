import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';

/** Reads a request's body, at most `limit` bytes; null when it is longer. */
export async function readBody(request: IncomingMessage, limit = 2_000_000): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece = chunk as Buffer;
    size += piece.byteLength;
    if (size > limit) return null;
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(text);
}

/** Answers with a page. */
export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(html);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** Shows a fault that happens before the effect. True: the call is answered (or cut) and must not be executed. */
export async function faultBefore(fault: Fault | null, response: ServerResponse): Promise<boolean> {
  if (!fault) return false;
  switch (fault.kind) {
    case 'too-many-requests':
      response.setHeader('Retry-After', String(fault.retryAfterSeconds ?? 2));
      sendJson(response, 429, { errors: 'Exceeded 2 calls per second for api client.' });
      return true;
    case 'server-error':
      sendText(response, fault.status ?? 500, 'Something went wrong on our end.');
      return true;
    case 'unauthorized':
      sendJson(response, 401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' });
      return true;
    case 'timeout-before-effect':
      await holdLine(response, fault);
      return true;
    case 'reset-before-effect':
      response.socket?.resetAndDestroy();
      return true;
    case 'slow':
      await pause(fault.delayMs ?? 1_000);
      return false;
    default:
      return false;
  }
}

/** Sends the answer of an executed call, as the fault spoils it. */
export async function faultAfter(fault: Fault | null, response: ServerResponse, answer: unknown): Promise<void> {
  switch (fault?.kind) {
    case 'timeout-after-effect':
      return holdLine(response, fault);
    case 'reset-after-effect':
      response.socket?.resetAndDestroy();
      return;
    case 'half-json': {
      const text = JSON.stringify(answer);
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
      response.end(text.slice(0, Math.ceil(text.length / 2)));
      return;
    }
    case 'html':
      return sendHtml(response, 200, '<!doctype html><title>Shopify</title><h1>There’s a problem loading this page</h1>');
    default:
      return sendJson(response, 200, answer);
  }
}

/** Says nothing until the caller hangs up, or the fault's time is over; then cuts the line. */
async function holdLine(response: ServerResponse, fault: Fault): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, fault.delayMs ?? 60_000);
    response.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  response.destroy();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
