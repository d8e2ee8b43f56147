-- AlterTable
ALTER TABLE "obligations" ADD COLUMN     "note" TEXT;
