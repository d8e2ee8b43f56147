-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "gaveUpAt" TIMESTAMP(3);
