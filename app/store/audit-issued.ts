/** Kinds of reward that a platform or a list hands out. */
const ISSUED_KINDS = `'gift-card', 'store-credit', 'voucher', 'donation', 'draw'`;
/** By then somebody should have looked at a call whose answer is missing. */
const UNCLEAR_DAYS = 3;

/**
 * What was handed out against the redemptions it belongs to ($1 program, at most 200 findings): nothing is out without spent points, nothing is spent without being out,
 * no platform's booking and no uploaded code stands for two, and no missing answer is forgotten.
 */
export const ISSUED = `SELECT 'issued' AS check, f.member_id, f.detail FROM (
    SELECT r.member_id, format('redemption %s (%s) is handed out, and nothing says what', r.id, r.state) AS detail
    FROM redemption r LEFT JOIN issued_value v ON v.program_id = r.program_id AND v.redemption_id = r.id
    WHERE r.program_id = $1 AND r.reward #>> '{value,kind}' IN (${ISSUED_KINDS}) AND v.redemption_id IS NULL
    UNION ALL
    SELECT NULL, format('a %s belongs to redemption %s, which %s', v.kind, v.redemption_id, CASE WHEN r.id IS NULL THEN 'does not exist' ELSE 'is of another store or reward' END)
    FROM issued_value v LEFT JOIN redemption r ON r.program_id = v.program_id AND r.id = v.redemption_id
    WHERE v.program_id = $1 AND (r.id IS NULL OR r.store_id <> v.store_id OR r.reward #>> '{value,kind}' <> v.kind)
    UNION ALL
    SELECT r.member_id, format('redemption %s is spent, and the platform never said what it gave', r.id)
    FROM redemption r JOIN issued_value v ON v.program_id = r.program_id AND v.redemption_id = r.id
    WHERE r.program_id = $1 AND r.state = 'captured' AND v.kind IN ('gift-card', 'store-credit') AND v.platform_ref IS NULL
    UNION ALL
    SELECT r.member_id, format('redemption %s waits to be handed out, and the platform gave %s already', r.id, v.platform_ref)
    FROM redemption r JOIN issued_value v ON v.program_id = r.program_id AND v.redemption_id = r.id
    WHERE r.program_id = $1 AND r.state = 'creating' AND v.platform_ref IS NOT NULL
    UNION ALL
    SELECT NULL, format('%s of the platform stands for %s redemptions', v.platform_ref, count(*))
    FROM issued_value v WHERE v.program_id = $1 AND v.platform_ref IS NOT NULL GROUP BY v.store_id, v.platform_ref HAVING count(*) > 1
    UNION ALL
    SELECT r.member_id, format('redemption %s is spent without a code of its list', r.id)
    FROM redemption r LEFT JOIN voucher c ON c.program_id = r.program_id AND c.redemption_id = r.id
    WHERE r.program_id = $1 AND r.state = 'captured' AND r.reward #>> '{value,kind}' = 'voucher' AND (c.redemption_id IS NULL OR c.reward_id <> r.reward_id)
    UNION ALL
    SELECT r.member_id, format('an uploaded code is %s for redemption %s, which %s', c.state, c.redemption_id, CASE WHEN r.id IS NULL THEN 'does not exist' ELSE 'is ' || r.state END)
    FROM voucher c LEFT JOIN redemption r ON r.program_id = c.program_id AND r.id = c.redemption_id
    WHERE c.program_id = $1 AND c.redemption_id IS NOT NULL AND COALESCE(r.state, '') <> 'captured'
    UNION ALL
    SELECT r.member_id, format('redemption %s: the platform''s answer is missing since %s', r.id, to_char(LEAST(v.sent_at, v.removal_sent_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
    FROM redemption r JOIN issued_value v ON v.program_id = r.program_id AND v.redemption_id = r.id
    WHERE r.program_id = $1 AND LEAST(v.sent_at, v.removal_sent_at) < clock_timestamp() - make_interval(days => ${UNCLEAR_DAYS})) AS f LIMIT 200`;
