-- AlterTable
ALTER TABLE "redemption" ADD COLUMN     "from_stock" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "handed_over_at" TIMESTAMPTZ(3),
ADD COLUMN     "handed_over_by" TEXT;

-- CreateTable
CREATE TABLE "reward_stock" (
    "program_id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "left" INTEGER NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reward_stock_pkey" PRIMARY KEY ("program_id","reward_id")
);

-- AddForeignKey
ALTER TABLE "reward_stock" ADD CONSTRAINT "reward_stock_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE reward_stock ADD CONSTRAINT reward_stock_not_negative CHECK ("left" >= 0);

-- A pickup code stands under no discount; one program has it once, whichever of its stores it was redeemed at.
CREATE UNIQUE INDEX redemption_pickup_code ON redemption (program_id, code) WHERE discount_id IS NULL AND code IS NOT NULL;
-- What waits to be handed over, oldest first.
CREATE INDEX redemption_waiting_pickup ON redemption (program_id, created_at, id)
  WHERE state = 'ready' AND side_state IS NULL AND discount_id IS NULL AND code IS NOT NULL;
-- What can still be taken back.
CREATE INDEX redemption_handed_over ON redemption (program_id, handed_over_at) WHERE handed_over_at IS NOT NULL;
