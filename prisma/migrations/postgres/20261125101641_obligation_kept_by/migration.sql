-- AlterTable
ALTER TABLE "obligations" ADD COLUMN     "keptBy" JSONB;
