import type { Pool } from 'pg';

const TURNS = 100;
const BETWEEN_MS = 100;

/**
 * Adds everything up now, as the schedule does every few minutes. Points wait for all transactions that are under way in the database's cluster, so those of tests beside
 * this one as well: it is tried until every posting is in the sums.
 */
export async function sumEverything(pool: Pool, rollUp: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await pool.query('UPDATE rollup_state SET checked_at = NULL, months_at = NULL');
    await rollUp();
    const { rows } = await pool.query(
      `SELECT FROM posting p LEFT JOIN rollup_state s ON s.program_id = p.program_id GROUP BY p.program_id, s.points_id HAVING max(p.id) > COALESCE(s.points_id, 0)`,
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
  throw new Error('the sums do not come to an end');
}
