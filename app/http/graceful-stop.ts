import type { Server } from 'node:http';

const LOOK_AGAIN_MS = 100;

/**
 * Stops accepting, lets requests under way finish, then returns. Connections that are only kept alive are closed at once;
 * what is still busy after `patienceMs` is cut off.
 */
export async function stopGracefully(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_AGAIN_MS);
  const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
  server.closeIdleConnections();
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
