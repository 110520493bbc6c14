-- AlterTable
ALTER TABLE "order_record" ADD COLUMN     "import_id" UUID,
ADD COLUMN     "missed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "history_import" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "version_no" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "hidden_before" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'running',
    "cursor" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "worked_ms" BIGINT NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "problem" TEXT,
    "started_by" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "history_import_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "look_over" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3),
    "order_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "look_over_pkey" PRIMARY KEY ("program_id","store_id")
);

-- CreateIndex
CREATE INDEX "history_import_program_id_store_id_idx" ON "history_import"("program_id", "store_id");

-- One import of a store at a time; the orders of one; those that a look missed; and the walk of the nightly look.
CREATE UNIQUE INDEX history_import_open ON history_import (program_id, store_id) WHERE state IN ('running', 'paused');
CREATE INDEX order_imported ON order_record (program_id, import_id) WHERE import_id IS NOT NULL;
CREATE INDEX order_missed ON order_record (program_id, store_id) WHERE missed_at IS NOT NULL;
CREATE INDEX order_placed ON order_record (program_id, store_id, placed_at, order_id) WHERE placed_at IS NOT NULL;
