-- The ledger's hand: postings, transfers, lots, positions and balances are written here and nowhere else.
-- app/domain/ledger/model.ts is the executable model of the same rules; a test runs both on random commands and compares them.

ALTER TABLE balance ADD CONSTRAINT balance_not_negative CHECK (pending >= 0 AND available >= 0 AND held >= 0 AND debt >= 0);
ALTER TABLE position ADD CONSTRAINT position_positive CHECK (points > 0);
ALTER TABLE transfer ADD CONSTRAINT transfer_positive CHECK (points > 0);

-- Work lists: small indexes over what is still open.
CREATE INDEX inbox_waiting ON inbox (program_id, store_id, id) WHERE state = 'waiting';
CREATE INDEX inbox_waiting_age ON inbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_waiting ON outbox (program_id, store_id, id) WHERE state = 'waiting';
CREATE INDEX outbox_waiting_age ON outbox (next_try_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX outbox_open_key ON outbox (program_id, key) WHERE state = 'waiting';
CREATE INDEX order_waiting ON order_record (program_id, waiting_for) WHERE waiting_for IS NOT NULL;
CREATE INDEX order_wanted ON order_record (program_id, store_id, wanted_at) WHERE wanted_at IS NOT NULL;
CREATE INDEX order_points_due ON order_record (program_id, points_due_at) WHERE points_pending;
CREATE INDEX lot_expiring ON lot (program_id, expires_at) WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX member_guest_email ON member (program_id, email_hash) WHERE by_email AND state = 'guest';
CREATE INDEX reward_code_free ON reward_code (program_id, discount_id) WHERE state = 'ready' AND redemption_id IS NULL;
CREATE UNIQUE INDEX reward_discount_pool ON reward_discount (program_id, store_id, reward_id, value_hash, cohort) WHERE redemption_id IS NULL;

-- One row of a posting: balances first (they carry the gapless sequence), then where the lot's points are, then the row itself.
CREATE FUNCTION rung_transfer(
  p_program uuid, p_posting bigint, p_unit text, p_member uuid, p_to_member uuid, p_lot bigint, p_to_lot bigint,
  p_from text, p_to text, p_points bigint, p_ref text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_seq bigint; v_shown bigint; v_to_seq bigint; v_to_shown bigint;
  v_from_ref text := CASE WHEN p_from IN ('held', 'redeemed') THEN p_ref ELSE '' END;
  v_to_ref text := CASE WHEN p_to IN ('held', 'redeemed') THEN p_ref ELSE '' END;
BEGIN
  UPDATE balance SET
    pending = pending - CASE WHEN p_from = 'pending' THEN p_points ELSE 0 END + CASE WHEN p_to = 'pending' AND p_member = p_to_member THEN p_points ELSE 0 END,
    available = available - CASE WHEN p_from = 'available' THEN p_points ELSE 0 END + CASE WHEN p_to = 'available' AND p_member = p_to_member THEN p_points ELSE 0 END,
    held = held - CASE WHEN p_from = 'held' THEN p_points ELSE 0 END + CASE WHEN p_to = 'held' AND p_member = p_to_member THEN p_points ELSE 0 END,
    debt = debt + CASE WHEN p_from = 'debt' THEN p_points ELSE 0 END - CASE WHEN p_to = 'debt' AND p_member = p_to_member THEN p_points ELSE 0 END,
    seq = seq + 1
  WHERE program_id = p_program AND member_id = p_member AND unit = p_unit
  RETURNING seq, available - debt INTO v_seq, v_shown;
  IF v_seq IS NULL THEN RAISE EXCEPTION 'rung: no balance row of member % in %', p_member, p_unit; END IF;

  IF p_member <> p_to_member THEN
    UPDATE balance SET
      pending = pending + CASE WHEN p_to = 'pending' THEN p_points ELSE 0 END,
      available = available + CASE WHEN p_to = 'available' THEN p_points ELSE 0 END,
      held = held + CASE WHEN p_to = 'held' THEN p_points ELSE 0 END,
      debt = debt - CASE WHEN p_to = 'debt' THEN p_points ELSE 0 END,
      seq = seq + 1
    WHERE program_id = p_program AND member_id = p_to_member AND unit = p_unit
    RETURNING seq, available - debt INTO v_to_seq, v_to_shown;
    IF v_to_seq IS NULL THEN RAISE EXCEPTION 'rung: no balance row of member % in %', p_to_member, p_unit; END IF;
  END IF;

  IF p_from IN ('pending', 'available', 'held', 'expired', 'redeemed') THEN
    DELETE FROM position WHERE program_id = p_program AND member_id = p_member AND lot_id = p_lot AND account = p_from AND ref = v_from_ref AND points = p_points;
    IF NOT FOUND THEN
      UPDATE position SET points = points - p_points
      WHERE program_id = p_program AND member_id = p_member AND lot_id = p_lot AND account = p_from AND ref = v_from_ref;
      IF NOT FOUND THEN RAISE EXCEPTION 'rung: lot % holds no points in %', p_lot, p_from; END IF;
    END IF;
  END IF;

  IF p_to IN ('pending', 'available', 'held', 'expired', 'redeemed') THEN
    INSERT INTO position (program_id, member_id, lot_id, account, ref, unit, points)
    VALUES (p_program, p_to_member, p_to_lot, p_to, v_to_ref, p_unit, p_points)
    ON CONFLICT (program_id, member_id, lot_id, account, ref) DO UPDATE SET points = position.points + EXCLUDED.points;
  END IF;

  INSERT INTO transfer (program_id, posting_id, unit, member_id, to_member_id, lot_id, to_lot_id, from_account, to_account, points, redemption_id, seq, shown_after, to_seq, to_shown_after)
  VALUES (p_program, p_posting, p_unit, p_member, p_to_member, p_lot, p_to_lot, p_from, p_to, p_points, NULLIF(p_ref, '')::uuid, v_seq, v_shown, v_to_seq, v_to_shown);
END $$;

-- Moves up to p_points of `available` out, soonest to expire first (none last), then earned first, then lot id. Answers how many it found.
CREATE FUNCTION rung_drain(p_program uuid, p_posting bigint, p_unit text, p_member uuid, p_to text, p_points bigint, p_ref text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_left bigint := p_points; v_take bigint; r record;
BEGIN
  IF v_left <= 0 THEN RETURN 0; END IF;
  FOR r IN
    SELECT p.lot_id, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
    WHERE p.program_id = p_program AND p.member_id = p_member AND p.unit = p_unit AND p.account = 'available'
    ORDER BY l.expires_at NULLS LAST, l.earned_at, l.id
  LOOP
    EXIT WHEN v_left = 0;
    v_take := LEAST(v_left, r.points);
    PERFORM rung_transfer(p_program, p_posting, p_unit, p_member, p_member, r.lot_id, r.lot_id, 'available', p_to, v_take, p_ref);
    v_left := v_left - v_take;
  END LOOP;
  RETURN p_points - v_left;
END $$;

-- Whatever became available pays open debt first.
CREATE FUNCTION rung_pay_debt(p_program uuid, p_posting bigint, p_unit text, p_member uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_debt bigint; v_available bigint;
BEGIN
  SELECT debt, available INTO v_debt, v_available FROM balance WHERE program_id = p_program AND member_id = p_member AND unit = p_unit;
  IF v_debt > 0 AND v_available > 0 THEN
    PERFORM rung_drain(p_program, p_posting, p_unit, p_member, 'debt', LEAST(v_debt, v_available), '');
  END IF;
END $$;

-- A label for points that nobody earned: what is taken beyond the lots.
CREATE FUNCTION rung_debt_lot(p_program uuid, p_posting bigint, p_unit text, p_member uuid, p_at timestamptz) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO lot (program_id, member_id, unit, source, posting_id, earned_at, available_at) VALUES (p_program, p_member, p_unit, 'debt', p_posting, p_at, p_at) RETURNING id;
$$;

-- Restored points go back to the same lot; one that ends before p_extend_to goes on as a child lot until then, once per lot.
CREATE FUNCTION rung_restore(
  p_program uuid, p_posting bigint, p_unit text, p_member uuid, p_lot bigint, p_from text, p_points bigint, p_ref text, p_extend_to timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_to_lot bigint := p_lot; r lot%ROWTYPE;
BEGIN
  SELECT * INTO r FROM lot WHERE program_id = p_program AND id = p_lot;
  IF r.expires_at IS NOT NULL AND r.expires_at < p_extend_to AND NOT r.extended THEN
    UPDATE lot SET extended = true WHERE program_id = p_program AND id = p_lot;
    INSERT INTO lot (program_id, member_id, unit, source, posting_id, parent_id, earned_at, available_at, expires_at, extended)
    VALUES (p_program, r.member_id, r.unit, r.source, p_posting, r.id, r.earned_at, r.available_at, p_extend_to, true) RETURNING id INTO v_to_lot;
  END IF;
  PERFORM rung_transfer(p_program, p_posting, p_unit, p_member, p_member, p_lot, v_to_lot, p_from, 'available', p_points, p_ref);
END $$;

-- Taking earned points back (rules, 2). Answers what was forgiven.
CREATE FUNCTION rung_take(p_program uuid, p_posting bigint, p_move jsonb, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_unit text := p_move->>'unit'; v_member uuid := (p_move->>'memberId')::uuid; v_left bigint := (p_move->>'points')::bigint;
  v_take bigint; v_debt bigint; v_room bigint; r record;
BEGIN
  FOR r IN
    SELECT p.lot_id, p.account, p.points FROM lot l JOIN position p ON p.program_id = l.program_id AND p.lot_id = l.id AND p.member_id = v_member
    WHERE l.program_id = p_program AND l.source = p_move->>'source' AND l.unit = v_unit AND p.account IN ('pending', 'available', 'expired')
    ORDER BY CASE p.account WHEN 'pending' THEN 1 WHEN 'available' THEN 2 ELSE 3 END, l.expires_at NULLS LAST, l.earned_at, l.id
  LOOP
    EXIT WHEN v_left = 0;
    v_take := LEAST(v_left, r.points);
    PERFORM rung_transfer(p_program, p_posting, v_unit, v_member, v_member, r.lot_id, r.lot_id, r.account, 'revoked', v_take, '');
    v_left := v_left - v_take;
  END LOOP;
  v_left := v_left - rung_drain(p_program, p_posting, v_unit, v_member, 'revoked', v_left, '');
  IF v_left > 0 AND p_move->>'shortfall' = 'debt' THEN
    SELECT debt INTO v_debt FROM balance WHERE program_id = p_program AND member_id = v_member AND unit = v_unit;
    v_room := CASE WHEN p_move->>'debtCap' IS NULL THEN v_left ELSE GREATEST(0, (p_move->>'debtCap')::bigint - v_debt) END;
    v_take := LEAST(v_left, v_room);
    IF v_take > 0 THEN
      PERFORM rung_transfer(p_program, p_posting, v_unit, v_member, v_member, d, d, 'debt', 'revoked', v_take, '')
      FROM rung_debt_lot(p_program, p_posting, v_unit, v_member, p_at) AS d;
      v_left := v_left - v_take;
    END IF;
  END IF;
  RETURN v_left;
END $$;

-- A redemption's steps. Raises 'rung_refused:<refusal>' when the points are not there.
CREATE FUNCTION rung_redemption_move(p_program uuid, p_posting bigint, p_member uuid, p_move jsonb, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_kind text := p_move->>'kind'; v_unit text := p_move->>'unit'; v_ref text := p_move->>'redemptionId'; v_left bigint := (p_move->>'points')::bigint;
  v_take bigint; v_balance balance%ROWTYPE; r record;
BEGIN
  IF v_kind = 'hold' THEN
    SELECT * INTO v_balance FROM balance WHERE program_id = p_program AND member_id = p_member AND unit = v_unit;
    IF v_balance.debt > 0 THEN RAISE EXCEPTION 'rung_refused:open_debt' USING ERRCODE = 'RU001'; END IF;
    IF v_balance.available < v_left THEN RAISE EXCEPTION 'rung_refused:not_enough_points' USING ERRCODE = 'RU001'; END IF;
    PERFORM rung_drain(p_program, p_posting, v_unit, p_member, 'held', v_left, v_ref);
  ELSIF v_kind = 'late-capture' THEN
    v_left := v_left - rung_drain(p_program, p_posting, v_unit, p_member, 'redeemed', v_left, v_ref);
    IF v_left > 0 THEN
      PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, d, d, 'debt', 'redeemed', v_left, v_ref)
      FROM rung_debt_lot(p_program, p_posting, v_unit, p_member, p_at) AS d;
    END IF;
  ELSE
    -- capture, release: from held, in drain order; return: from redeemed, the last to expire first.
    FOR r IN
      SELECT p.lot_id, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
      WHERE p.program_id = p_program AND p.member_id = p_member AND p.unit = v_unit AND p.ref = v_ref
        AND p.account = CASE WHEN v_kind = 'return' THEN 'redeemed' ELSE 'held' END
      ORDER BY CASE WHEN v_kind = 'return' THEN COALESCE(l.expires_at, 'infinity') END DESC, CASE WHEN v_kind = 'return' THEN l.id END DESC,
        l.expires_at NULLS LAST, l.earned_at, l.id
    LOOP
      EXIT WHEN v_left = 0;
      v_take := LEAST(COALESCE(v_left, r.points), r.points);
      IF v_kind = 'capture' THEN
        PERFORM rung_transfer(p_program, p_posting, v_unit, p_member, p_member, r.lot_id, r.lot_id, 'held', 'redeemed', v_take, v_ref);
      ELSE
        PERFORM rung_restore(p_program, p_posting, v_unit, p_member, r.lot_id, CASE v_kind WHEN 'return' THEN 'redeemed' ELSE 'held' END, v_take, v_ref, rung_instant(p_move->'extendTo'));
      END IF;
      v_left := v_left - v_take;
    END LOOP;
    IF v_left > 0 THEN RAISE EXCEPTION 'rung_refused:nothing_held' USING ERRCODE = 'RU001'; END IF;
    IF v_kind <> 'capture' THEN PERFORM rung_pay_debt(p_program, p_posting, v_unit, p_member); END IF;
  END IF;
END $$;

-- Instants travel as milliseconds since 1970 (JSON numbers); null stays null.
CREATE FUNCTION rung_instant(p_value jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN jsonb_typeof(p_value) = 'number' THEN to_timestamp((p_value#>>'{}')::numeric / 1000) END;
$$;

-- Everything of one member goes to another: first owners stay on the lots; debt follows and is netted by the caller's pay-debt.
CREATE FUNCTION rung_merge(p_program uuid, p_posting bigint, p_unit text, p_from uuid, p_to uuid, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_debt bigint; r record;
BEGIN
  FOR r IN
    SELECT p.lot_id, p.account, p.ref, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
    WHERE p.program_id = p_program AND p.member_id = p_from AND p.unit = p_unit
    ORDER BY p.account, l.expires_at NULLS LAST, l.earned_at, l.id, p.ref
  LOOP
    IF r.account IN ('pending', 'available', 'held') THEN
      PERFORM rung_transfer(p_program, p_posting, p_unit, p_from, p_to, r.lot_id, r.lot_id, r.account, r.account, r.points, r.ref);
    ELSE
      -- Where past points went is history, not a balance: the place follows without a transfer.
      INSERT INTO position (program_id, member_id, lot_id, account, ref, unit, points) VALUES (p_program, p_to, r.lot_id, r.account, r.ref, p_unit, r.points)
      ON CONFLICT (program_id, member_id, lot_id, account, ref) DO UPDATE SET points = position.points + EXCLUDED.points;
      DELETE FROM position WHERE program_id = p_program AND member_id = p_from AND lot_id = r.lot_id AND account = r.account AND ref = r.ref;
    END IF;
  END LOOP;
  SELECT debt INTO v_debt FROM balance WHERE program_id = p_program AND member_id = p_from AND unit = p_unit;
  IF v_debt > 0 THEN
    PERFORM rung_transfer(p_program, p_posting, p_unit, p_to, p_from, d, d, 'debt', 'debt', v_debt, '')
    FROM rung_debt_lot(p_program, p_posting, p_unit, p_to, p_at) AS d;
  END IF;
  PERFORM rung_pay_debt(p_program, p_posting, p_unit, p_to);
END $$;

-- One move. Answers the points it forgave.
CREATE FUNCTION rung_move(p_program uuid, p_posting bigint, p_member uuid, p_move jsonb, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
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
  END CASE;
  RETURN 0;
END $$;

-- Writes one posting under locks that the caller holds. A refusal undoes the posting and nothing else.
CREATE FUNCTION rung_post_one(p_program uuid, p_draft jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_at timestamptz := rung_instant(p_draft->'occurredAt');
  v_member uuid := (p_draft->>'memberId')::uuid; v_posting bigint; v_hash text; v_forgiven jsonb := '{}'; v_let_off bigint; v_total bigint := 0; m jsonb; v_refusal text;
BEGIN
  SELECT id, content_hash INTO v_posting, v_hash FROM posting WHERE program_id = p_program AND business_key = p_draft->>'businessKey';
  IF FOUND THEN
    IF v_hash = p_draft->>'contentHash' THEN
      RETURN jsonb_build_object('status', 'repeated', 'postingId', v_posting::text, 'forgiven', '{}'::jsonb);
    END IF;
    RETURN jsonb_build_object('status', 'stale');
  END IF;

  v_posting := nextval(pg_get_serial_sequence('posting', 'id'));
  FOR m IN SELECT value FROM jsonb_array_elements(p_draft->'moves') LOOP
    v_let_off := rung_move(p_program, v_posting, v_member, m, v_at);
    IF v_let_off > 0 THEN
      v_forgiven := jsonb_set(v_forgiven, ARRAY[m->>'unit'], to_jsonb(COALESCE((v_forgiven->>(m->>'unit'))::bigint, 0) + v_let_off));
      v_total := v_total + v_let_off;
    END IF;
  END LOOP;
  -- Last, because it names what was forgiven and is never changed afterwards.
INSERT INTO posting (program_id, id, business_key, content_hash, kind, member_id, other_member_id, store_id, order_id, redemption_id, actor_kind, actor_id,
    reason_code, note, location_id, channel, campaign_id, arm, version_no, forgiven, because, occurred_at)
  VALUES (p_program, v_posting, p_draft->>'businessKey', p_draft->>'contentHash', p_draft->>'kind', v_member, (p_draft->>'otherMemberId')::uuid,
    COALESCE((p_draft#>>'{order,storeId}')::uuid, (p_draft->>'storeId')::uuid), p_draft#>>'{order,orderId}', (p_draft->>'redemptionId')::uuid,
    p_draft#>>'{actor,kind}', p_draft#>>'{actor,id}', p_draft->>'reasonCode', p_draft->>'note', p_draft->>'locationId', p_draft->>'channel',
    p_draft->>'campaignId', p_draft->>'arm', (p_draft->>'versionNo')::int, v_total, ARRAY(SELECT jsonb_array_elements_text(p_draft->'because')), v_at);
  RETURN jsonb_build_object('status', 'posted', 'postingId', v_posting::text, 'forgiven', v_forgiven);
END $$;

CREATE FUNCTION rung_post_or_refuse(p_program uuid, p_draft jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  RETURN rung_post_one(p_program, p_draft);
EXCEPTION WHEN SQLSTATE 'RU001' THEN
  RETURN jsonb_build_object('status', 'refused', 'refusal', split_part(SQLERRM, ':', 2));
END $$;

-- The door to the ledger: a batch of drafts, in order. Members are locked in sorted order before anything is read.
CREATE FUNCTION rung_post(p_program uuid, p_drafts jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  v_members uuid[]; v_found int; v_result jsonb := '[]'; d jsonb; v_risky boolean;
BEGIN
  SELECT array_agg(DISTINCT named.id ORDER BY named.id) INTO v_members
  FROM jsonb_array_elements(p_drafts) AS e(draft), LATERAL (VALUES ((e.draft->>'memberId')::uuid), ((e.draft->>'otherMemberId')::uuid)) AS named(id)
  WHERE named.id IS NOT NULL;
  SELECT count(*) INTO v_found FROM (
    SELECT 1 FROM member WHERE program_id = p_program AND id = ANY (v_members) ORDER BY id FOR NO KEY UPDATE
  ) AS locked;
  IF v_found <> COALESCE(array_length(v_members, 1), 0) THEN RAISE EXCEPTION 'rung: a member of this batch does not exist in program %', p_program; END IF;

  INSERT INTO balance (program_id, member_id, unit)
  SELECT DISTINCT p_program, named.id, m.move->>'unit'
  FROM jsonb_array_elements(p_drafts) AS e(draft), LATERAL jsonb_array_elements(e.draft->'moves') AS m(move),
    LATERAL (VALUES ((e.draft->>'memberId')::uuid), ((e.draft->>'otherMemberId')::uuid)) AS named(id)
  WHERE named.id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM balance b WHERE b.program_id = p_program AND b.member_id = named.id AND b.unit = m.move->>'unit');

  FOR d IN SELECT value FROM jsonb_array_elements(p_drafts) LOOP
    -- Only a posting that can be refused pays for a savepoint.
    SELECT bool_or(value->>'kind' IN ('hold', 'capture', 'return')) INTO v_risky FROM jsonb_array_elements(d->'moves');
    v_result := v_result || jsonb_build_array(CASE WHEN v_risky THEN rung_post_or_refuse(p_program, d) ELSE rung_post_one(p_program, d) END);
  END LOOP;
  RETURN v_result;
END $$;

-- History is not edited, by whatever role the app was given.
CREATE FUNCTION rung_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rung: rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'RU002';
END $$;
CREATE TRIGGER posting_is_history BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION rung_refuse_change();
CREATE TRIGGER transfer_is_history BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION rung_refuse_change();
CREATE TRIGGER posting_stays BEFORE TRUNCATE ON posting EXECUTE FUNCTION rung_refuse_change();
CREATE TRIGGER transfer_stays BEFORE TRUNCATE ON transfer EXECUTE FUNCTION rung_refuse_change();
CREATE TRIGGER audit_is_history BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION rung_refuse_change();
CREATE TRIGGER version_is_history BEFORE UPDATE OR DELETE ON program_version FOR EACH ROW EXECUTE FUNCTION rung_refuse_change();

-- Gives a role what the app needs and no more: it can run the ledger's door, read the ledger, and cannot write it by hand.
CREATE FUNCTION rung_grant_app(p_role name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), p_role);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', current_schema(), p_role);
  EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I', current_schema(), p_role);
  FOREACH t IN ARRAY ARRAY['posting', 'transfer', 'lot', 'position', 'balance'] LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %I FROM %I', t, p_role);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['program_version', 'audit_entry'] LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %I', t, p_role);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION rung_grant_app(name) FROM PUBLIC;
