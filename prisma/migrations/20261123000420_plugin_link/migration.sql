-- AlterTable
ALTER TABLE "woocommerce_connection" ADD COLUMN     "store_key" TEXT,
ADD COLUMN     "plugin_secret" TEXT,
ADD COLUMN     "earlier_plugin_secret" TEXT,
ADD COLUMN     "plugin_version" TEXT,
ADD COLUMN     "plugin_problem" TEXT,
ADD COLUMN     "linked_at" TIMESTAMPTZ(3),
ADD COLUMN     "keys_in" TEXT NOT NULL DEFAULT 'header';

-- Sites that were connected before get their public name here, and their secret at the next look at them.
UPDATE "woocommerce_connection" SET "store_key" = replace(gen_random_uuid()::text, '-', '') WHERE "store_key" IS NULL;
ALTER TABLE "woocommerce_connection" ALTER COLUMN "store_key" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "woocommerce_connection_store_key_key" ON "woocommerce_connection"("store_key");

-- AlterTable
ALTER TABLE "woocommerce_authorization" ADD COLUMN     "join_code_hash" TEXT;

-- CreateTable
CREATE TABLE "join_code" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by" TEXT,

    CONSTRAINT "join_code_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "join_code_code_hash_key" ON "join_code"("code_hash");

-- AlterTable
ALTER TABLE "store" ADD COLUMN     "moved_to" UUID;

-- A shop goes over to another program only while its own has no postings. Whoever moves it holds the locks on the program's members, which every posting takes; this is
-- for postings that waited for them: they begin after the shop has left and must not bring points into a program that it left for good.
CREATE FUNCTION rung_refuse_moved_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM store WHERE program_id = NEW.program_id AND id = NEW.store_id AND moved_to IS NOT NULL) THEN
    RAISE EXCEPTION 'rung: store % has gone over to another program', NEW.store_id USING ERRCODE = 'RU003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER posting_of_moved_store BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION rung_refuse_moved_store();
