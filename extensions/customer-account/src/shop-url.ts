/**
 * The shop's own address, as the session token names it: the account pages know no other way to it. The token is read, not checked: it only says where a link
 * goes. Null when it says nothing of the kind.
 */
export function shopUrlOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    const dest = typeof claims === 'object' && claims !== null && 'dest' in claims ? claims.dest : null;
    return typeof dest === 'string' && /^https:\/\/[a-z0-9-]+\.myshopify\.com$/.test(dest) ? dest : null;
  } catch {
    return null;
  }
}
