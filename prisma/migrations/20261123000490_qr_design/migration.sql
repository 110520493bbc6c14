-- CreateTable
CREATE TABLE "qr_design" (
    "program_id" UUID NOT NULL,
    "document" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "qr_design_pkey" PRIMARY KEY ("program_id")
);

-- AddForeignKey
ALTER TABLE "qr_design" ADD CONSTRAINT "qr_design_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "program"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
