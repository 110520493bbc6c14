import { type AuditFinding, FIRST_ID, type PlaceDifference, checkMembers, nextMemberPage, readPlaceDifferences } from '#app/store/audit.ts';
import type { AuditCase } from './audit-case.ts';

/** A page holds about so many transfers, however many members that are. */
const TRANSFERS_AT_ONCE = 500_000;
const MEMBERS_AT_LEAST = 1_000;

/** Balances, sequences and positions against the transfers, a page of members at a time, so that the size of a program does not matter. */
export async function checkLedgerOfMembers({ client, programId, rows, report, progress }: AuditCase): Promise<void> {
  const past = new PastPoints();
  const limit = Math.max(MEMBERS_AT_LEAST, Math.floor((rows.members * TRANSFERS_AT_ONCE) / Math.max(rows.transfers, 1)));
  for (let after = FIRST_ID, done = 0, isLast = false; !isLast;) {
    const page = await nextMemberPage(client, programId, { after, limit });
    report(await checkMembers(client, programId, page));
    for (const difference of await readPlaceDifferences(client, programId, page)) {
      if (difference.account === 'expired' || difference.account === 'redeemed') past.add(difference);
      else report([findingOf(difference)]);
    }
    ({ upTo: after, isLast } = page);
    done = isLast ? rows.members : done + limit;
    progress('ledger', done, rows.members);
  }
  report(past.findings());
}

/** Where past points are follows a merge without a transfer: only over all members do they have to agree. */
class PastPoints {
  private readonly sums = new Map<string, PlaceDifference>();

  add(difference: PlaceDifference): void {
    const key = `${difference.lotId} ${difference.account} ${difference.ref}`;
    const known = this.sums.get(key);
    const missing = (known?.missing ?? 0) + difference.missing;
    if (missing === 0) this.sums.delete(key);
    else this.sums.set(key, { ...difference, missing });
  }

  findings(): AuditFinding[] {
    return [...this.sums.values()].map(findingOf);
  }
}

function findingOf({ memberId, lotId, account, ref, unit, missing }: PlaceDifference): AuditFinding {
  const of = ref === '' ? '' : ` of redemption ${ref}`;
  const than = missing > 0 ? `${missing} fewer` : `${-missing} more`;
  return { check: 'position', memberId, detail: `lot ${lotId} has ${than} ${unit} in ${account}${of} than the transfers put there` };
}
