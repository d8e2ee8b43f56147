-- CreateTable
CREATE TABLE "tickets" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL DEFAULT 'new',
    "text" TEXT NOT NULL,
    "wants" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL,
    "dueOn" TEXT NOT NULL,
    "assignee" TEXT,
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" DATETIME,
    "edition" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "curated" INTEGER
);

-- CreateTable
CREATE TABLE "ticket_asks" (
    "questionId" TEXT NOT NULL PRIMARY KEY,
    "number" INTEGER NOT NULL,
    "userid" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "wants" TEXT NOT NULL,
    "reason" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "ticket_asks_number_fkey" FOREIGN KEY ("number") REFERENCES "tickets" ("number") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ticket_asks_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "questions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "office_acts" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "reply" JSONB NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "curated_answers" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "similar" JSONB NOT NULL,
    "negative" JSONB NOT NULL,
    "answer" TEXT NOT NULL,
    "clauses" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "reason" TEXT,
    "by" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "edition" INTEGER NOT NULL DEFAULT 1
);

-- CreateIndex
CREATE INDEX "tickets_state_dueOn_idx" ON "tickets"("state", "dueOn");

-- CreateIndex
CREATE INDEX "ticket_asks_number_idx" ON "ticket_asks"("number");

-- CreateIndex
CREATE INDEX "office_acts_at_idx" ON "office_acts"("at");

-- CreateIndex
CREATE UNIQUE INDEX "curated_answers_key_key" ON "curated_answers"("key");
