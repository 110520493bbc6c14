import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress, lookupPublic, PrivateAddressError } from './site-address.ts';

/** What a stranger's site answered. */
export interface SiteLook {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads an address of a stranger's site, without keys and without following redirects. Its name is looked up once, by the connection itself: a name that answers with a
 * public address first and with one of ours afterwards leads nowhere. Throws PrivateAddressError; other errors where there is no answer, a late one, or too much of it.
 */
export function lookAtSite(address: string, options: { readonly allowLocal: boolean; readonly timeoutMs: number }): Promise<SiteLook> {
  const { allowLocal, timeoutMs } = options;
  const send = address.startsWith('https:') ? overHttps : overHttp;
  // What is no name is not looked up.
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '');
  if (!allowLocal && isIP(host) !== 0 && isPrivateAddress(host)) return Promise.reject(new PrivateAddressError());
  return new Promise((resolve, reject) => {
    const asked = send(
      address,
      {
        headers: { Accept: 'application/json', 'Accept-Encoding': 'identity', 'User-Agent': 'Rung' },
        signal: AbortSignal.timeout(timeoutMs),
        // No connection that another request opened.
        agent: false,
        ...(allowLocal ? {} : { lookup: onlyPublic }),
      },
      (answer) => {
        const pieces: Buffer[] = [];
        let size = 0;
        answer.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size > MOST_BYTES) answer.destroy(new Error('the answer is too long'));
          else pieces.push(piece);
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString('utf8') }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

/** In the shape that sockets ask in. */
const onlyPublic: LookupFunction = (host, options, tell) => {
  lookupPublic(host).then(
    ([address, family]) => {
      if (options.all === true) tell(null, [{ address, family }]);
      else tell(null, address, family);
    },
    (error: unknown) => tell(error instanceof Error ? error : new Error(String(error)), '', 0),
  );
};
