import type { RunningLow } from '#app/contracts/rewards.ts';
import { localDate } from '#app/domain/instant.ts';
import type { Desk } from '../desk.ts';
import { readSupplies } from './read-supplies.ts';
import type { IssuingFacts } from './reward-desk.ts';

/** Rewards that are on and of which little or nothing is left, the emptiest first; what nobody has counted yet comes before all. */
export async function readRunningLow(desk: Desk, issuing: IssuingFacts, programId: string): Promise<RunningLow[]> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  if (live === null) return [];
  const program = await rulebook.program(live.no);
  const today = localDate(now, program.timeZone);
  const rewards = program.rewards.filter(({ active, dates }) => active && (dates.until === null || today <= dates.until));
  const lists = rewards.some(({ value }) => value.kind === 'voucher');
  if (!lists && !rewards.some(({ stocked }) => stocked)) return [];
  const supplies = await readSupplies(desk, issuing, { programId, lists });
  return rewards
    .flatMap((reward) => {
      const supply = supplies.of(reward);
      return supply === null || supply.level === 'plenty' ? [] : [{ rewardId: reward.id, name: reward.name, supply }];
    })
    .sort((a, b) => (a.supply.left ?? -1) - (b.supply.left ?? -1));
}
