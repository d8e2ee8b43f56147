-- AlterTable
ALTER TABLE "enterprises" ADD COLUMN     "parentId" TEXT,
ADD COLUMN     "subsidiaries" JSONB;

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "trail" JSONB;
