-- Points by the day they moved for the member, made anew by the day they were recorded: history that is brought in later lands on its own days,
-- and a day of recording that is over never changes. What was summed before is summed again.
DELETE FROM "points_day";
UPDATE "rollup_state" SET "points_to" = NULL, "checked_at" = NULL;

-- AlterTable
ALTER TABLE "points_day" DROP CONSTRAINT "points_day_pkey",
ADD COLUMN     "recorded_day" DATE NOT NULL,
ADD CONSTRAINT "points_day_pkey" PRIMARY KEY ("program_id", "day", "recorded_day", "store_id", "unit", "flow");

-- AlterTable
ALTER TABLE "rollup_state" ADD COLUMN     "joined" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "people" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "points_day_program_id_recorded_day_idx" ON "points_day"("program_id", "recorded_day");
