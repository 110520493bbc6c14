import type { HandoverRefusalView, RewardStockView, StockChange } from '#app/contracts/handover.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { insertAudit } from '#app/store/programs.ts';
import { lockStock, writeStock } from '#app/store/reward-stock.ts';
import type { Desk } from '../desk.ts';
import { readStockViews } from './read-handover.ts';

const MOST = 1_000_000;

/** Writes how many pieces can still be redeemed, or how many came or went; who did it stands in the audit. Refusals: `unknown-reward`, `out-of-range`. */
export async function changeStock(
  desk: Desk,
  input: { readonly programId: string; readonly rewardId: string; readonly change: StockChange; readonly staffId: string },
): Promise<Result<RewardStockView, HandoverRefusalView>> {
  const { programId, rewardId, change, staffId } = input;
  const find = async () => (await readStockViews(desk, programId)).find((view) => view.rewardId === rewardId);
  if (!(await find())) return refused({ reason: 'unknown-reward', message: 'This reward is not in the program any more.' });
  const changed = await desk.database.transaction(async (client) => {
    const was = await lockStock(client, programId, rewardId);
    const left = change.kind === 'set' ? change.left : (was ?? 0) + change.by;
    if (!Number.isSafeInteger(left) || left < 0 || left > MOST) return false;
    if (left === was) return true;
    await writeStock(client, programId, { rewardId, left, updatedBy: staffId });
    await insertAudit(client, programId, {
      actorKind: 'staff',
      actorId: staffId,
      action: 'stock-changed',
      subject: rewardId,
      details: { was, left },
    });
    return true;
  });
  const view = changed ? await find() : undefined;
  return view ? accepted(view) : refused({ reason: 'out-of-range', message: `Stock is a whole number from 0 to ${MOST}.` });
}
