-- CreateTable
CREATE TABLE "voucher" (
    "program_id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "sealed" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'free',
    "expires_on" DATE,
    "upload_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "redemption_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "voucher_pkey" PRIMARY KEY ("program_id","reward_id","code_hash")
);

-- CreateTable
CREATE TABLE "voucher_upload" (
    "program_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "reward_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'reading',
    "lines" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "uploaded_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "voucher_upload_pkey" PRIMARY KEY ("program_id","id")
);

-- CreateTable
CREATE TABLE "issued_value" (
    "program_id" UUID NOT NULL,
    "redemption_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" TEXT,
    "amount_minor" BIGINT,
    "currency" TEXT NOT NULL,
    "sealed_code" TEXT,
    "last_characters" TEXT,
    "platform_ref" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "shown_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "sent_mark" TEXT,
    "removal_tries" INTEGER NOT NULL DEFAULT 0,
    "removal_sent_at" TIMESTAMPTZ(3),
    "removal_mark" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "issued_value_pkey" PRIMARY KEY ("program_id","redemption_id")
);

-- CreateTable
CREATE TABLE "store_ability" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "gift_cards" TEXT NOT NULL,
    "store_credit" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "store_ability_pkey" PRIMARY KEY ("program_id","store_id")
);

-- CreateIndex
CREATE INDEX "voucher_program_id_reward_id_upload_id_state_idx" ON "voucher"("program_id", "reward_id", "upload_id", "state");

-- CreateIndex
CREATE INDEX "voucher_upload_program_id_reward_id_created_at_idx" ON "voucher_upload"("program_id", "reward_id", "created_at");

-- CreateIndex
CREATE INDEX "issued_value_program_id_store_id_customer_id_idx" ON "issued_value"("program_id", "store_id", "customer_id");

-- CreateIndex
CREATE INDEX "issued_value_program_id_store_id_platform_ref_idx" ON "issued_value"("program_id", "store_id", "platform_ref");

-- What is claimed next: the soonest to end, then in the order of the file.
CREATE INDEX voucher_free ON voucher (program_id, reward_id, expires_on, upload_id, line) WHERE state = 'free';
-- A redemption has one code.
CREATE UNIQUE INDEX voucher_of_redemption ON voucher (program_id, redemption_id) WHERE redemption_id IS NOT NULL;

ALTER TABLE voucher ADD CONSTRAINT voucher_state CHECK (state IN ('free', 'claimed', 'given', 'withdrawn')),
  ADD CONSTRAINT voucher_has_owner CHECK ((redemption_id IS NOT NULL) = (state IN ('claimed', 'given')));

-- A code that a member has seen is theirs: nobody deletes it, gives it to another or takes it back.
CREATE FUNCTION rung_keep_given_voucher() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.state = 'given' AND NEW.redemption_id = OLD.redemption_id AND NEW.code_hash = OLD.code_hash THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a voucher that was given stays with its redemption';
END $$;
CREATE TRIGGER voucher_given_stays BEFORE UPDATE OR DELETE ON voucher FOR EACH ROW WHEN (OLD.state = 'given') EXECUTE FUNCTION rung_keep_given_voucher();
