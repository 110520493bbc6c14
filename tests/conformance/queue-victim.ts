import { setTimeout as wait } from 'node:timers/promises';
import { createLog } from '#app/log.server.ts';
import type { QueueAddress } from '#app/queue/connection.ts';
import { openDatabase } from '#app/store/database.ts';
import { startWorker } from '#jobs/start-worker.ts';
import { NOTHING, QUICK } from './queue-timing.ts';

/*
 * A worker process whose turns of drain-store do not end. It says "ready", then "turn <store>"; the test kills it there.
 * Argument: the queue's address as JSON.
 */

const queue = JSON.parse(process.argv[2] ?? '') as QueueAddress;
const idle = () => Promise.resolve(NOTHING);

await startWorker({
  services: {
    async drainStore({ storeId }) {
      console.log(`turn ${storeId}`);
      await wait(60_000);
      return NOTHING;
    },
    relayErrands: idle,
    fetchOrders: idle,
    runSchedule: () => Promise.resolve({}),
  },
  database: openDatabase({ url: queue.databaseUrl, maxConnections: 2 }).pool,
  queue,
  log: createLog({ level: 'silent', process: 'victim' }),
  timing: QUICK,
});
console.log('ready');
