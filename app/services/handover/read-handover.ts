import type { HandoverPage, HandoverTicket, RewardStockView } from '#app/contracts/handover.ts';
import { TAKE_BACK_MS, readPickupCode } from '#app/domain/decisions/hand-over.ts';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { type WaitingPlace, countWaiting, findRedemptionByCode, listHandedOver, listWaiting, readPeople } from '#app/store/handovers.ts';
import { readStores } from '#app/store/programs.ts';
import { type RedemptionRecord, readRedemptions } from '#app/store/redemptions.ts';
import { readStock } from '#app/store/reward-stock.ts';
import type { Desk } from '../desk.ts';
import { memberName } from '../read-member.ts';

const PER_PAGE = 20;
const RECENT = 20;
const LONGEST_CODE = 60;

/** What waits, what can still be taken back, and the stock of rewards that people hand over. */
export async function readHandover(desk: Desk, programId: string, { after }: { readonly after: string | null }): Promise<HandoverPage> {
  const { pool } = desk.database;
  const now = await desk.database.now();
  const [ids, handedOver, stock] = await Promise.all([
    listWaiting(pool, programId, { after: readPlace(after), limit: PER_PAGE + 1 }),
    listHandedOver(pool, programId, { since: now - TAKE_BACK_MS, limit: RECENT }),
    readStockViews(desk, programId),
  ]);
  const shown = ids.slice(0, PER_PAGE);
  const tickets = await readTickets(desk, programId, { ids: [...shown, ...handedOver], now });
  const of = (wanted: readonly string[]) => wanted.flatMap((id) => tickets.get(id) ?? []);
  const waiting = of(shown);
  const last = waiting.at(-1);
  return {
    waiting,
    next: ids.length > PER_PAGE && last ? `${Date.parse(last.redeemedAt)}_${last.redemptionId}` : null,
    recent: of(handedOver).filter(({ takeBackUntil }) => takeBackUntil !== null),
    stock,
  };
}

/** What a code stands for, however it was typed; null: nothing in this program. */
export async function findTicket(desk: Desk, programId: string, typed: string): Promise<HandoverTicket | null> {
  const code = readPickupCode(typed);
  if (code === '' || code.length > LONGEST_CODE) return null;
  const id = await findRedemptionByCode(desk.database.pool, programId, code);
  return id === null ? null : readTicket(desk, programId, id);
}

/** One redemption as staff see it; null: there is none. */
export async function readTicket(desk: Desk, programId: string, redemptionId: string): Promise<HandoverTicket | null> {
  const tickets = await readTickets(desk, programId, { ids: [redemptionId], now: await desk.database.now() });
  return tickets.get(redemptionId) ?? null;
}

/** The rewards of the program in force that people hand over or whose pieces are counted, with their stock. */
export async function readStockViews(desk: Desk, programId: string): Promise<RewardStockView[]> {
  const { pool } = desk.database;
  const [rulebook, now, left, waiting] = await Promise.all([
    desk.library.open(programId),
    desk.database.now(),
    readStock(pool, programId),
    countWaiting(pool, programId),
  ]);
  const live = rulebook.liveAt(now);
  const rewards = live === null ? [] : (await rulebook.program(live.no)).rewards;
  return rewards
    .filter(({ active, stocked, value }) => active && (stocked || captureWayOf(value.kind) === 'on-handover'))
    .map(({ id, name, picture, stocked }) => ({
      ...{ rewardId: id, name, picture, counted: stocked },
      left: left.get(id) ?? null,
      waiting: waiting.get(id) ?? 0,
    }));
}

async function readTickets(
  desk: Desk,
  programId: string,
  { ids, now }: { readonly ids: readonly string[]; readonly now: Instant },
): Promise<Map<string, HandoverTicket>> {
  const redemptions = await readRedemptions(desk.database.pool, programId, ids);
  if (redemptions.length === 0) return new Map();
  const [people, stores] = await Promise.all([
    readPeople(
      desk.database.pool,
      programId,
      redemptions.map(({ memberId }) => memberId),
    ),
    readStores(desk.database, programId),
  ]);
  return new Map(
    redemptions.map((redemption) => {
      const person = people.get(redemption.memberId);
      const store = stores.find(({ storeId }) => storeId === redemption.storeId);
      const known = {
        memberName: person ? memberName(person) : '',
        isBlocked: person?.state === 'blocked',
        storeName: store?.name ?? '',
      };
      return [redemption.redemptionId, { ...toTicket(redemption, now), ...known }];
    }),
  );
}

function toTicket(redemption: RedemptionRecord, now: Instant): Omit<HandoverTicket, 'memberName' | 'isBlocked' | 'storeName'> {
  const { reward, codeExpiresAt, handedOverAt } = redemption;
  const state = stateOf(redemption);
  const until = state === 'done' && handedOverAt !== null ? handedOverAt + TAKE_BACK_MS : null;
  return {
    ...{ redemptionId: redemption.redemptionId, code: redemption.code ?? '', state, memberId: redemption.memberId },
    ...{ rewardName: reward.name, description: reward.description, picture: reward.picture, kind: reward.value.kind },
    pickup: pickupOf(reward),
    ...{ unit: redemption.unit, points: redemption.points, handedOverBy: redemption.handedOverBy },
    redeemedAt: instantToIso(redemption.createdAt),
    expiresAt: codeExpiresAt === null ? null : instantToIso(codeExpiresAt),
    isExpired: state === 'waiting' && codeExpiresAt !== null && codeExpiresAt < now,
    handedOverAt: handedOverAt === null ? null : instantToIso(handedOverAt),
    takeBackUntil: until !== null && until > now ? instantToIso(until) : null,
  };
}

function stateOf({ reward, state, sideState }: RedemptionRecord): HandoverTicket['state'] {
  if (captureWayOf(reward.value.kind) !== 'on-handover') return 'cart';
  if (state === 'captured') return 'done';
  return state === 'ready' && sideState === null ? 'waiting' : 'over';
}

function pickupOf({ value }: Reward): HandoverTicket['pickup'] {
  return value.kind === 'item' ? value.pickup : 'in-store';
}

const PLACE = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** What is no place begins at the beginning. */
function readPlace(text: string | null): WaitingPlace | null {
  const found = PLACE.exec(text ?? '');
  return found?.[1] && found[2] ? { createdAt: Number(found[1]), redemptionId: found[2] } : null;
}
