-- CreateTable
CREATE TABLE "reward_low_mark" (
    "program_id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "low_at" INTEGER NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_low_mark_pkey" PRIMARY KEY ("program_id","reward_id")
);

-- CreateTable
CREATE TABLE "picture" (
    "program_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "picture_pkey" PRIMARY KEY ("program_id","hash")
);

-- CreateIndex
CREATE INDEX "redemption_program_id_reward_id_created_at_idx" ON "redemption"("program_id", "reward_id", "created_at");

-- AddForeignKey
ALTER TABLE "reward_low_mark" ADD CONSTRAINT "reward_low_mark_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "picture" ADD CONSTRAINT "picture_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE reward_low_mark ADD CONSTRAINT reward_low_mark_not_negative CHECK (low_at >= 0);
-- Pictures are compressed already: trying once more would only cost time.
ALTER TABLE picture ALTER COLUMN bytes SET STORAGE EXTERNAL;
