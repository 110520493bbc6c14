import { accepted, refused, type Result } from '#app/domain/result.ts';
import { storableText } from './storable.ts';

/** The body as text, at most `maxBytes` of it: a longer one is refused without being read to its end. */
export async function readBody(request: Request, maxBytes: number): Promise<Result<string, 'too-large'>> {
  const bytes = await readBytes(request, maxBytes);
  return bytes.ok ? accepted(bytes.value.toString('utf8')) : bytes;
}

/** The same as it came, byte for byte: what a signature was made over. */
export async function readBytes(request: Request, maxBytes: number): Promise<Result<Buffer, 'too-large'>> {
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes) return refused('too-large');
  if (request.body === null) return accepted(Buffer.alloc(0));
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    size += piece.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return refused('too-large');
    }
    chunks.push(piece.value);
  }
  return accepted(Buffer.concat(chunks));
}

const MAX_FORM_BYTES = 16_384;

/** A posted form (not multipart), without signs that no database keeps. Throws a 413 Response when it is longer than any form of ours. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const body = await readBody(request, MAX_FORM_BYTES);
  if (!body.ok) throw new Response(null, { status: 413, statusText: 'Content Too Large' });
  return new URLSearchParams([...new URLSearchParams(body.value)].map(([name, value]) => [storableText(name), storableText(value)]));
}
