-- AlterTable
ALTER TABLE "document_versions" ADD COLUMN     "activeOf" TEXT;
UPDATE "document_versions" SET "activeOf" = "documentId" WHERE "active";
ALTER TABLE "document_versions" DROP COLUMN "active";

-- AlterTable
ALTER TABLE "inbox" ADD COLUMN     "working" TEXT;

-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE UNIQUE INDEX "document_versions_activeOf_key" ON "document_versions"("activeOf");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_working_key" ON "inbox"("working");
