import type { CurrencyCode } from '../money.ts';
import type { ProgramProblem } from './parse-program.ts';
import type { Program } from './program.schema.ts';

export interface PublishContext {
  readonly currenciesInUse: readonly CurrencyCode[];
  readonly previous: Program | null;
  readonly everUsedIds?: ReadonlySet<string>;
}

export interface PublishFindings {
  readonly errors: readonly ProgramProblem[];
  readonly warnings: readonly ProgramProblem[];
}

export function checkForPublish(_program: Program, _context: PublishContext): PublishFindings {
  return { errors: [], warnings: [] };
}
