-- CreateTable
CREATE TABLE "attempts" (
    "id" TEXT NOT NULL,
    "startKey" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "activeOf" TEXT,
    "blueprintId" TEXT NOT NULL,
    "assignmentId" TEXT,
    "blueprint" JSONB NOT NULL,
    "paper" JSONB NOT NULL,
    "bankVersion" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "style" TEXT NOT NULL,
    "cursor" INTEGER NOT NULL,
    "showing" INTEGER NOT NULL,
    "shownAt" TIMESTAMP(3) NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "deadline" TIMESTAMP(3) NOT NULL,
    "warnedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "grade" JSONB,
    "percent" INTEGER,
    "passed" BOOLEAN,
    "flag" TEXT,
    "lastKey" TEXT,
    "lastOutcome" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answers" (
    "attemptId" TEXT NOT NULL,
    "questionId" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "itemVersion" INTEGER NOT NULL,
    "userid" TEXT NOT NULL,
    "response" JSONB,
    "key" TEXT,
    "answeredAt" TIMESTAMP(3),
    "ms" INTEGER,
    "changes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "answers_pkey" PRIMARY KEY ("attemptId","questionId")
);

-- CreateTable
CREATE TABLE "assignments" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "blueprintId" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "assignedBy" TEXT NOT NULL,
    "assignedAt" TIMESTAMP(3) NOT NULL,
    "opensAt" TIMESTAMP(3),
    "closesAt" TIMESTAMP(3),
    "state" TEXT NOT NULL,
    "exemption" JSONB,

    CONSTRAINT "assignments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "certificates" (
    "number" TEXT NOT NULL,
    "attemptId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "percent" INTEGER NOT NULL,
    "bankVersion" TEXT NOT NULL,
    "issuedAt" TIMESTAMP(3) NOT NULL,
    "sentAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "revokedWhy" TEXT,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "pledges" (
    "userid" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "signedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "pledges_pkey" PRIMARY KEY ("userid","version")
);

-- CreateTable
CREATE TABLE "rulings" (
    "id" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "ruling" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "decidedBy" TEXT NOT NULL,
    "decidedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "rulings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "regrades" (
    "rulingId" TEXT NOT NULL,
    "attemptId" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "regrades_pkey" PRIMARY KEY ("rulingId","attemptId")
);

-- CreateTable
CREATE TABLE "practice" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "question" JSONB NOT NULL,
    "askedAt" TIMESTAMP(3) NOT NULL,
    "response" JSONB,
    "right" BOOLEAN,
    "answeredAt" TIMESTAMP(3),

    CONSTRAINT "practice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "attempts_startKey_key" ON "attempts"("startKey");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_activeOf_key" ON "attempts"("activeOf");

-- CreateIndex
CREATE INDEX "attempts_userid_startedAt_idx" ON "attempts"("userid", "startedAt");

-- CreateIndex
CREATE INDEX "attempts_blueprintId_endedAt_idx" ON "attempts"("blueprintId", "endedAt");

-- CreateIndex
CREATE INDEX "attempts_state_deadline_idx" ON "attempts"("state", "deadline");

-- CreateIndex
CREATE INDEX "answers_userid_itemId_idx" ON "answers"("userid", "itemId");

-- CreateIndex
CREATE INDEX "answers_itemId_idx" ON "answers"("itemId");

-- CreateIndex
CREATE UNIQUE INDEX "assignments_key_key" ON "assignments"("key");

-- CreateIndex
CREATE INDEX "assignments_userid_state_idx" ON "assignments"("userid", "state");

-- CreateIndex
CREATE INDEX "assignments_state_closesAt_idx" ON "assignments"("state", "closesAt");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_attemptId_key" ON "certificates"("attemptId");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_code_key" ON "certificates"("code");

-- CreateIndex
CREATE INDEX "certificates_userid_idx" ON "certificates"("userid");

-- CreateIndex
CREATE INDEX "certificates_sentAt_idx" ON "certificates"("sentAt");

-- CreateIndex
CREATE INDEX "rulings_itemId_idx" ON "rulings"("itemId");

-- CreateIndex
CREATE UNIQUE INDEX "practice_key_key" ON "practice"("key");

-- CreateIndex
CREATE INDEX "practice_userid_askedAt_idx" ON "practice"("userid", "askedAt");

-- CreateIndex
CREATE INDEX "practice_itemId_idx" ON "practice"("itemId");

-- AddForeignKey
ALTER TABLE "answers" ADD CONSTRAINT "answers_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "attempts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
