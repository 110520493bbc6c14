-- AlterTable
ALTER TABLE "program" ADD COLUMN     "checklist_hidden_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "program_draft" (
    "program_id" UUID NOT NULL,
    "document" JSONB,
    "based_on" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "program_draft_pkey" PRIMARY KEY ("program_id")
);

-- AddForeignKey
ALTER TABLE "program_draft" ADD CONSTRAINT "program_draft_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
