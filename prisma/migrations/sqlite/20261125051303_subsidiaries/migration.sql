-- AlterTable
ALTER TABLE "enterprises" ADD COLUMN "parentId" TEXT;
ALTER TABLE "enterprises" ADD COLUMN "subsidiaries" JSONB;

-- AlterTable
ALTER TABLE "members" ADD COLUMN "trail" JSONB;
