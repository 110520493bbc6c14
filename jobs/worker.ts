import { inspect } from 'node:util';
import { EnvironmentError, loadEnv } from '#app/env.server.ts';
import { createLog } from '#app/log.server.ts';
import { QueueAwayError, QueueSettingsError } from '#app/queue/connection.ts';
import { createWiring } from '#app/wiring.server.ts';
import { startWorker } from './start-worker.ts';
import { startWatchdog } from './watchdog.ts';

/** Below the 30 s after which orchestrators kill. */
const STOP_LIMIT_MS = 20_000;

async function main(): Promise<void> {
  const env = loadEnv();
  const log = createLog({ level: env.logLevel, process: 'worker' });
  const wiring = await createWiring({ env, log });
  const { services, database, queue } = wiring;
  const worker = await startWorker({ services, database: database.pool, queue, log }).catch(async (error: unknown) => {
    await wiring.close();
    throw error;
  });
  const readOldestSeconds = async (): Promise<number> => (await services.readBacklog()).oldestSeconds;
  const watchdog = startWatchdog({ readOldestSeconds, worker, log, exit: (code) => process.exit(code) });
  log.info({ queue: queue.redisUrl === null ? 'PostgreSQL' : 'Redis' }, 'working');
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping after the active turns');
    watchdog.stop();
    await worker.close(STOP_LIMIT_MS);
    await wiring.close();
    log.info('stopped');
    // What was abandoned still holds connections; nothing of it is waited for.
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** Errors that say all there is to say; others are bugs, and are shown whole. */
const PLAIN_ERRORS = [EnvironmentError, QueueSettingsError, QueueAwayError];

if (import.meta.main) {
  main().catch((error: unknown) => {
    const plain = error instanceof Error && PLAIN_ERRORS.some((kind) => error instanceof kind);
    process.stderr.write(`${plain ? error.message : inspect(error)}\n`);
    process.exit(1);
  });
}
