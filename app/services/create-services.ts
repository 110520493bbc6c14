import { adjustPoints } from './adjust-points.ts';
import type { Desk } from './desk.ts';
import { drainStore } from './drain-store.ts';
import { fetchOrders } from './fetch-orders.ts';
import { installStore } from './install-store.ts';
import { join } from './join.ts';
import { readBacklog, isHealthy } from './read-backlog.ts';
import { readDataExports } from './read-data-exports.ts';
import { readFeed } from './read-feed.ts';
import { readMember } from './read-member.ts';
import { readOrder } from './read-order.ts';
import { readCode, readInbox, readOverview } from './read-overview.ts';
import { readShopper } from './read-shopper.ts';
import { receiveMessage } from './receive-message.ts';
import { redeem, undoRedemption } from './redeem.ts';
import { relayErrands } from './relay-errands.ts';
import { runSchedule } from './run-schedule.ts';
import type { Services } from './services.ts';
import { findStoreAddress } from '#app/store/programs.ts';
import { replayMessage } from '#app/store/inbox.ts';

/** Everything the doors may ask for, over one desk. `batchSize`: how many messages of a store are settled in one commit (100). */
export function createServices(desk: Desk, options: { readonly batchSize?: number } = {}): Services {
  return {
    receiveMessage: (message) => receiveMessage(desk, message),
    drainStore: (address) => drainStore(desk, address, options),
    relayErrands: (address) => relayErrands(desk, address),
    fetchOrders: (address) => fetchOrders(desk, address),
    runSchedule: (name) => runSchedule(desk, name),
    installStore: (input) => installStore(desk, input),
    findStore: (platform, domain) => findStoreAddress(desk.database.pool, platform, domain),
    join: (input) => join(desk, input),
    redeem: (input) => redeem(desk, input),
    undoRedemption: (input) => undoRedemption(desk, input),
    adjustPoints: (input) => adjustPoints(desk, input),
    readOverview: (programId) => readOverview(desk, programId),
    readFeed: (programId, wanted) => readFeed(desk, programId, wanted),
    readMember: (programId, key) => readMember(desk, programId, key),
    readOrder: (programId, key) => readOrder(desk, programId, key),
    readCode: (programId, code) => readCode(desk, programId, code),
    readInbox: (programId) => readInbox(desk, programId),
    readShopper: (address, customerId) => readShopper(desk, address, customerId),
    async replayMessage(id) {
      const address = /^\d+$/.test(id) ? await replayMessage(desk.database.pool, id) : null;
      if (address) desk.wake('drain-store', address);
      return address;
    },
    readDataExports: (programId) => readDataExports(desk, programId),
    isHealthy: () => isHealthy(desk),
    readBacklog: () => readBacklog(desk),
  };
}
