import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPrivateAddress, lookupPublic, readSiteAddress } from '#woo/site-address.ts';
import { readSiteIndex } from '#woo/site-index.ts';

/** A "site" of a stranger that leads into our own network. */
let inside: Server;
let port: number;
let knocks = 0;

beforeAll(async () => {
  inside = createServer((request, response) => {
    knocks += 1;
    if (request.url === '/moved/wp-json/') response.writeHead(302, { Location: 'http://169.254.169.254/latest/meta-data/' }).end();
    else if (request.url === '/long/wp-json/') {
      const piece = Buffer.alloc(1024 * 1024, 32);
      const pour = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    } else if (request.url === '/bomb/wp-json/')
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    else response.end('{"name":"inside","namespaces":["wc/v3"]}');
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  port = (inside.address() as AddressInfo).port;
});
afterAll(() => {
  inside.closeAllConnections();
  inside.close();
});

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '127.255.0.9',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8'.replace('8.8.8.8', '10.0.0.1'),
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:1::1',
  ])('%s is of the inside', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '2a00:1450:4001:81c::200e'])(
    '%s is of the outside',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  test.each([
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://localhost',
    'https://a.localhost',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[0:0:0:0:0:ffff:7f00:1]',
    'https://169.254.169.254/latest',
    'http://shop.example',
    'ftp://shop.example',
    'file:///etc/passwd',
    'https://user:pass@shop.example',
    'javascript:alert(1)',
    'https://①②⑦.⓪.⓪.①',
  ])('%s is no address of a site', (typed) => {
    expect(readSiteAddress(typed, { allowLocal: false }).ok).toBe(false);
  });

  test('a name of the inside is not looked up', async () => {
    await expect(lookupPublic('localhost')).rejects.toThrow('private network');
    await expect(lookupPublic('localhost.')).rejects.toThrow();
  });
});

describe('the look at a site', () => {
  test('asks nobody inside, whatever name the inside has', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      const look = await readSiteIndex(`http://${host}:${port}`, { allowLocal: false });
      expect(look.ok, host).toBe(false);
    }
    expect(knocks).toBe(0);
  });

  test('follows nobody elsewhere, and tells only where it was sent', async () => {
    const look = await readSiteIndex(`http://127.0.0.1:${port}/moved`, { allowLocal: true });
    expect(look).toMatchObject({ ok: false, refusal: { reason: 'address' } });
  });

  test('reads no more than a site can have to say', async () => {
    const before = process.memoryUsage().rss;
    for (const place of ['long', 'bomb'])
      expect((await readSiteIndex(`http://127.0.0.1:${port}/${place}`, { allowLocal: true })).ok, place).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  }, 30_000);
});
