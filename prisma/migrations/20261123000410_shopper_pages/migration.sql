-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "shown_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "link_code" (
    "program_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "store_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_code_pkey" PRIMARY KEY ("program_id","code_hash")
);

-- CreateIndex
CREATE INDEX "link_code_program_id_store_id_customer_id_idx" ON "link_code"("program_id", "store_id", "customer_id");
