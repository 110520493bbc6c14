import type { ProgramProblem } from './parse-program.ts';
import type { Program } from './program.schema.ts';
import { checkCurrencies, checkMoneyGaps } from './publish/currencies.ts';
import { checkEarning } from './publish/earning.ts';
import { checkExpiry } from './publish/expiry.ts';
import type { PublishCheck, PublishContext } from './publish/finding.ts';
import { checkIds } from './publish/ids.ts';
import { checkReach } from './publish/reach.ts';
import { checkReferences } from './publish/references.ts';
import { checkRewards } from './publish/rewards.ts';
import { checkSincePrevious } from './publish/since-previous.ts';
import { checkTiers } from './publish/tier-ladder.ts';

export type { PublishContext } from './publish/finding.ts';
export { usedIds } from './publish/ids.ts';

export interface PublishFindings {
  /** With any of these the program is not published. */
  readonly errors: readonly ProgramProblem[];
  /** Worth a second look; the merchant may publish all the same. */
  readonly warnings: readonly ProgramProblem[];
}

const CHECKS: readonly PublishCheck[] = [
  checkSincePrevious,
  checkCurrencies,
  checkMoneyGaps,
  checkIds,
  checkReferences,
  checkEarning,
  checkRewards,
  checkTiers,
  checkExpiry,
  checkReach,
];

/**
 * Looks at a program (one that parses) before it goes live: what cannot work or breaks a promise is an error,
 * what looks like a slip is a warning. What is switched off is not looked at, except that ids and references must be in order.
 */
export function checkForPublish(program: Program, context: PublishContext): PublishFindings {
  const findings = CHECKS.flatMap((check) => check(program, context));
  const at = (level: 'error' | 'warning') =>
    findings.filter((finding) => finding.level === level).map(({ path, says }) => ({ path, says }));
  return { errors: at('error'), warnings: at('warning') };
}
