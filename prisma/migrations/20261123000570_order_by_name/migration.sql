-- An order is also looked for by its name ("#1001"): without this every order of the program is read.
CREATE INDEX "order_record_program_id_name_idx" ON "order_record"("program_id", "name");
