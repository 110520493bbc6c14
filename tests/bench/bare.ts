import type pg from 'pg';

/*
 * The raw ceilings: what PostgreSQL does for the least that could be called the same business, with nothing of ours around it.
 */

/** Tables with the least columns that keep a message once, an entry once, and a balance. */
export async function createBareTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    CREATE TABLE bare_inbox (store_id int NOT NULL, id bigserial NOT NULL, dedupe_key text NOT NULL, body text NOT NULL, PRIMARY KEY (store_id, id), UNIQUE (store_id, dedupe_key));
    CREATE TABLE bare_key (store_id int NOT NULL, key text NOT NULL, PRIMARY KEY (store_id, key));
    CREATE TABLE bare_entry (store_id int NOT NULL, id bigserial NOT NULL, member_id int NOT NULL, key text NOT NULL, points bigint NOT NULL, PRIMARY KEY (store_id, id));
    CREATE TABLE bare_balance (store_id int NOT NULL, member_id int NOT NULL, points bigint NOT NULL, PRIMARY KEY (store_id, member_id))`);
}

export interface BareAward {
  readonly storeId: number;
  readonly memberId: number;
  readonly key: string;
  readonly points: number;
}

/** Awards points in one statement: the key once, an entry, the balance. */
export async function awardInOneStatement(pool: pg.Pool, { storeId, memberId, key, points }: BareAward): Promise<void> {
  await pool.query({
    name: 'bare_award',
    text: `WITH once AS (INSERT INTO bare_key (store_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1),
      entry AS (INSERT INTO bare_entry (store_id, member_id, key, points) SELECT $1, $3, $2, $4 FROM once RETURNING points)
      INSERT INTO bare_balance AS b (store_id, member_id, points) SELECT $1, $3, points FROM entry
      ON CONFLICT (store_id, member_id) DO UPDATE SET points = b.points + EXCLUDED.points`,
    values: [storeId, key, memberId, points],
  });
}

/** Awards points as most code would: a transaction that locks the balance, looks, writes and commits. The balance row exists. */
export async function awardInTransaction(pool: pg.Pool, { storeId, memberId, key, points }: BareAward): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({
      name: 'bare_lock',
      text: 'SELECT points FROM bare_balance WHERE store_id = $1 AND member_id = $2 FOR UPDATE',
      values: [storeId, memberId],
    });
    await client.query({
      name: 'bare_entry',
      text: 'INSERT INTO bare_entry (store_id, member_id, key, points) VALUES ($1, $2, $3, $4)',
      values: [storeId, memberId, key, points],
    });
    await client.query({
      name: 'bare_add',
      text: 'UPDATE bare_balance SET points = points + $3 WHERE store_id = $1 AND member_id = $2',
      values: [storeId, memberId, points],
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
