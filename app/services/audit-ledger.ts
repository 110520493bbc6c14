import {
  type AuditFinding,
  type AuditedRows,
  checkProgram,
  countAuditedRows,
  readAuditedPrograms,
  withAuditSnapshot,
} from '#app/store/audit.ts';
import type { AuditCase, AuditProgress } from './auditing/audit-case.ts';
import { checkLedgerOfMembers } from './auditing/check-members.ts';
import { checkOrderBooks } from './auditing/check-orders.ts';
import { checkTiers } from './auditing/check-tiers.ts';
import type { Desk } from './desk.ts';

export type { AuditProgress } from './auditing/audit-case.ts';

/** Something that the transfers, orders and redemptions do not bear out. */
export interface AuditDifference extends AuditFinding {
  readonly programId: string;
}

export interface AuditReport {
  /** True when nothing differs. */
  readonly clean: boolean;
  /** How many rows were looked at, over all programs. */
  readonly checked: AuditedRows & { readonly programs: number };
  /** At most 1,000; `more` says that there are others. */
  readonly differences: readonly AuditDifference[];
  readonly more: boolean;
}

export interface AuditOptions {
  /** Only this program; all of them unless given. */
  readonly programId?: string;
  /** How long due messages and errands may wait before they count as forgotten; 600 s unless given. */
  readonly waitSeconds?: number;
  readonly onProgress?: (progress: AuditProgress) => void;
}

const MOST_DIFFERENCES = 1_000;
const WAIT_SECONDS = 600;

/**
 * Recomputes the books from the transfers and orders: every balance, position and sequence, every order's points (also by settling it once
 * more under its frozen context), tiers, redemptions, codes and letterboxes. Reads only, one consistent moment of each program, and may run
 * while the system is at work. Throws when the database does not answer, or `programId` names no program.
 */
export async function auditLedger(desk: Desk, options: AuditOptions = {}): Promise<AuditReport> {
  const programIds = await readAuditedPrograms(desk.database.pool, options.programId ?? null);
  if (options.programId !== undefined && programIds.length === 0) throw new Error(`there is no program ${options.programId}`);
  const differences: AuditDifference[] = [];
  const counts: AuditedRows[] = [];
  let more = false;
  for (const programId of programIds) {
    const report = (findings: readonly AuditFinding[]): void => {
      const room = Math.max(0, MOST_DIFFERENCES - differences.length);
      more ||= findings.length > room;
      differences.push(...findings.slice(0, room).map((finding) => ({ ...finding, programId })));
    };
    const progress: AuditCase['progress'] = (stage, done, total) => options.onProgress?.({ programId, stage, done, total });
    await withAuditSnapshot(desk.database, programId, async (client) => {
      const rows = await countAuditedRows(client, programId);
      counts.push(rows);
      await auditProgram({ desk, client, programId, rows, report, progress }, options.waitSeconds ?? WAIT_SECONDS);
    });
  }
  return { clean: differences.length === 0, checked: { programs: programIds.length, ...sumOf(counts) }, differences, more };
}

async function auditProgram(audit: AuditCase, waitSeconds: number): Promise<void> {
  await checkLedgerOfMembers(audit);
  await checkOrderBooks(audit);
  await checkTiers(audit);
  audit.progress('program', 0, 0);
  audit.report(await checkProgram(audit.client, audit.programId, { waitSeconds }));
}

function sumOf(counts: readonly AuditedRows[]): AuditedRows {
  const sum = (name: keyof AuditedRows): number => counts.reduce((total, rows) => total + rows[name], 0);
  return {
    members: sum('members'),
    postings: sum('postings'),
    transfers: sum('transfers'),
    lots: sum('lots'),
    positions: sum('positions'),
    balances: sum('balances'),
    orders: sum('orders'),
    tiers: sum('tiers'),
    redemptions: sum('redemptions'),
    codes: sum('codes'),
    messages: sum('messages'),
    errands: sum('errands'),
  };
}
