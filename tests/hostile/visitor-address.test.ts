import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { visitorAddress } from '#app/http/visitor-address.ts';

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  visitorAddress({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

describe('whose address a request counts for', () => {
  test('straight to us: the connection’s, whatever the header says', () => {
    expect(from('203.0.113.7')).toBe('203.0.113.7');
    expect(from('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
    expect(from('::ffff:203.0.113.7', '198.51.100.1')).toBe('203.0.113.7');
  });

  test('through a proxy beside us: what the proxy wrote, not what the visitor wrote before it', () => {
    for (const proxy of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.3', '172.18.0.2', 'fd00::2']) {
      expect(from(proxy, '198.51.100.1'), proxy).toBe('198.51.100.1');
      expect(from(proxy, '1.1.1.1, 2.2.2.2, 198.51.100.1'), proxy).toBe('198.51.100.1');
      expect(from(proxy, ['1.1.1.1', '198.51.100.1']), proxy).toBe('198.51.100.1');
    }
    expect(from('127.0.0.1', 'nonsense')).toBe('127.0.0.1');
    expect(from('127.0.0.1')).toBe('127.0.0.1');
    expect(from(undefined)).toBe('');
  });

  test('of IPv6 the network, however it is written', () => {
    const one = from('2001:db8:0:7::1');
    expect(from('2001:0db8:0000:0007:ffff:ffff:ffff:ffff')).toBe(one);
    expect(from('127.0.0.1', '2001:DB8:0:7:1::')).toBe(one);
    expect(from('2001:db8:0:8::1')).not.toBe(one);
    expect(from('2001:db8::1')).toBe('2001:db8:0:0::/64');
  });
});
