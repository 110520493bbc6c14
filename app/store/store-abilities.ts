import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

export type AbilityState = 'works' | 'no-permission' | 'switched-off' | 'not-on-platform';

/** What a store's platform can hand out, as it said last. */
export interface StoreAbilityRecord {
  readonly storeId: string;
  readonly giftCards: AbilityState;
  readonly storeCredit: AbilityState;
  readonly askedAt: Instant;
}

/** What the stores of a program said, by store; those that were never asked are absent. */
export async function readAbilities(client: Queryable, programId: string): Promise<Map<string, StoreAbilityRecord>> {
  const { rows } = await client.query<{ store_id: string; gift_cards: AbilityState; store_credit: AbilityState; asked_at: Date }>({
    name: 'read_store_abilities',
    text: 'SELECT store_id, gift_cards, store_credit, asked_at FROM store_ability WHERE program_id = $1',
    values: [programId],
  });
  return new Map(
    rows.map((row) => [
      row.store_id,
      { storeId: row.store_id, giftCards: row.gift_cards, storeCredit: row.store_credit, askedAt: toInstant(row.asked_at) },
    ]),
  );
}

/** Keeps what a store said; an older answer never replaces a newer one. */
export async function saveAbility(client: Queryable, address: StoreAddress, ability: Omit<StoreAbilityRecord, 'storeId'>): Promise<void> {
  await client.query(
    `INSERT INTO store_ability (program_id, store_id, gift_cards, store_credit, asked_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id, store_id) DO UPDATE SET gift_cards = EXCLUDED.gift_cards, store_credit = EXCLUDED.store_credit, asked_at = EXCLUDED.asked_at
       WHERE store_ability.asked_at <= EXCLUDED.asked_at`,
    [address.programId, address.storeId, ability.giftCards, ability.storeCredit, fromInstant(ability.askedAt)],
  );
}

/** Connected stores that were not asked since a moment, at most `limit`. */
export async function readUnaskedStores(client: Queryable, since: Instant, limit: number): Promise<StoreAddress[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>(
    `SELECT s.program_id, s.id AS store_id FROM store s LEFT JOIN store_ability a ON a.program_id = s.program_id AND a.store_id = s.id
     WHERE s.state = 'connected' AND s.platform = 'shopify' AND (a.asked_at IS NULL OR a.asked_at < $1) ORDER BY a.asked_at NULLS FIRST LIMIT $2`,
    [fromInstant(since), limit],
  );
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id }));
}
