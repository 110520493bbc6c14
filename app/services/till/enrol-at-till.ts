import type { Result } from '#app/domain/result.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { join } from '../join.ts';
import type { RedeemRefusal, StoreAddress } from '../services.ts';

/**
 * Staff enrol the customer of the cart, who says yes at the till. It joins the platform's customer record and proves nothing about a mailbox: accounts elsewhere
 * with the same address stay apart until the person links them (rules, 8). Refusals: `blocked`, `left`. Repeating it changes nothing.
 */
export async function enrolAtTill(
  desk: Desk,
  input: { readonly address: StoreAddress; readonly customerId: string; readonly staffId: string },
): Promise<Result<{ readonly memberId: string }, RedeemRefusal>> {
  const { address, customerId, staffId } = input;
  const joined = await join(desk, { address, customerId, via: 'till' });
  if (joined.ok)
    await insertAudit(desk.database.pool, address.programId, {
      actorKind: 'staff',
      actorId: staffId,
      action: 'enrolled-at-till',
      subject: joined.value.memberId,
      details: { storeId: address.storeId },
    });
  return joined;
}
