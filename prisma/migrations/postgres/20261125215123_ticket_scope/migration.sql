-- AlterTable
ALTER TABLE "tickets" ADD COLUMN     "scope" JSONB;
