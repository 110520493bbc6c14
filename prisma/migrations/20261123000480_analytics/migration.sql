-- CreateTable
CREATE TABLE "points_day" (
    "program_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "store_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "transfers" INTEGER NOT NULL,

    CONSTRAINT "points_day_pkey" PRIMARY KEY ("program_id","day","store_id","unit","flow")
);

-- CreateTable
CREATE TABLE "orders_day" (
    "program_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "store_id" UUID NOT NULL,
    "is_member" BOOLEAN NOT NULL,
    "tier_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "orders" INTEGER NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "with_reward" INTEGER NOT NULL,
    "discount_minor" BIGINT NOT NULL,

    CONSTRAINT "orders_day_pkey" PRIMARY KEY ("program_id","day","hour","store_id","is_member","tier_id","channel")
);

-- CreateTable
CREATE TABLE "month_numbers" (
    "program_id" UUID NOT NULL,
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
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "month_numbers_pkey" PRIMARY KEY ("program_id","month")
);

-- CreateTable
CREATE TABLE "rollup_state" (
    "program_id" UUID NOT NULL,
    "points_to" TIMESTAMPTZ(3),
    "orders_to" TIMESTAMPTZ(3),
    "months_at" TIMESTAMPTZ(3),
    "checked_at" TIMESTAMPTZ(3),
    "available" BIGINT NOT NULL DEFAULT 0,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "held" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "holders" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rollup_state_pkey" PRIMARY KEY ("program_id")
);

-- CreateIndex
CREATE INDEX "posting_program_id_recorded_at_idx" ON "posting"("program_id", "recorded_at");

-- CreateIndex
CREATE INDEX "redemption_program_id_created_at_idx" ON "redemption"("program_id", "created_at");
