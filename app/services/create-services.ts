import { adjustPoints } from './adjust-points.ts';
import type { Desk } from './desk.ts';
import { createClosingServices } from './close-program.ts';
import { drainStore } from './drain-store.ts';
import { createExportServices } from './export-program.ts';
import { fetchOrders } from './fetch-orders.ts';
import { changeImport, startImport } from './import-history.ts';
import { listImports } from './import-views.ts';
import { installStore } from './install-store.ts';
import { join } from './join.ts';
import { findMemberByPlatform } from './find-member-by-platform.ts';
import { findOrderByPlatform, listOrders, wantOrder } from './list-orders.ts';
import { createIssuingServices } from './issuing/issuing-services.ts';
import { createHandoverServices } from './handover/handover-services.ts';
import { createRewardServices } from './rewards/reward-services.ts';
import { createMemberServices } from './members/member-services.ts';
import { createProgramServices } from './program-services.ts';
import { previewImport } from './preview-import.ts';
import { readBacklog, isHealthy } from './read-backlog.ts';
import { readAnalytics, readCoreNumbers } from './read-analytics.ts';
import { readProgress } from './read-progress.ts';
import { rebuildSums } from './roll-up.ts';
import { readDataExports } from './read-data-exports.ts';
import { readFeed } from './read-feed.ts';
import { readMember } from './read-member.ts';
import { readOrder } from './read-order.ts';
import { readQrDesk, saveQrDesign } from './qr-designs.ts';
import { readCode, readInbox, readOverview } from './read-overview.ts';
import { readOrderPoints } from './read-order-points.ts';
import { receiveMessage } from './receive-message.ts';
import { redeem, undoRedemption } from './redeem.ts';
import { relayErrands } from './relay-errands.ts';
import { runSchedule } from './run-schedule.ts';
import { createStorefrontServices } from './storefront/storefront-services.ts';
import { guardServices } from './guard-services.ts';
import { createStaffServices } from './staff/staff-services.ts';
import { enrolAtTill } from './till/enrol-at-till.ts';
import { makeTillCode } from './till/make-till-code.ts';
import { readTill } from './till/read-till.ts';
import { redeemAtTill, undoAtTill } from './till/redeem-at-till.ts';
import type { Services } from './services.ts';
import { previewUndo, startUndo } from './undo-import.ts';
import { findStoreAddress } from '#app/store/programs.ts';
import { replayMessage } from '#app/store/inbox.ts';

/** Everything the doors may ask for, over one desk. `batchSize`: how many messages of a store are settled in one commit (100). */
export function createServices(desk: Desk, options: { readonly batchSize?: number } = {}): Services {
  const issuing = createIssuingServices(desk);
  const services: Services = {
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
    readOrderPoints: (address, asked) => readOrderPoints(desk, address, asked),
    till: {
      read: (address, asked) => readTill(desk, address, asked),
      enrol: (input) => enrolAtTill(desk, input),
      makeCode: (input) => makeTillCode(desk, input),
      redeem: (input) => redeemAtTill(desk, input),
      undo: (input) => undoAtTill(desk, input),
    },
    storefront: createStorefrontServices(desk),
    previewImport: (wish) => previewImport(desk, wish),
    startImport: (wish) => startImport(desk, wish),
    changeImport: (change) => changeImport(desk, change),
    previewUndo: (named) => previewUndo(desk, named),
    undoImport: (wish) => startUndo(desk, wish),
    listImports: (programId, storeId) => listImports(desk, programId, storeId),
    async replayMessage(id) {
      const address = /^\d+$/.test(id) ? await replayMessage(desk.database.pool, id) : null;
      if (address) desk.wake('drain-store', address);
      return address;
    },
    readDataExports: (programId) => readDataExports(desk, programId),
    readAnalytics: (wish) => readAnalytics(desk, wish),
    readCoreNumbers: (programId) => readCoreNumbers(desk, programId),
    readSums: (programId) => readProgress(desk.database.pool, programId),
    rebuildSums: (programId, onStep) => rebuildSums(desk, programId, onStep),
    program: createProgramServices(desk),
    readQrDesk: (programId) => readQrDesk(desk, programId),
    saveQrDesign: (input) => saveQrDesign(desk, input),
    handover: createHandoverServices(desk),
    issuing,
    rewards: createRewardServices(desk, issuing),
    members: createMemberServices(desk),
    listOrders: (asked) => listOrders(desk, asked),
    findMemberByPlatform: (asked) => findMemberByPlatform(desk, asked),
    findOrderByPlatform: (asked) => findOrderByPlatform(desk, asked),
    wantOrder: (act) => wantOrder(desk, act),
    isHealthy: () => isHealthy(desk),
    readBacklog: () => readBacklog(desk),
    staff: createStaffServices(desk),
    exports: createExportServices(desk),
    closing: createClosingServices(desk),
  };
  return guardServices(desk, services);
}
