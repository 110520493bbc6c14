import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Where a proxy of our own stands: on this machine or beside it. */
const BESIDE_US = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  BESIDE_US.addSubnet(network, prefix, 'ipv4');
BESIDE_US.addAddress('::1', 'ipv6');
BESIDE_US.addSubnet('fc00::', 7, 'ipv6');
BESIDE_US.addSubnet('fe80::', 10, 'ipv6');

/**
 * Whose address a request counts for. Through a proxy beside us that is the last entry of X-Forwarded-For: the proxy wrote it, whatever the visitor put before. Whoever
 * comes straight to us is who the connection says, and a header of theirs counts for nothing. Of IPv6 the network: one house has as many addresses as it likes.
 */
export function visitorAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const peer = plain(request.socket.remoteAddress ?? '');
  const named = isBesideUs(peer) ? plain([request.headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim() ?? '') : '';
  const address = isIP(named) === 0 ? peer : named;
  return isIP(address) === 6 ? networkOf(address) : address;
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function isBesideUs(address: string): boolean {
  return isIP(address) !== 0 && BESIDE_US.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The first four groups of an IPv6 address, written in one way. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('%', 1)[0]?.toLowerCase().split('::') ?? [];
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const missing = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...(after ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
