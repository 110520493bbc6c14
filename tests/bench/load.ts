import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Sample } from './measure.ts';

/** Whole HTTP requests, ready to be sent as they are: what makes them costs nothing while they are timed. */
export type RawRequest = Buffer;

/**
 * Sends each request once over `connections` kept-alive connections, the next one of a connection after the answer to the one before.
 * Answers must be 200 and have no body; anything else is an error of the bench.
 */
export async function sendAll(port: number, requests: readonly RawRequest[], connections: number): Promise<Sample> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latenciesMs: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request; request = requests[next++]) {
        const from = performance.now();
        await exchange(socket, request);
        latenciesMs.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  for (const socket of sockets) socket.destroy();
  return { count: requests.length, seconds, latenciesMs };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function exchange(socket: Socket, request: RawRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (chunk: Buffer): void => {
      answer += chunk.toString('latin1');
      if (!answer.endsWith('\r\n\r\n')) return;
      finish(answer.startsWith('HTTP/1.1 200 ') ? null : new Error(`the server answered ${answer.split('\r\n', 1)[0] ?? ''}`));
    };
    const onEnd = (): void => finish(new Error('the server closed the connection'));
    const finish = (error: Error | null): void => {
      socket.off('data', onData).off('close', onEnd).off('error', onEnd);
      if (error) reject(error);
      else resolve();
    };
    socket.on('data', onData).on('close', onEnd).on('error', onEnd);
    socket.write(request);
  });
}
