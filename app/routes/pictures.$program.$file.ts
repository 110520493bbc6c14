import type { LoaderFunctionArgs } from '@remix-run/node';

const PROGRAM = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FILE = /^([0-9a-f]{32})\.(?:png|jpg|webp)$/;

/**
 * A picture of a program, for anybody: shoppers' pages show it. It was cleaned before it was kept, its name is its content's, so browsers and networks in between keep it
 * for a year.
 */
export async function loader({ request, context, params }: LoaderFunctionArgs): Promise<Response> {
  const programId = PROGRAM.exec(params['program'] ?? '')?.[0];
  const hash = FILE.exec(params['file'] ?? '')?.[1];
  if (programId === undefined || hash === undefined) throw new Response(null, { status: 404, statusText: 'Not Found' });
  const headers = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Access-Control-Allow-Origin': '*',
    ETag: `"${hash}"`,
  };
  if (request.headers.get('If-None-Match') === headers.ETag) return new Response(null, { status: 304, headers });
  const picture = await context.services.rewards.readPicture(programId, hash);
  if (picture === null) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return new Response(new Uint8Array(picture.bytes), {
    headers: { ...headers, 'Content-Type': picture.type, 'Content-Length': String(picture.bytes.length), 'Content-Disposition': 'inline' },
  });
}
