-- CreateTable
CREATE TABLE "woocommerce_connection" (
    "program_id" UUID NOT NULL,
    "store_id" UUID NOT NULL,
    "door_token" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "consumer_key" TEXT NOT NULL,
    "consumer_secret" TEXT NOT NULL,
    "webhook_secret" TEXT NOT NULL,
    "hooks" JSONB NOT NULL,
    "problem" TEXT,
    "probed_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "woocommerce_connection_pkey" PRIMARY KEY ("program_id","store_id")
);

-- CreateTable
CREATE TABLE "woocommerce_authorization" (
    "state_hash" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "return_url" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "woocommerce_authorization_pkey" PRIMARY KEY ("state_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "woocommerce_connection_door_token_key" ON "woocommerce_connection"("door_token");
