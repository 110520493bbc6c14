-- The list of members, fast at a million: one narrow row per member, kept by triggers inside the transactions that change what it shows.

-- CreateTable
CREATE TABLE "member_search" (
    "program_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "surname" TEXT NOT NULL DEFAULT '',
    "email" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_at" TIMESTAMPTZ(3),
    "tier_id" TEXT,
    "shown" BIGINT NOT NULL DEFAULT 0,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "spend_minor" BIGINT NOT NULL DEFAULT 0,
    "last_order_at" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone,

    CONSTRAINT "member_search_pkey" PRIMARY KEY ("program_id","member_id")
);

-- CreateTable
CREATE TABLE "member_note" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "bulk_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_note_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "bulk_action" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "task" JSONB NOT NULL,
    "target" JSONB,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "reached" UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    "points" BIGINT NOT NULL DEFAULT 0,
    "undone" BIGINT NOT NULL DEFAULT 0,
    "problem" TEXT,
    "requested_by" TEXT NOT NULL,
    "is_owner" BOOLEAN NOT NULL DEFAULT false,
    "undone_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_action_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "bulk_line" (
    "program_id" UUID NOT NULL,
    "bulk_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "points" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "bulk_line_pkey" PRIMARY KEY ("program_id","bulk_id","member_id")
);

-- Those who are there already.
INSERT INTO member_search (program_id, member_id, state, name, surname, email, created_at, joined_at, tier_id, shown, pending, debt, spend_minor, last_order_at)
SELECT m.program_id, m.id, m.state, lower(btrim(concat_ws(' ', m.first_name, m.last_name))), lower(COALESCE(m.last_name, '')), lower(COALESCE(m.email, '')), m.created_at, m.joined_at,
  t.tier_id, COALESCE(b.available - b.debt, 0), COALESCE(b.pending, 0), COALESCE(b.debt, 0), COALESCE(o.spend, 0), COALESCE(o.last, '1970-01-01 00:00:00+00')
FROM member m
LEFT JOIN member_tier t ON t.program_id = m.program_id AND t.member_id = m.id
LEFT JOIN balance b ON b.program_id = m.program_id AND b.member_id = m.id AND b.unit = 'points'
LEFT JOIN (SELECT program_id, member_id, sum(spend_minor) AS spend, max(placed_at) AS last FROM order_record WHERE member_id IS NOT NULL GROUP BY 1, 2) o
  ON o.program_id = m.program_id AND o.member_id = m.id;

-- CreateIndex
CREATE INDEX "member_search_program_id_created_at_member_id_idx" ON "member_search"("program_id", "created_at", "member_id");
CREATE INDEX "member_search_program_id_shown_member_id_idx" ON "member_search"("program_id", "shown", "member_id");
CREATE INDEX "member_search_program_id_last_order_at_member_id_idx" ON "member_search"("program_id", "last_order_at", "member_id");
CREATE INDEX "member_search_program_id_spend_minor_member_id_idx" ON "member_search"("program_id", "spend_minor", "member_id");
CREATE INDEX "member_note_program_id_member_id_created_at_idx" ON "member_note"("program_id", "member_id", "created_at");
CREATE INDEX "bulk_action_program_id_created_at_idx" ON "bulk_action"("program_id", "created_at");
CREATE INDEX "bulk_action_state_created_at_idx" ON "bulk_action"("state", "created_at");
CREATE INDEX "order_record_program_id_store_id_placed_at_idx" ON "order_record"("program_id", "store_id", "placed_at");
CREATE INDEX "audit_entry_program_id_subject_id_idx" ON "audit_entry"("program_id", "subject", "id");

-- Beginnings of names and addresses.
CREATE INDEX member_search_name ON member_search (program_id, name text_pattern_ops) WHERE name <> '';
CREATE INDEX member_search_surname ON member_search (program_id, surname text_pattern_ops) WHERE surname <> '';
CREATE INDEX member_search_email ON member_search (program_id, email text_pattern_ops) WHERE email <> '';

-- Few have these at a time: they are found at once instead of by walking past everybody.
CREATE INDEX member_search_in_debt ON member_search (program_id, member_id) WHERE debt > 0;
CREATE INDEX member_search_expecting ON member_search (program_id, member_id) WHERE pending > 0;
CREATE INDEX member_search_blocked ON member_search (program_id, member_id) WHERE state = 'blocked';
CREATE INDEX member_search_tier ON member_search (program_id, tier_id) WHERE tier_id IS NOT NULL;

