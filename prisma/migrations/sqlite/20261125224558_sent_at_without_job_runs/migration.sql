-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "job_runs";
PRAGMA foreign_keys=on;

-- CreateIndex
CREATE INDEX "outbox_sentAt_idx" ON "outbox"("sentAt");
