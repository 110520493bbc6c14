import type { IncomingMessage, ServerResponse } from 'node:http';
import { accepted, refused, type Result } from '#app/domain/result.ts';

/** After a refusal: how long the sender may take to notice, before the connection is cut. */
const FAREWELL_MS = 1_000;

/** Why a message was turned away; `reason` goes into the log, only the status to the sender. */
export interface Refusal {
  readonly status: 400 | 401 | 404 | 405 | 408 | 413;
  readonly reason: string;
}

/** Reads a request's bytes, bounded in size and time: signatures are over exactly these. */
export function readBody(
  request: IncomingMessage,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<Result<Buffer, Refusal>> {
  const tooLarge = refused<Refusal>({ status: 413, reason: `more than ${maxBytes} bytes` });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: Result<Buffer, Refusal>): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      resolve(result);
    };
    const tooSlow = refused<Refusal>({ status: 408, reason: 'the body came too slowly' });
    const timer = setTimeout(finish, timeoutMs, tooSlow);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) finish(tooLarge);
    });
    request.once('end', () => finish(accepted(Buffer.concat(chunks))));
    const hungUp = refused<Refusal>({ status: 400, reason: 'the sender hung up' });
    request.once('error', () => finish(hungUp));
    request.once('close', () => finish(hungUp));
  });
}

/** The text of a body that must be one JSON object in UTF-8, with the object; null when it is not. */
export function readJsonObject(raw: Buffer): { readonly text: string; readonly value: object } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { text, value } : null;
  } catch {
    return null;
  }
}

/** A header that is there once and not empty. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Answers a refusal, also while the sender still sends. */
export function turnAway(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.destroyed || request.complete) {
    answer(response, status);
    return;
  }
  // The rest of the body is not wanted. With the connection cut at once the sender would see it break instead of the answer: so the answer goes out, and the
  // sender may finish for a moment before the connection is closed.
  response.writeHead(status, { 'Content-Length': 0, Connection: 'close' });
  response.flushHeaders();
  const close = (): void => {
    clearTimeout(farewell);
    response.end();
  };
  const farewell = setTimeout(close, FAREWELL_MS);
  request.once('end', close);
  request.once('close', close);
  request.resume();
}

/** Answers without a body, unless there was an answer already. */
export function answer(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Content-Length': 0 });
  response.end();
}
