import type { JobName } from '#app/queue/catalog.ts';
import { drainStore } from './drain-store.ts';
import { fetchOrders } from './fetch-orders.ts';
import type { Handler } from './handler.ts';
import { relayStore } from './relay-store.ts';

/** Who takes the turns of each job. */
export const HANDLERS: Readonly<Record<JobName, Handler>> = {
  'drain-store': drainStore,
  'relay-store': relayStore,
  'fetch-orders': fetchOrders,
};
