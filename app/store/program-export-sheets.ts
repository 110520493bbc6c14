/** One list of an export: a table as CSV, or a record a line as JSON where a table cannot hold it. `$1` is the program. */
export interface ExportSheet {
  readonly name: string;
  readonly kind: 'csv' | 'json-lines';
  /** For the file that explains the others. */
  readonly about: string;
  /** The rows in the order of their key, so that no sorting is needed. */
  readonly rows: string;
  readonly count: string;
}

const sheet = (
  name: string,
  about: string,
  parts: { readonly table: string; readonly rows: string; readonly kind?: ExportSheet['kind'] },
): ExportSheet => ({
  ...{ name, about, kind: parts.kind ?? 'csv', rows: parts.rows },
  count: `SELECT count(*) AS rows FROM ${parts.table} WHERE program_id = $1`,
});

/** Everything of a program, list by list. Secrets, sealed keys and other people's programs are in none of them. */
export const EXPORT_SHEETS: readonly ExportSheet[] = [
  sheet('stores', 'Shops and sites that share the program.', {
    table: 'store',
    rows: `SELECT id AS store_id, platform, domain, name, currency, state, installed_at, uninstalled_at FROM store WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('members', 'Everybody in the program. Who was erased is an id without a person.', {
    table: 'member',
    rows: `SELECT m.id AS member_id, m.state, m.first_name, m.last_name, m.email, m.joined_at, m.joined_via, m.merged_into, t.tier_id, t.provisional AS tier_provisional,
             COALESCE(b.available, 0) AS points_available, COALESCE(b.pending, 0) AS points_pending, COALESCE(b.held, 0) AS points_held, COALESCE(b.debt, 0) AS points_debt, m.created_at
           FROM member m LEFT JOIN member_tier t ON t.program_id = $1 AND t.member_id = m.id
           LEFT JOIN balance b ON b.program_id = $1 AND b.member_id = m.id AND b.unit = 'points' WHERE m.program_id = $1 ORDER BY m.id`,
  }),
  sheet('identities', 'By which customer of which store a member is known.', {
    table: 'member_identity',
    rows: `SELECT member_id, store_id, customer_id, created_at FROM member_identity WHERE program_id = $1 ORDER BY store_id, customer_id`,
  }),
  sheet('balances', 'What members have, by unit.', {
    table: 'balance',
    rows: `SELECT member_id, unit, available, pending, held, debt FROM balance WHERE program_id = $1 ORDER BY member_id, unit`,
  }),
  sheet('postings', 'Every fact that moved points, with its reason and who did it.', {
    table: 'posting',
    rows: `SELECT id AS posting_id, kind, member_id, other_member_id, reason_code, note, because, actor_kind, actor_id, store_id, order_id, redemption_id, channel, campaign_id, version_no,
             forgiven, occurred_at, recorded_at FROM posting WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('transfers', 'Rows of the postings: so many points of one lot, from one account to another.', {
    table: 'transfer',
    rows: `SELECT id AS transfer_id, posting_id, unit, member_id, to_member_id, lot_id, to_lot_id, from_account, to_account, points, redemption_id, seq, shown_after
           FROM transfer WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('lots', 'Points that were earned together, and when they expire.', {
    table: 'lot',
    rows: `SELECT id AS lot_id, member_id, unit, source, posting_id, parent_id AS parent_lot_id, earned_at, available_at, expires_at FROM lot WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('positions', 'What is left of each lot, and where it is.', {
    table: 'position',
    rows: `SELECT member_id, lot_id, account, ref AS redemption_id, unit, points FROM position WHERE program_id = $1 ORDER BY member_id, lot_id, account, ref`,
  }),
  sheet('orders', 'Orders and what they were settled to.', {
    table: 'order_record',
    rows: `SELECT store_id, order_id, name, member_id, placed_at, settled_at, generation, channel, spend_minor, qualifying_points, points_due_at, points_pending, waiting_for
           FROM order_record WHERE program_id = $1 ORDER BY store_id, order_id`,
  }),
  sheet('order-traces', 'Of each order its newest state and why it earned what it did; one JSON record a line.', {
    kind: 'json-lines',
    table: 'order_record',
    rows: `SELECT store_id AS "storeId", order_id AS "orderId", name, snapshot, settled, trace FROM order_record WHERE program_id = $1 ORDER BY store_id, order_id`,
  }),
  sheet('redemptions', 'Points turned into rewards, with their codes.', {
    table: 'redemption',
    rows: `SELECT id AS redemption_id, member_id, store_id, reward_id, version_no, unit, points, state, end_reason, code, code_expires_at, order_id, captured_points, returned_points,
             discount_minor, discount_currency, handed_over_at, handed_over_by, created_at FROM redemption WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('tier-changes', 'How members moved between tiers, and why.', {
    table: 'tier_change',
    rows: `SELECT id, member_id, from_tier_id, to_tier_id, kind, because, occurred_at FROM tier_change WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('notices', 'What members were told.', {
    table: 'notice',
    rows: `SELECT key, member_id, kind, data, created_at, shown_at FROM notice WHERE program_id = $1 ORDER BY key`,
  }),
  sheet('program-versions', 'Every rule book that was ever in force, whole; one JSON record a line.', {
    kind: 'json-lines',
    table: 'program_version',
    rows: `SELECT no, effective_at AS "effectiveAt", published_at AS "publishedAt", published_by AS "publishedBy", changes, document
           FROM program_version WHERE program_id = $1 ORDER BY no`,
  }),
  sheet('staff', 'Who worked here, and their roles.', {
    table: 'staff_member',
    rows: `SELECT id AS staff_id, store_id, name, email, role, owns_store, first_seen_at, seen_at FROM staff_member WHERE program_id = $1 ORDER BY id`,
  }),
  sheet('audit', 'Who did what.', {
    table: 'audit_entry',
    rows: `SELECT id, at, actor_kind, actor_id, action, subject, details FROM audit_entry WHERE program_id = $1 ORDER BY id`,
  }),
];
