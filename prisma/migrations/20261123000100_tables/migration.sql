-- CreateTable
CREATE TABLE "posting" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "business_key" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "other_member_id" UUID,
    "store_id" UUID,
    "order_id" TEXT,
    "redemption_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "reason_code" TEXT NOT NULL,
    "note" TEXT,
    "location_id" TEXT,
    "channel" TEXT,
    "campaign_id" TEXT,
    "arm" TEXT,
    "version_no" INTEGER,
    "forgiven" BIGINT NOT NULL DEFAULT 0,
    "because" TEXT[],
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "transfer" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "posting_id" BIGINT NOT NULL,
    "unit" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "to_member_id" UUID NOT NULL,
    "lot_id" BIGINT NOT NULL,
    "to_lot_id" BIGINT NOT NULL,
    "from_account" TEXT NOT NULL,
    "to_account" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "redemption_id" UUID,
    "seq" BIGINT NOT NULL,
    "shown_after" BIGINT NOT NULL,
    "to_seq" BIGINT,
    "to_shown_after" BIGINT,

    CONSTRAINT "transfer_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "lot" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "posting_id" BIGINT NOT NULL,
    "parent_id" BIGINT,
    "earned_at" TIMESTAMPTZ(3) NOT NULL,
    "available_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "extended" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "lot_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "position" (
    "program_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "lot_id" BIGINT NOT NULL,
    "account" TEXT NOT NULL,
    "ref" TEXT NOT NULL DEFAULT '',
    "unit" TEXT NOT NULL,
    "points" BIGINT NOT NULL,

    CONSTRAINT "position_pkey" PRIMARY KEY ("program_id","member_id","lot_id","account","ref")
);

-- CreateTable
CREATE TABLE "balance" (
    "program_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "pending" BIGINT NOT NULL DEFAULT 0,
    "available" BIGINT NOT NULL DEFAULT 0,
    "held" BIGINT NOT NULL DEFAULT 0,
    "debt" BIGINT NOT NULL DEFAULT 0,
    "seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "balance_pkey" PRIMARY KEY ("program_id","member_id","unit")
);

-- CreateTable
CREATE TABLE "inbox" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "store_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "event_id" TEXT,
    "body" TEXT NOT NULL,
    "triggered_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "member" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "email" TEXT,
    "email_hash" TEXT,
    "by_email" BOOLEAN NOT NULL DEFAULT false,
    "joined_at" TIMESTAMPTZ(3),
    "joined_via" TEXT,
    "merged_into" UUID,
    "carry" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "member_identity" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_identity_pkey" PRIMARY KEY ("program_id","store_id","customer_id")
);

-- CreateTable
CREATE TABLE "member_tier" (
    "program_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "tier_id" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "state" JSONB NOT NULL,
    "review_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_tier_pkey" PRIMARY KEY ("program_id","member_id")
);

-- CreateTable
CREATE TABLE "tier_change" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "member_id" UUID NOT NULL,
    "from_tier_id" TEXT,
    "to_tier_id" TEXT,
    "kind" TEXT NOT NULL,
    "because" TEXT[],
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tier_change_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "notice" (
    "program_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("program_id","key")
);

-- CreateTable
CREATE TABLE "counter" (
    "program_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" BIGINT NOT NULL,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("program_id","scope","key")
);

-- CreateTable
CREATE TABLE "order_record" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "order_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "member_id" UUID,
    "snapshot" JSONB,
    "source_kind" TEXT,
    "source_at" TIMESTAMPTZ(3),
    "placed_at" TIMESTAMPTZ(3),
    "settled" JSONB,
    "trace" JSONB,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "wanted_at" TIMESTAMPTZ(3),
    "wanted_tries" INTEGER NOT NULL DEFAULT 0,
    "spend_minor" BIGINT NOT NULL DEFAULT 0,
    "qualifying_points" BIGINT NOT NULL DEFAULT 0,
    "counts_as_order" BOOLEAN NOT NULL DEFAULT false,
    "visit" BOOLEAN NOT NULL DEFAULT false,
    "channel" TEXT,
    "location_id" TEXT,
    "local_day" TEXT,
    "points_due_at" TIMESTAMPTZ(3),
    "points_pending" BOOLEAN NOT NULL DEFAULT false,
    "waiting_for" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_record_pkey" PRIMARY KEY ("program_id","store_id","order_id")
);

-- CreateTable
CREATE TABLE "platform_session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL,
    "scope" TEXT,
    "expires" TIMESTAMPTZ(3),
    "access_token" TEXT,
    "refresh_token" TEXT,
    "refresh_token_expires" TIMESTAMPTZ(3),
    "online_access" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "platform_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'live',
    "go_live_at" TIMESTAMPTZ(3) NOT NULL,
    "email_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "program_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "program_version" (
    "program_id" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_by" TEXT NOT NULL,
    "changes" TEXT[],

    CONSTRAINT "program_version_pkey" PRIMARY KEY ("program_id","no")
);

