-- Sums are made in small steps that a crash cannot tear: points along the ledger's own numbers, orders by days that were changed, people in slices. What was summed before is summed again.
DELETE FROM "points_day";
DELETE FROM "rollup_state";

-- AlterTable
ALTER TABLE "points_day" DROP CONSTRAINT "points_day_pkey",
ADD COLUMN     "build" INTEGER NOT NULL,
ADD COLUMN     "channel" TEXT NOT NULL,
ADD COLUMN     "tier_id" TEXT NOT NULL,
ADD CONSTRAINT "points_day_pkey" PRIMARY KEY ("program_id", "build", "day", "recorded_day", "store_id", "unit", "flow", "tier_id", "channel");

-- DropIndex
DROP INDEX "points_day_program_id_recorded_day_idx";

-- AlterTable
ALTER TABLE "rollup_state" ADD COLUMN     "build" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "days_total" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "full_day" TEXT,
ADD COLUMN     "horizon_at" TIMESTAMPTZ(3),
ADD COLUMN     "horizon_id" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "horizon_xid" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "next_build" INTEGER,
ADD COLUMN     "next_id" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "people_slices" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "points_id" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "rebuild" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "safe_at" TIMESTAMPTZ(3),
ADD COLUMN     "safe_id" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "walk_at" TIMESTAMPTZ(3),
ADD COLUMN     "walk_from" TEXT,
ADD COLUMN     "walk_full" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "walk_slice" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "walk_slices" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "campaign_day" (
    "program_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "store_id" UUID NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "tier_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "orders" INTEGER NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "with_reward" INTEGER NOT NULL,
    "discount_minor" BIGINT NOT NULL,
    "points" BIGINT NOT NULL,
    "own_points" BIGINT NOT NULL,

    CONSTRAINT "campaign_day_pkey" PRIMARY KEY ("program_id","campaign_id","day","hour","store_id","is_member","tier_id","channel")
);

-- CreateTable
CREATE TABLE "orders_changed" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "bin" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_changed_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "people_part" (
    "program_id" UUID NOT NULL,
    "slice" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "members" INTEGER NOT NULL,
    "customers" INTEGER NOT NULL,
    "joined" INTEGER NOT NULL,
    "activated" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "quiet" INTEGER NOT NULL,
    "member_buyers" INTEGER NOT NULL,
    "member_orders" INTEGER NOT NULL,
    "other_buyers" INTEGER NOT NULL,
    "other_orders" INTEGER NOT NULL,
    "member_repeat" INTEGER NOT NULL,
    "member_year" INTEGER NOT NULL,
    "other_repeat" INTEGER NOT NULL,
    "other_year" INTEGER NOT NULL,

    CONSTRAINT "people_part_pkey" PRIMARY KEY ("program_id","slice","month")
);

-- CreateTable
CREATE TABLE "cohort_part" (
    "program_id" UUID NOT NULL,
    "slice" INTEGER NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "month" TEXT NOT NULL,
    "tier_id" TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "people_90" INTEGER NOT NULL,
    "value_90" BIGINT NOT NULL,
    "people_365" INTEGER NOT NULL,
    "value_365" BIGINT NOT NULL,

    CONSTRAINT "cohort_part_pkey" PRIMARY KEY ("program_id","slice","is_member","month","tier_id")
);

-- CreateTable
CREATE TABLE "cohort_numbers" (
    "program_id" UUID NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "month" TEXT NOT NULL,
    "tier_id" TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    "orders" INTEGER NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "people_90" INTEGER NOT NULL,
    "value_90" BIGINT NOT NULL,
    "people_365" INTEGER NOT NULL,
    "value_365" BIGINT NOT NULL,

    CONSTRAINT "cohort_numbers_pkey" PRIMARY KEY ("program_id","is_member","month","tier_id")
);

-- CreateIndex
CREATE INDEX "orders_changed_program_id_bin_idx" ON "orders_changed"("program_id", "bin");

-- A slice of everybody: the last byte of an id is even whatever way ids are made.
CREATE INDEX member_slice ON member (program_id, (get_byte(uuid_send(id), 15)));

