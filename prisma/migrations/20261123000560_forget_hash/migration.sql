-- AlterTable
ALTER TABLE "member" ADD COLUMN     "forget_hash_at" TIMESTAMPTZ(3);

-- Who was erased before this column was there: as long as the rule book says unless a program says otherwise.
UPDATE member SET forget_hash_at = updated_at + interval '24 months' WHERE state = 'erased' AND email_hash IS NOT NULL;

-- Whose hash has guarded long enough.
CREATE INDEX member_forget_hash ON member (forget_hash_at) WHERE forget_hash_at IS NOT NULL;
