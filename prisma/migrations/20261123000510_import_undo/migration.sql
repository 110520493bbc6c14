-- AlterTable
ALTER TABLE "history_import" ADD COLUMN     "kept_points" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "taken_points" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "undo_cursor" TEXT,
ADD COLUMN     "undo_failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "undo_total" INTEGER,
ADD COLUMN     "undone" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "undone_at" TIMESTAMPTZ(3),
ADD COLUMN     "undone_by" TEXT;

-- While an import is undone no other of the store runs: each would settle the orders of the other.
DROP INDEX history_import_open;
CREATE UNIQUE INDEX history_import_open ON history_import (program_id, store_id) WHERE state IN ('running', 'paused', 'undoing');
-- An undo goes through the orders of its import by their ids.
DROP INDEX order_imported;
CREATE INDEX order_imported ON order_record (program_id, import_id, order_id) WHERE import_id IS NOT NULL;
