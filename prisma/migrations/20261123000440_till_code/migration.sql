-- CreateTable
CREATE TABLE "till_code" (
    "program_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "tries_left" INTEGER NOT NULL,
    "used_for" UUID,

    CONSTRAINT "till_code_pkey" PRIMARY KEY ("program_id","member_id")
);
