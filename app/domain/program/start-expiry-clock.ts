import type { Program } from './program.schema.ts';
import { isStricter } from './publish/expiry.ts';

/**
 * The program as it should be published on `today` (a local day): where points begin to expire, or expire sooner than before, the clock
 * starts that day unless the merchant chose a later one (rules, 6). Otherwise the same program.
 */
export function startExpiryClock(program: Program, previous: Program | null, today: string): Program {
  const { expiry } = program;
  if (expiry.mode.kind === 'none' || (previous !== null && !isStricter(previous.expiry, expiry))) return program;
  const isChosen = expiry.startsOn !== null && expiry.startsOn >= today;
  return isChosen ? program : { ...program, expiry: { ...expiry, startsOn: today } };
}
