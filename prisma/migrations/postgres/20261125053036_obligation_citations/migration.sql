-- AlterTable
ALTER TABLE "obligations" ADD COLUMN     "also" JSONB;