CREATE FUNCTION rung_search_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO member_search (program_id, member_id, state, name, surname, email, created_at, joined_at)
  VALUES (NEW.program_id, NEW.id, NEW.state, lower(btrim(concat_ws(' ', NEW.first_name, NEW.last_name))), lower(COALESCE(NEW.last_name, '')), lower(COALESCE(NEW.email, '')),
    NEW.created_at, NEW.joined_at)
  ON CONFLICT (program_id, member_id) DO UPDATE SET state = EXCLUDED.state, name = EXCLUDED.name, surname = EXCLUDED.surname, email = EXCLUDED.email, joined_at = EXCLUDED.joined_at;
  RETURN NULL;
END $$;
CREATE TRIGGER member_is_searched AFTER INSERT OR UPDATE OF state, first_name, last_name, email, joined_at ON member
  FOR EACH ROW EXECUTE FUNCTION rung_search_member();

CREATE FUNCTION rung_search_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM member_search WHERE program_id = OLD.program_id AND member_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER gone_member_is_not_searched AFTER DELETE ON member FOR EACH ROW EXECUTE FUNCTION rung_search_no_more();

CREATE FUNCTION rung_search_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE member_search SET shown = NEW.available - NEW.debt, pending = NEW.pending, debt = NEW.debt WHERE program_id = NEW.program_id AND member_id = NEW.member_id
    AND (shown, pending, debt) IS DISTINCT FROM (NEW.available - NEW.debt, NEW.pending, NEW.debt);
  RETURN NULL;
END $$;
CREATE TRIGGER balance_is_searched AFTER INSERT OR UPDATE ON balance
  FOR EACH ROW WHEN (NEW.unit = 'points') EXECUTE FUNCTION rung_search_balance();

CREATE FUNCTION rung_search_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE member_search SET tier_id = NULL WHERE program_id = OLD.program_id AND member_id = OLD.member_id;
  ELSE
    UPDATE member_search SET tier_id = NEW.tier_id WHERE program_id = NEW.program_id AND member_id = NEW.member_id AND tier_id IS DISTINCT FROM NEW.tier_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tier_is_searched AFTER INSERT OR UPDATE OR DELETE ON member_tier FOR EACH ROW EXECUTE FUNCTION rung_search_tier();

-- An order's spend goes along with its owner; only who loses an order has the last one looked up anew.
CREATE FUNCTION rung_search_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.member_id IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.member_id IS DISTINCT FROM OLD.member_id) THEN
    UPDATE member_search s SET spend_minor = s.spend_minor - OLD.spend_minor,
      last_order_at = COALESCE((SELECT max(o.placed_at) FROM order_record o WHERE o.program_id = OLD.program_id AND o.member_id = OLD.member_id), '1970-01-01 00:00:00+00')
    WHERE s.program_id = OLD.program_id AND s.member_id = OLD.member_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.member_id IS NOT NULL THEN
    UPDATE member_search s
    SET spend_minor = s.spend_minor + NEW.spend_minor - CASE WHEN TG_OP = 'UPDATE' AND OLD.member_id = NEW.member_id THEN OLD.spend_minor ELSE 0 END,
      last_order_at = GREATEST(s.last_order_at, NEW.placed_at)
    WHERE s.program_id = NEW.program_id AND s.member_id = NEW.member_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER new_order_is_searched AFTER INSERT ON order_record FOR EACH ROW WHEN (NEW.member_id IS NOT NULL) EXECUTE FUNCTION rung_search_order();
CREATE TRIGGER order_is_searched AFTER UPDATE ON order_record FOR EACH ROW
  WHEN ((OLD.member_id, OLD.spend_minor, OLD.placed_at) IS DISTINCT FROM (NEW.member_id, NEW.spend_minor, NEW.placed_at)) EXECUTE FUNCTION rung_search_order();
CREATE TRIGGER gone_order_is_searched AFTER DELETE ON order_record FOR EACH ROW WHEN (OLD.member_id IS NOT NULL) EXECUTE FUNCTION rung_search_order();
