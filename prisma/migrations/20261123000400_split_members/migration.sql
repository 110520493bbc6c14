-- A merge that was a mistake is undone: each side gets what is left of its own lots (rules, 8).

-- CreateTable
CREATE TABLE "member_merge" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "merged_at" TIMESTAMPTZ(3) NOT NULL,
    "before" JSONB NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_merge_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateIndex
CREATE INDEX "member_merge_program_id_to_id_idx" ON "member_merge"("program_id", "to_id");

-- CreateIndex
CREATE INDEX "member_merge_program_id_from_id_idx" ON "member_merge"("program_id", "from_id");

-- What is left of the owners' lots goes from one member to another, with what the named redemptions hold or captured. Debt stays where it was netted.
CREATE FUNCTION rung_split(p_program uuid, p_posting bigint, p_from uuid, p_move jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_unit text := p_move->>'unit'; v_to uuid := (p_move->>'toMemberId')::uuid; r record;
  v_owners uuid[] := ARRAY(SELECT jsonb_array_elements_text(p_move->'owners'))::uuid[];
  v_refs text[] := ARRAY(SELECT jsonb_array_elements_text(p_move->'redemptionIds'));
BEGIN
  FOR r IN
    SELECT p.lot_id, p.account, p.ref, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
    WHERE p.program_id = p_program AND p.member_id = p_from AND p.unit = v_unit
      AND CASE WHEN p.account IN ('held', 'redeemed') THEN p.ref = ANY (v_refs) ELSE l.member_id = ANY (v_owners) END
    ORDER BY p.account, l.expires_at NULLS LAST, l.earned_at, l.id, p.ref
  LOOP
    IF r.account IN ('pending', 'available', 'held') THEN
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_from, v_to, r.lot_id, r.lot_id, r.account, r.account, r.points, r.ref);
    ELSE
      INSERT INTO position (program_id, member_id, lot_id, account, ref, unit, points) VALUES (p_program, v_to, r.lot_id, r.account, r.ref, v_unit, r.points)
      ON CONFLICT (program_id, member_id, lot_id, account, ref) DO UPDATE SET points = position.points + EXCLUDED.points;
      DELETE FROM position WHERE program_id = p_program AND member_id = p_from AND lot_id = r.lot_id AND account = r.account AND ref = r.ref;
    END IF;
  END LOOP;
  PERFORM rung_pay_debt(p_program, p_posting, v_unit, v_to);
END $$;

-- One move. Answers the points it forgave.
CREATE OR REPLACE FUNCTION rung_move(p_program uuid, p_posting bigint, p_member uuid, p_move jsonb, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_kind text := p_move->>'kind'; v_unit text := p_move->>'unit'; v_points bigint := (p_move->>'points')::bigint; v_lot bigint; r record;
BEGIN
  CASE v_kind
  WHEN 'issue' THEN
    INSERT INTO lot (program_id, member_id, unit, source, posting_id, earned_at, available_at, expires_at)
    VALUES (p_program, p_member, v_unit, p_move->>'source', p_posting, rung_instant(p_move->'earnedAt'), rung_instant(p_move->'availableAt'), rung_instant(p_move->'expiresAt'))
    RETURNING id INTO v_lot;
    PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, v_lot, v_lot, p_move->>'from', p_move->>'to', v_points, '');
    IF p_move->>'to' = 'available' THEN PERFORM rung_pay_debt(p_program, p_posting, v_unit, p_member); END IF;
  WHEN 'take' THEN
    RETURN rung_take(p_program, p_posting, p_move, p_at);
  WHEN 'mature' THEN
    FOR r IN
      SELECT p.lot_id, p.points FROM lot l JOIN position p ON p.program_id = l.program_id AND p.lot_id = l.id AND p.member_id = p_member AND p.account = 'pending'
      WHERE l.program_id = p_program AND l.source = p_move->>'source' AND l.unit = v_unit ORDER BY l.id
    LOOP
      UPDATE lot SET expires_at = rung_instant(p_move->'expiresAt') WHERE program_id = p_program AND id = r.lot_id;
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, r.lot_id, r.lot_id, 'pending', 'available', r.points, '');
    END LOOP;
    PERFORM rung_pay_debt(p_program, p_posting, v_unit, p_member);
  WHEN 'reschedule' THEN
    UPDATE lot l SET available_at = rung_instant(p_move->'availableAt')
    WHERE l.program_id = p_program AND l.source = p_move->>'source' AND l.unit = v_unit
      AND EXISTS (SELECT 1 FROM position p WHERE p.program_id = l.program_id AND p.member_id = p_member AND p.lot_id = l.id AND p.account = 'pending');
  WHEN 'hold', 'capture', 'release', 'late-capture', 'return' THEN
    PERFORM rung_redemption_move(p_program, p_posting, p_member, p_move, p_at);
  WHEN 'expire' THEN
    FOR r IN
      SELECT p.lot_id, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
      WHERE p.program_id = p_program AND p.member_id = p_member AND p.unit = v_unit AND p.account = 'available'
        AND (jsonb_typeof(p_move->'dueBy') = 'null' OR l.expires_at <= rung_instant(p_move->'dueBy'))
      ORDER BY l.expires_at NULLS LAST, l.earned_at, l.id
    LOOP
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, r.lot_id, r.lot_id, 'available', 'expired', r.points, '');
    END LOOP;
  WHEN 'adjust-down' THEN
    RETURN v_points - rung_drain(p_program, p_posting, v_unit, p_member, 'adjusted', v_points, '');
  WHEN 'write-off' THEN
    SELECT LEAST(v_points, debt) INTO v_points FROM balance WHERE program_id = p_program AND member_id = p_member AND unit = v_unit;
    IF v_points > 0 THEN
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, d, d, 'written_off', 'debt', v_points, '')
      FROM rung_debt_lot(p_program, p_posting, v_unit, p_member, p_at) AS d;
    END IF;
  WHEN 'forfeit' THEN
    FOR r IN
      SELECT p.lot_id, p.account, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
      WHERE p.program_id = p_program AND p.member_id = p_member AND p.unit = v_unit AND p.account IN ('pending', 'available')
      ORDER BY p.account, l.expires_at NULLS LAST, l.earned_at, l.id
    LOOP
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, r.lot_id, r.lot_id, r.account, 'forfeited', r.points, '');
    END LOOP;
  WHEN 'merge' THEN
    PERFORM rung_merge(p_program, p_posting, v_unit, (p_move->>'fromMemberId')::uuid, p_member, p_at);
  WHEN 'split' THEN
    PERFORM rung_split(p_program, p_posting, p_member, p_move);
  END CASE;
  RETURN 0;
END $$;

-- AlterTable
ALTER TABLE "member" ADD COLUMN "profile_at" TIMESTAMPTZ(3);

-- An address is looked for without its capitals.
CREATE INDEX "member_program_id_lower_email_idx" ON "member"("program_id", lower("email"));
