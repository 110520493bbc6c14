import type { Desk } from '../desk.ts';
import { askAbilities, readAbilityViews } from './abilities.ts';
import type { IssuingServices } from './issuing-desk.ts';
import { readDonations } from './read-donations.ts';
import { previewUpload, readPool, readPools, uploadVouchers, withdrawFromPool } from './voucher-pools.ts';

/** Rewards that a platform or an uploaded list hands out, over one desk. */
export function createIssuingServices(desk: Desk): IssuingServices {
  return {
    readPools: (programId) => readPools(desk, programId),
    readPool: (programId, rewardId) => readPool(desk, programId, rewardId),
    previewUpload: (file) => previewUpload(desk, file),
    upload: (input) => uploadVouchers(desk, input),
    withdraw: (input) => withdrawFromPool(desk, input),
    readAbilities: (programId) => readAbilityViews(desk, programId),
    askAbilities: (programId) => askAbilities(desk, programId),
    readDonations: (programId) => readDonations(desk, programId),
  };
}
