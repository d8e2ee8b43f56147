-- AlterTable
ALTER TABLE "outbox" ADD COLUMN "gaveUpAt" DATETIME;
