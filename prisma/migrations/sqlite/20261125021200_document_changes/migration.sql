-- AlterTable
ALTER TABLE "document_versions" ADD COLUMN "meta" JSONB;

-- CreateTable
CREATE TABLE "document_changes" (
    "revision" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "documentId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "fromVersion" INTEGER,
    "toVersion" INTEGER,
    "clauses" JSONB NOT NULL,
    "at" DATETIME NOT NULL,
    "announcedAt" DATETIME
);

-- CreateTable
CREATE TABLE "refused_files" (
    "fileName" TEXT NOT NULL PRIMARY KEY,
    "sha256" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "document_changes_announcedAt_revision_idx" ON "document_changes"("announcedAt", "revision");

-- CreateIndex
CREATE INDEX "document_changes_documentId_revision_idx" ON "document_changes"("documentId", "revision");
