import { readPicture } from '#app/store/pictures.ts';
import type { Desk } from '../desk.ts';
import { keepPicture } from './keep-picture.ts';
import { readCatalogue } from './read-catalogue.ts';
import { readRunningLow } from './read-running-low.ts';
import type { IssuingFacts, RewardServices } from './reward-desk.ts';
import { setLowMark } from './set-low-mark.ts';

/** The rewards catalogue of the admin, over one desk; `issuing` knows the codes of lists and what stores can hand out. */
export function createRewardServices(desk: Desk, issuing: IssuingFacts): RewardServices {
  return {
    readCatalogue: (programId) => readCatalogue(desk, issuing, programId),
    readRunningLow: (programId) => readRunningLow(desk, issuing, programId),
    setLowMark: (input) => setLowMark(desk, issuing, input),
    keepPicture: (input) => keepPicture(desk, input),
    readPicture: (programId, hash) => readPicture(desk.database.pool, programId, hash),
  };
}