-- Whatever changes what orders of a day add up to leaves a note, in the transaction that changes it: the sums of that day are made anew once it is committed, however late
-- that is. Notes are only ever added (nobody waits for anybody), with the quarter of an hour in which the order was placed: days begin and end on quarters in every time zone.
CREATE FUNCTION rung_note_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_changed (program_id, bin)
  SELECT DISTINCT n.program_id, date_bin('15 minutes', n.placed_at, '2000-01-01 00:00:00+00') FROM new_rows n WHERE n.placed_at IS NOT NULL AND n.settled_at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER new_orders_are_noted AFTER INSERT ON order_record REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rung_note_new_orders();

CREATE FUNCTION rung_note_changed_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_changed (program_id, bin)
  SELECT DISTINCT c.program_id, date_bin('15 minutes', c.placed_at, '2000-01-01 00:00:00+00')
  FROM (
    SELECT n.program_id, at.placed_at
    FROM new_rows n JOIN old_rows o ON o.program_id = n.program_id AND o.store_id = n.store_id AND o.order_id = n.order_id, LATERAL (VALUES (n.placed_at), (o.placed_at)) AS at(placed_at)
    WHERE (n.revision, n.settled_at, n.member_id, n.placed_at) IS DISTINCT FROM (o.revision, o.settled_at, o.member_id, o.placed_at)) AS c
  WHERE c.placed_at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER changed_orders_are_noted AFTER UPDATE ON order_record REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION rung_note_changed_orders();

CREATE FUNCTION rung_note_gone_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_changed (program_id, bin)
  SELECT DISTINCT o.program_id, date_bin('15 minutes', o.placed_at, '2000-01-01 00:00:00+00') FROM old_rows o WHERE o.placed_at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER gone_orders_are_noted AFTER DELETE ON order_record REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION rung_note_gone_orders();

-- What a reward took off an order, and whether it did.
CREATE FUNCTION rung_note_rewarded_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_changed (program_id, bin)
  SELECT o.program_id, date_bin('15 minutes', o.placed_at, '2000-01-01 00:00:00+00') FROM order_record o
  WHERE o.program_id = NEW.program_id AND o.store_id = NEW.store_id AND o.order_id IN (NEW.order_id, OLD.order_id) AND o.placed_at IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER rewarded_order_is_noted AFTER UPDATE ON redemption FOR EACH ROW
  WHEN ((OLD.state = 'captured' OR NEW.state = 'captured')
    AND (OLD.state, OLD.order_id, OLD.discount_minor, OLD.discount_currency) IS DISTINCT FROM (NEW.state, NEW.order_id, NEW.discount_minor, NEW.discount_currency))
  EXECUTE FUNCTION rung_note_rewarded_order();

-- Whose orders are a member's hangs on the day on which the member joined.
CREATE FUNCTION rung_note_joining() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO orders_changed (program_id, bin)
  SELECT DISTINCT o.program_id, date_bin('15 minutes', o.placed_at, '2000-01-01 00:00:00+00') FROM order_record o
  WHERE o.program_id = NEW.program_id AND o.member_id = NEW.id AND o.placed_at >= LEAST(OLD.joined_at, NEW.joined_at) - interval '1 second';
  RETURN NULL;
END $$;
CREATE TRIGGER joining_is_noted AFTER UPDATE OF joined_at ON member FOR EACH ROW
  WHEN (OLD.joined_at IS DISTINCT FROM NEW.joined_at) EXECUTE FUNCTION rung_note_joining();

-- Other days, other money: everything is summed anew.
CREATE FUNCTION rung_note_other_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE rollup_state SET rebuild = true, checked_at = NULL WHERE program_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER other_calendar_is_noted AFTER UPDATE OF time_zone, currency ON program FOR EACH ROW
  WHEN ((OLD.time_zone, OLD.currency) IS DISTINCT FROM (NEW.time_zone, NEW.currency)) EXECUTE FUNCTION rung_note_other_calendar();
