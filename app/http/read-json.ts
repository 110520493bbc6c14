import { readBody } from './read-body.ts';
import { storable } from './storable.ts';

const MAX_JSON_BYTES = 1_048_576;

/** The posted JSON, not yet checked, without signs that no database keeps. Throws a 413 Response when it is longer than any document of ours, a 400 one when it is no JSON. */
export async function readJson(request: Request): Promise<unknown> {
  const body = await readBody(request, MAX_JSON_BYTES);
  // What was not read would stand before the next request on the same connection.
  if (!body.ok) throw new Response(null, { status: 413, statusText: 'Content Too Large', headers: { Connection: 'close' } });
  try {
    return storable(JSON.parse(body.value));
  } catch {
    throw new Response(null, { status: 400, statusText: 'Bad Request' });
  }
}
