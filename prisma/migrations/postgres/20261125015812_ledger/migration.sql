-- CreateTable
CREATE TABLE "enterprises" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hours" JSONB,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "enterprises_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligations" (
    "id" TEXT NOT NULL,
    "plan" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "quote" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "kept" TEXT NOT NULL,
    "phase" TEXT,
    "due" TEXT,
    "recurrence" JSONB,
    "quantity" JSONB,
    "evidence" BOOLEAN NOT NULL,
    "ladder" JSONB,
    "state" TEXT NOT NULL DEFAULT 'active',
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "obligations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligation_overrides" (
    "obligationId" TEXT NOT NULL,
    "enterpriseId" TEXT NOT NULL,
    "due" TEXT,
    "quantity" JSONB,
    "applicable" BOOLEAN NOT NULL DEFAULT true,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "obligation_overrides_pkey" PRIMARY KEY ("obligationId","enterpriseId")
);

-- CreateTable
CREATE TABLE "occurrences" (
    "id" TEXT NOT NULL,
    "obligationId" TEXT NOT NULL,
    "enterpriseId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "due" TEXT,
    "owners" JSONB NOT NULL,
    "deputy" TEXT,
    "state" TEXT NOT NULL DEFAULT 'open',
    "remindFrom" TEXT,
    "waitingSince" TEXT,
    "level" INTEGER NOT NULL DEFAULT 0,
    "snoozedTo" TEXT,
    "ackedAt" TIMESTAMP(3),
    "doneAt" TIMESTAMP(3),
    "note" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "occurrences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "occurrence_events" (
    "seq" SERIAL NOT NULL,
    "occurrenceId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "occurrence_events_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "evidence" (
    "id" TEXT NOT NULL,
    "occurrenceId" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "uploader" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_requests" (
    "number" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "occurrenceId" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "detail" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMP(3),
    "reason" TEXT,
    "openFor" TEXT,

    CONSTRAINT "ledger_requests_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "reminders" (
    "key" TEXT NOT NULL,
    "member" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "content" JSONB NOT NULL,
    "ackedAt" TIMESTAMP(3),

    CONSTRAINT "reminders_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "reminder_steps" (
    "key" TEXT NOT NULL,
    "occurrenceId" TEXT NOT NULL,
    "member" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "merged" BOOLEAN NOT NULL,
    "reminderKey" TEXT NOT NULL,

    CONSTRAINT "reminder_steps_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "reminder_talks" (
    "userid" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "reminder_talks_pkey" PRIMARY KEY ("userid")
);

-- CreateTable
CREATE TABLE "ledger_acts" (
    "key" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ledger_acts_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "obligations_plan_idx" ON "obligations"("plan");

-- CreateIndex
CREATE INDEX "occurrences_state_idx" ON "occurrences"("state");

-- CreateIndex
CREATE UNIQUE INDEX "occurrences_obligationId_enterpriseId_period_key" ON "occurrences"("obligationId", "enterpriseId", "period");

-- CreateIndex
CREATE UNIQUE INDEX "occurrences_enterpriseId_number_key" ON "occurrences"("enterpriseId", "number");

-- CreateIndex
CREATE INDEX "occurrence_events_occurrenceId_seq_idx" ON "occurrence_events"("occurrenceId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "evidence_occurrenceId_sha256_key" ON "evidence"("occurrenceId", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_requests_openFor_key" ON "ledger_requests"("openFor");

-- CreateIndex
CREATE INDEX "ledger_requests_occurrenceId_idx" ON "ledger_requests"("occurrenceId");

-- CreateIndex
CREATE INDEX "ledger_requests_state_idx" ON "ledger_requests"("state");

-- CreateIndex
CREATE INDEX "reminders_member_day_idx" ON "reminders"("member", "day");

-- CreateIndex
CREATE INDEX "reminders_day_idx" ON "reminders"("day");

-- CreateIndex
CREATE INDEX "reminder_steps_occurrenceId_due_member_day_idx" ON "reminder_steps"("occurrenceId", "due", "member", "day");

-- CreateIndex
CREATE INDEX "reminder_steps_reminderKey_idx" ON "reminder_steps"("reminderKey");

-- CreateIndex
CREATE INDEX "ledger_acts_at_idx" ON "ledger_acts"("at");

-- AddForeignKey
ALTER TABLE "occurrence_events" ADD CONSTRAINT "occurrence_events_occurrenceId_fkey" FOREIGN KEY ("occurrenceId") REFERENCES "occurrences"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_occurrenceId_fkey" FOREIGN KEY ("occurrenceId") REFERENCES "occurrences"("id") ON DELETE CASCADE ON UPDATE CASCADE;
