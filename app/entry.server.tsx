import { PassThrough } from 'node:stream';
import { createReadableStreamFromReadable, type EntryContext, type HandleErrorFunction } from '@remix-run/node';
import { RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import './http/request-context.ts';

const RENDER_LIMIT_MS = 5_000;

/** As Remix hands them over. */
type DrawArguments = [request: Request, status: number, headers: Headers, remixContext: EntryContext];

/** Draws a page. The whole of it is awaited: the pages wait for their data anyway, and an error can then still change the status. */
export default function handleRequest(...[request, status, headers, remixContext]: DrawArguments): Promise<Response> {
  return new Promise((resolve, reject) => {
    let statusCode = status;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} abortDelay={RENDER_LIMIT_MS} />, {
      onAllReady: () => {
        clearTimeout(limit);
        const body = new PassThrough();
        headers.set('Content-Type', 'text/html; charset=utf-8');
        if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
        resolve(new Response(createReadableStreamFromReadable(body), { status: statusCode, headers }));
        pipe(body);
      },
      onShellError: reject,
      onError: () => {
        statusCode = 500;
      },
    });
    const limit = setTimeout(abort, RENDER_LIMIT_MS);
  });
}

/** What a page asks for later is kept by nobody either. */
export function handleDataRequest(response: Response): Response {
  if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
  return response;
}

/** Every error of a loader, an action or a drawing: one line in the log, with the path and never the query, which may hold a token. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted) return;
  const path = new URL(request.url).pathname;
  if (isNotFound(error)) context.log.debug({ path }, 'nobody lives here');
  else context.log.error({ err: error, path, method: request.method }, 'a page failed');
};

/** Remix reports an unknown address as an error; it is none of ours. */
function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && (error.status === 404 || error.status === 405);
}
