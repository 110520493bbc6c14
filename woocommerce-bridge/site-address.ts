import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { accepted, refused, type Result } from '#app/domain/result.ts';

/** Addresses inside our own network: a stranger's "site" must not lead there. */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  // Of this host, and IPv4 addresses in old coats.
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  // Translators, tunnels and relays: what is behind them may be one of ours.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
] as const)
  PRIVATE.addSubnet(network, prefix, 'ipv6');

/** True for an IP address of a private or local network, in either notation. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return PRIVATE.check(mapped, 'ipv4');
  // The same written in hex: an IPv4 address in an IPv6 coat.
  if (/^::ffff:/i.test(address)) return true;
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The first public address of a host, in the form that the HTTP client wants. Throws when it has a private one. */
export async function lookupPublic(host: string): Promise<[address: string, family: number]> {
  const found = await lookup(host, { all: true });
  const first = found[0];
  if (first === undefined || found.some(({ address }) => isPrivateAddress(address))) throw new PrivateAddressError();
  return [first.address, first.family];
}

export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError';
  readonly code = 'EPRIVATE';

  constructor() {
    super('the address leads into a private network');
  }
}

/**
 * The address of a site as its owner typed it ("Shop.example/", "https://example.com/shop") in the one form that is kept. Refuses with what to do: no http
 * and no address of a private network, unless `allowLocal` (development, tests): then http is fine for this machine alone.
 */
export function readSiteAddress(
  typed: string,
  { allowLocal }: { readonly allowLocal: boolean },
): Result<{ readonly baseUrl: string; readonly domain: string }, string> {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url === null || text === '') return refused('This is no address of a site. Copy it from the browser: https://shop.example');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('The address must begin with https://.');
  if (url.username !== '' || url.password !== '') return refused('The address must not hold a user name or a password.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || host === '127.0.0.1' || host === '::1';
  if (url.protocol === 'http:' && !(allowLocal && isLoopback)) {
    return refused(
      'The site must be reached with https://, so that nobody on the way can read its keys. Switch HTTPS on at your host and try again.',
    );
  }
  if (!allowLocal && (isLoopback || host.endsWith('.localhost') || (isIP(host) !== 0 && isPrivateAddress(host)))) {
    return refused('The address leads into a private network. Give the address at which your customers reach the shop.');
  }
  // What people copy out of a browser often ends in a page of the admin or of the API.
  const path = url.pathname.replace(/\/(wp-admin|wp-json|wp-login\.php)(\/.*)?$/, '').replace(/\/+$/, '');
  return accepted({ baseUrl: `${url.protocol}//${url.host}${path}`, domain: `${url.host}${path}`.toLowerCase() });
}
