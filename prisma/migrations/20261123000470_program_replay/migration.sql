-- CreateTable
CREATE TABLE "program_replay" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "document" JSONB NOT NULL,
    "live_no" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "problem" TEXT,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "program_replay_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateIndex
CREATE INDEX "program_replay_state_created_at_idx" ON "program_replay"("state", "created_at");

-- CreateIndex
CREATE INDEX "order_record_program_id_placed_at_idx" ON "order_record"("program_id", "placed_at");
