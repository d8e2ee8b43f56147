-- AlterTable
ALTER TABLE "document_versions" ADD COLUMN     "meta" JSONB;

-- CreateTable
CREATE TABLE "document_changes" (
    "revision" INTEGER NOT NULL,
    "documentId" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "fromVersion" INTEGER,
    "toVersion" INTEGER,
    "clauses" JSONB NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "announcedAt" TIMESTAMP(3),

    CONSTRAINT "document_changes_pkey" PRIMARY KEY ("revision")
);

-- CreateTable
CREATE TABLE "refused_files" (
    "fileName" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "refused_files_pkey" PRIMARY KEY ("fileName")
);

-- CreateIndex
CREATE INDEX "document_changes_announcedAt_revision_idx" ON "document_changes"("announcedAt", "revision");

-- CreateIndex
CREATE INDEX "document_changes_documentId_revision_idx" ON "document_changes"("documentId", "revision");
