import type { DonationView } from '#app/contracts/issuing.ts';
import { addDays } from '#app/domain/instant.ts';
import { type DonationRow, sumDonations } from '#app/store/issued-values.ts';
import type { Desk } from '../desk.ts';

const NONE = { times: 0, points: 0, worthMinor: 0 };

/** What members gave to each cause: what is final, and what they may still take back (so long as the version in force allows). */
export async function readDonations(desk: Desk, programId: string): Promise<DonationView[]> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const version = rulebook.liveAt(now);
  if (!version) return [];
  const { redeeming } = await rulebook.program(version.no);
  const rows = await sumDonations(desk.database.pool, programId, addDays(now, -redeeming.undoIssuedDays));
  const groups = Map.groupBy(rows, ({ rewardId, cause, currency }) => JSON.stringify([rewardId, cause, currency]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { rewardId, cause, currency } = first;
    return [{ rewardId, cause, currency, final: numbersOf(group, true), reversible: numbersOf(group, false) }];
  });
}

function numbersOf(group: readonly DonationRow[], isFinal: boolean): DonationView['final'] {
  const row = group.find((one) => one.isFinal === isFinal);
  return row ? { times: row.times, points: row.points, worthMinor: row.worthMinor } : NONE;
}
