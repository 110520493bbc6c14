-- CreateTable
CREATE TABLE "staff_member" (
    "program_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "store_id" UUID NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "role" TEXT,
    "owns_store" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_member_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "staff_policy" (
    "program_id" UUID NOT NULL,
    "policy" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_policy_pkey" PRIMARY KEY ("program_id")
);

-- CreateTable
CREATE TABLE "staff_day" (
    "program_id" UUID NOT NULL,
    "staff_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "moved" BIGINT NOT NULL DEFAULT 0,
    "given" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "staff_day_pkey" PRIMARY KEY ("program_id","staff_id","day")
);

-- CreateTable
CREATE TABLE "program_export" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "step" TEXT,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "problem" TEXT,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claim" UUID,
    "beat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_export_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "program_export_part" (
    "program_id" UUID NOT NULL,
    "export_id" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "program_export_part_pkey" PRIMARY KEY ("program_id","export_id","no")
);

-- CreateTable
CREATE TABLE "program_closing" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "beat_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_closing_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "store_refusal" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "words" TEXT NOT NULL,

    CONSTRAINT "store_refusal_pkey" PRIMARY KEY ("program_id","store_id")
);

-- CreateIndex
CREATE INDEX "staff_member_program_id_seen_at_idx" ON "staff_member"("program_id", "seen_at");

-- CreateIndex
CREATE INDEX "program_export_state_created_at_idx" ON "program_export"("state", "created_at");

-- CreateIndex
CREATE INDEX "program_closing_state_due_at_idx" ON "program_closing"("state", "due_at");

-- AddForeignKey
ALTER TABLE "staff_member" ADD CONSTRAINT "staff_member_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "staff_policy" ADD CONSTRAINT "staff_policy_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A program ends once at a time, and is exported once at a time.
CREATE UNIQUE INDEX program_closing_open ON program_closing (program_id) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX program_export_open ON program_export (program_id) WHERE state IN ('waiting', 'running');
-- The pieces of a file are packed already.
ALTER TABLE program_export_part ALTER COLUMN bytes SET STORAGE EXTERNAL;
