-- CreateTable
CREATE TABLE "inbox" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "receivedAt" TIMESTAMP(3) NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "notBefore" TIMESTAMP(3),
    "lastError" TEXT,
    "doneAt" TIMESTAMP(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "recipient" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "dueAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3),
    "notBefore" TIMESTAMP(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "worker" TEXT,
    "leaseUntil" TIMESTAMP(3),
    "firstSentAt" TIMESTAMP(3),
    "sentAt" TIMESTAMP(3),
    "msgid" TEXT,
    "responseCode" TEXT,
    "errcode" INTEGER,
    "lastError" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "userid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "enterpriseId" TEXT,
    "enterprise" TEXT,
    "departments" JSONB NOT NULL,
    "position" TEXT,
    "roles" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "members_pkey" PRIMARY KEY ("userid")
);

-- CreateTable
CREATE TABLE "conversations" (
    "userid" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" JSONB NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "conversations_pkey" PRIMARY KEY ("userid")
);

-- CreateTable
CREATE TABLE "documents" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "meta" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "documents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document_versions" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "document_versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clauses" (
    "id" TEXT NOT NULL,
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

    CONSTRAINT "clauses_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "questions" (
    "id" TEXT NOT NULL,
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
    "askedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "questions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback" (
    "questionId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("questionId","userid")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "job_runs" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),
    "error" TEXT,

    CONSTRAINT "job_runs_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "document_versions" ADD CONSTRAINT "document_versions_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "documents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "clauses" ADD CONSTRAINT "clauses_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "document_versions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "questions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
