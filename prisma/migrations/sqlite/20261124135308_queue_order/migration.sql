-- DropIndex
DROP INDEX "inbox_sender_state_idx";

-- DropIndex
DROP INDEX "inbox_state_receivedAt_idx";

-- DropIndex
DROP INDEX "outbox_state_dueAt_idx";

-- CreateIndex
CREATE INDEX "inbox_state_receivedAt_seq_id_idx" ON "inbox"("state", "receivedAt", "seq", "id");

-- CreateIndex
CREATE INDEX "inbox_sender_state_receivedAt_seq_id_idx" ON "inbox"("sender", "state", "receivedAt", "seq", "id");

-- CreateIndex
CREATE INDEX "outbox_state_priority_dueAt_group_seq_idx" ON "outbox"("state", "priority", "dueAt", "group", "seq");
