-- CreateTable
CREATE TABLE "tickets" (
    "number" SERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'new',
    "text" TEXT NOT NULL,
    "wants" TEXT NOT NULL,
    "openedAt" TIMESTAMP(3) NOT NULL,
    "dueOn" TEXT NOT NULL,
    "assignee" TEXT,
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" TIMESTAMP(3),
    "edition" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "curated" INTEGER,

    CONSTRAINT "tickets_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "ticket_asks" (
    "questionId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "userid" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "wants" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ticket_asks_pkey" PRIMARY KEY ("questionId")
);

-- CreateTable
CREATE TABLE "office_acts" (
    "key" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "office_acts_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "curated_answers" (
    "number" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "similar" JSONB NOT NULL,
    "negative" JSONB NOT NULL,
    "answer" TEXT NOT NULL,
    "clauses" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "reason" TEXT,
    "by" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "edition" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "curated_answers_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "tickets_state_dueOn_idx" ON "tickets"("state", "dueOn");

-- CreateIndex
CREATE INDEX "ticket_asks_number_idx" ON "ticket_asks"("number");

-- CreateIndex
CREATE INDEX "office_acts_at_idx" ON "office_acts"("at");

-- CreateIndex
CREATE UNIQUE INDEX "curated_answers_key_key" ON "curated_answers"("key");

-- AddForeignKey
ALTER TABLE "ticket_asks" ADD CONSTRAINT "ticket_asks_number_fkey" FOREIGN KEY ("number") REFERENCES "tickets"("number") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_asks" ADD CONSTRAINT "ticket_asks_questionId_fkey" FOREIGN KEY ("questionId") REFERENCES "questions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