-- CreateTable
CREATE TABLE "store" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'connected',
    "development" BOOLEAN NOT NULL DEFAULT false,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "uninstalled_at" TIMESTAMPTZ(3),
    "reconciled_to" TIMESTAMPTZ(3),

    CONSTRAINT "store_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "store_directory" (
    "platform" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,

    CONSTRAINT "store_directory_pkey" PRIMARY KEY ("platform","domain")
);

-- CreateTable
CREATE TABLE "schedule_run" (
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "schedule_run_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "program_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "data_export" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "request_key" TEXT NOT NULL,
    "file" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "data_export_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "redemption" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "version_no" INTEGER NOT NULL,
    "reward" JSONB NOT NULL,
    "unit" TEXT NOT NULL,
    "points" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "side_state" TEXT,
    "end_reason" TEXT,
    "origin" TEXT NOT NULL DEFAULT 'member',
    "discount_id" UUID,
    "code" TEXT,
    "code_expires_at" TIMESTAMPTZ(3),
    "hold_ends_at" TIMESTAMPTZ(3),
    "order_id" TEXT,
    "captured_points" BIGINT NOT NULL DEFAULT 0,
    "returned_points" BIGINT NOT NULL DEFAULT 0,
    "discount_minor" BIGINT,
    "discount_currency" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "reward_discount" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "value_hash" TEXT NOT NULL,
    "cohort" TEXT NOT NULL,
    "description" JSONB NOT NULL,
    "redemption_id" UUID,
    "platform_ref" TEXT,
    "ends_at" TIMESTAMPTZ(3),
    "closed" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_discount_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "reward_code" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "discount_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "redemption_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_code_pkey" PRIMARY KEY ("program_id","store_id","code")
);

-- CreateIndex
CREATE INDEX "posting_program_id_member_id_id_idx" ON "posting"("program_id", "member_id", "id");

-- CreateIndex
CREATE INDEX "posting_program_id_store_id_order_id_idx" ON "posting"("program_id", "store_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "posting_program_id_business_key_key" ON "posting"("program_id", "business_key");

-- CreateIndex
CREATE INDEX "transfer_program_id_posting_id_idx" ON "transfer"("program_id", "posting_id");

-- CreateIndex
CREATE INDEX "transfer_program_id_member_id_unit_seq_idx" ON "transfer"("program_id", "member_id", "unit", "seq");

-- CreateIndex
CREATE INDEX "lot_program_id_member_id_source_idx" ON "lot"("program_id", "member_id", "source");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_program_id_store_id_dedupe_key_key" ON "inbox"("program_id", "store_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "member_program_id_email_hash_idx" ON "member"("program_id", "email_hash");

-- CreateIndex
CREATE INDEX "member_identity_program_id_member_id_idx" ON "member_identity"("program_id", "member_id");

-- CreateIndex
CREATE INDEX "member_tier_program_id_review_at_idx" ON "member_tier"("program_id", "review_at");

-- CreateIndex
CREATE INDEX "tier_change_program_id_member_id_id_idx" ON "tier_change"("program_id", "member_id", "id");

-- CreateIndex
CREATE INDEX "notice_program_id_member_id_created_at_idx" ON "notice"("program_id", "member_id", "created_at");

-- CreateIndex
CREATE INDEX "order_record_program_id_member_id_placed_at_idx" ON "order_record"("program_id", "member_id", "placed_at");

-- CreateIndex
CREATE INDEX "order_record_program_id_store_id_wanted_at_idx" ON "order_record"("program_id", "store_id", "wanted_at");

-- CreateIndex
CREATE INDEX "order_record_program_id_settled_at_idx" ON "order_record"("program_id", "settled_at");

-- CreateIndex
CREATE INDEX "platform_session_shop_idx" ON "platform_session"("shop");

-- CreateIndex
CREATE INDEX "platform_session_is_online_updated_at_idx" ON "platform_session"("is_online", "updated_at");

-- CreateIndex
CREATE INDEX "program_version_program_id_effective_at_idx" ON "program_version"("program_id", "effective_at");

-- CreateIndex
CREATE UNIQUE INDEX "data_export_program_id_store_id_request_key_key" ON "data_export"("program_id", "store_id", "request_key");

-- CreateIndex
CREATE INDEX "redemption_program_id_member_id_created_at_idx" ON "redemption"("program_id", "member_id", "created_at");

-- CreateIndex
CREATE INDEX "redemption_program_id_state_hold_ends_at_idx" ON "redemption"("program_id", "state", "hold_ends_at");

-- CreateIndex
CREATE INDEX "redemption_program_id_store_id_order_id_idx" ON "redemption"("program_id", "store_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "redemption_program_id_store_id_code_key" ON "redemption"("program_id", "store_id", "code");

-- CreateIndex
CREATE INDEX "reward_discount_program_id_store_id_reward_id_idx" ON "reward_discount"("program_id", "store_id", "reward_id");

-- CreateIndex
CREATE INDEX "reward_code_program_id_discount_id_state_idx" ON "reward_code"("program_id", "discount_id", "state");

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "program_version" ADD CONSTRAINT "program_version_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "store" ADD CONSTRAINT "store_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


