-- DropTable
DROP TABLE "job_runs";

-- CreateIndex
CREATE INDEX "outbox_sentAt_idx" ON "outbox"("sentAt");
