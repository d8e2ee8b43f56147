-- CreateTable
CREATE TABLE "inbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "receivedAt" DATETIME NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "leaseUntil" DATETIME,
    "notBefore" DATETIME,
    "lastError" TEXT,
    "doneAt" DATETIME
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "recipient" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "dueAt" DATETIME NOT NULL,
    "expiresAt" DATETIME,
    "notBefore" DATETIME,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "leaseUntil" DATETIME,
    "firstSentAt" DATETIME,
    "sentAt" DATETIME,
    "msgid" TEXT,
    "responseCode" TEXT,
    "errcode" INTEGER,
    "lastError" TEXT
);

-- CreateTable
CREATE TABLE "members" (
    "userid" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "enterpriseId" TEXT,
    "enterprise" TEXT,
    "departments" JSONB NOT NULL,
    "position" TEXT,
    "roles" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "conversations" (
    "userid" TEXT NOT NULL PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "state" JSONB NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "documents" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "title" TEXT NOT NULL,
    "meta" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "document_versions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "documentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "document_versions_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "clauses" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "versionId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "heading" TEXT NOT NULL,
    "trail" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "parent" TEXT,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "clauses_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "document_versions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "questions" (
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
    "ms" INTEGER NOT NULL,
    "askedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "feedback" (
    "questionId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("questionId", "userid"),
    CONSTRAINT "feedback_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "questions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL
);

-- CreateTable
CREATE TABLE "job_runs" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "error" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "inbox_key_key" ON "inbox"("key");

-- CreateIndex
CREATE INDEX "inbox_state_receivedAt_idx" ON "inbox"("state", "receivedAt");

-- CreateIndex
CREATE INDEX "inbox_sender_state_idx" ON "inbox"("sender", "state");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_key_key" ON "outbox"("key");

-- CreateIndex
CREATE INDEX "outbox_state_dueAt_idx" ON "outbox"("state", "dueAt");

-- CreateIndex
CREATE INDEX "outbox_group_seq_idx" ON "outbox"("group", "seq");

-- CreateIndex
CREATE INDEX "outbox_recipient_sentAt_idx" ON "outbox"("recipient", "sentAt");

-- CreateIndex
CREATE INDEX "members_enterpriseId_idx" ON "members"("enterpriseId");

-- CreateIndex
CREATE UNIQUE INDEX "document_versions_documentId_number_key" ON "document_versions"("documentId", "number");

-- CreateIndex
CREATE INDEX "clauses_versionId_seq_idx" ON "clauses"("versionId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "clauses_versionId_path_key" ON "clauses"("versionId", "path");

-- CreateIndex
CREATE UNIQUE INDEX "questions_inboundKey_key" ON "questions"("inboundKey");

-- CreateIndex
CREATE INDEX "questions_userid_askedAt_idx" ON "questions"("userid", "askedAt");

-- CreateIndex
CREATE INDEX "questions_kind_askedAt_idx" ON "questions"("kind", "askedAt");

-- CreateIndex
CREATE INDEX "feedback_verdict_at_idx" ON "feedback"("verdict", "at");

-- CreateIndex
CREATE INDEX "job_runs_name_startedAt_idx" ON "job_runs"("name", "startedAt");
