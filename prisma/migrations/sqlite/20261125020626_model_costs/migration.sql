-- CreateTable
CREATE TABLE "model_uses" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userid" TEXT,
    "model" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "inputTokens" INTEGER NOT NULL,
    "outputTokens" INTEGER NOT NULL,
    "costMicros" INTEGER NOT NULL,
    "at" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_questions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "inboundKey" TEXT,
    "userid" TEXT,
    "enterpriseId" TEXT,
    "text" TEXT NOT NULL,
    "standalone" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "mode" TEXT,
    "answerText" TEXT NOT NULL,
    "citations" JSONB NOT NULL,
    "scores" JSONB NOT NULL,
    "model" TEXT,
    "inputTokens" INTEGER NOT NULL DEFAULT 0,
    "outputTokens" INTEGER NOT NULL DEFAULT 0,
    "costMicros" INTEGER NOT NULL DEFAULT 0,
    "ms" INTEGER NOT NULL,
    "askedAt" DATETIME NOT NULL
);
INSERT INTO "new_questions" ("answerText", "askedAt", "citations", "enterpriseId", "id", "inboundKey", "kind", "mode", "ms", "reason", "scores", "standalone", "text", "userid") SELECT "answerText", "askedAt", "citations", "enterpriseId", "id", "inboundKey", "kind", "mode", "ms", "reason", "scores", "standalone", "text", "userid" FROM "questions";
DROP TABLE "questions";
ALTER TABLE "new_questions" RENAME TO "questions";
CREATE UNIQUE INDEX "questions_inboundKey_key" ON "questions"("inboundKey");
CREATE INDEX "questions_userid_askedAt_idx" ON "questions"("userid", "askedAt");
CREATE INDEX "questions_kind_askedAt_idx" ON "questions"("kind", "askedAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "model_uses_at_idx" ON "model_uses"("at");

-- CreateIndex
CREATE INDEX "model_uses_userid_at_idx" ON "model_uses"("userid", "at");
