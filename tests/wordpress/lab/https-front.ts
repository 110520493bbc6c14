import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { mustRun } from './run-program.ts';

export interface HttpsFront {
  readonly url: string;
  /** The certificate, to be trusted by whoever calls. */
  readonly certificate: string;
  /** Where requests go from now on: a port of the loopback interface, or nowhere: callers are cut off (`refuse`) or never answered (`silence`). */
  leadTo(target: number | 'refuse' | 'silence'): void;
  close(): Promise<void>;
}

/**
 * HTTPS on a free port of the loopback interface before a plain server: WooCommerce gives keys to HTTPS addresses only. `folder` gets the certificate, which is made
 * for the occasion.
 */
export async function openHttpsFront(folder: string): Promise<HttpsFront> {
  const certificate = path.join(folder, 'certificate.pem');
  await mustRun('php', [path.join(import.meta.dirname, 'php/certificate.php'), certificate]);
  const pem = await readFile(certificate);
  let target: number | 'refuse' | 'silence' = 'refuse';
  const server = createServer({ key: pem, cert: pem }, (incoming, outgoing) => {
    if (target === 'silence') return;
    if (target === 'refuse') {
      incoming.socket.destroy();
      return;
    }
    const { method, url, headers } = incoming;
    const forwarded = ask({ host: '127.0.0.1', port: target, ...(method && { method }), ...(url && { path: url }), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    leadTo: (next) => {
      target = next;
    },
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
