import type { AuditFinding, AuditedRows } from '#app/store/audit.ts';
import type { Queryable } from '#app/store/database.ts';
import type { Desk } from '../desk.ts';

export interface AuditProgress {
  readonly programId: string;
  readonly stage: 'ledger' | 'orders' | 'tiers' | 'program';
  /** Members or orders done so far, and how many there are; both 0 where a stage has no steps. */
  readonly done: number;
  readonly total: number;
}

/** What a check works with: one moment of one program. */
export interface AuditCase {
  readonly desk: Desk;
  readonly client: Queryable;
  readonly programId: string;
  readonly rows: AuditedRows;
  readonly report: (findings: readonly AuditFinding[]) => void;
  readonly progress: (stage: AuditProgress['stage'], done: number, total: number) => void;
}
