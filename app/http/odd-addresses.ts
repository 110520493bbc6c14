import type { RequestHandler } from 'express';

/**
 * Turns away addresses that no page of ours and no browser makes, before anybody looks at them: 400. Escapes that are none; the character 0, which no database keeps; and other
 * spellings of the admin's pages. The router knows those as the same page ("/app/MEMBERS", "/app/%6dembers"), whoever asks by address what somebody may see does not.
 */
export function refuseOddAddresses(): RequestHandler {
  return (request, response, next) => {
    if (isOddAddress(request.originalUrl)) response.status(400).type('text').send('Bad Request\n');
    else next();
  };
}

/** True for path and query of a request line that are not written as we write them. */
export function isOddAddress(target: string): boolean {
  const path = target.split('?', 1)[0] ?? '';
  if (target.includes('%00')) return true;
  try {
    return isOtherSpelling(path.split('/').slice(1));
  } catch {
    return true;
  }
}

/** How many parts of an admin page's address are names of ours or ids without capitals; what comes after them may be an order's own name. */
const OURS = 3;

function isOtherSpelling(written: readonly string[]): boolean {
  const meant = written.map(decodeURIComponent);
  if (meant[0]?.toLowerCase() !== 'app') return false;
  if (meant.slice(0, OURS).some((part) => /[A-Z/]/.test(part))) return true;
  // Only what must be escaped may be.
  return written.some((part) => /%(?:2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e)/i.test(part));
}
