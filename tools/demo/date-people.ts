import type { Stage } from './stage.ts';

/** The sample members joined before their first order, as they would have in a year of real life, and the sums of the number pages start from that. */
export async function datePeople({ wiring, address }: Stage): Promise<void> {
  const { pool } = wiring.database;
  await pool.query(
    `UPDATE member m SET created_at = LEAST(m.created_at, first.at), joined_at = CASE WHEN m.joined_at IS NOT NULL THEN LEAST(m.joined_at, first.at) END
     FROM (SELECT member_id, min(placed_at) - interval '1 minute' AS at FROM order_record WHERE program_id = $1 AND member_id IS NOT NULL GROUP BY 1) AS first
     WHERE m.program_id = $1 AND m.id = first.member_id`,
    [address.programId],
  );
  await pool.query('UPDATE rollup_state SET checked_at = NULL, months_at = NULL, full_day = NULL, walk_at = NULL WHERE program_id = $1', [
    address.programId,
  ]);
  await wiring.services.runSchedule('roll-up');
}
