-- AlterTable
ALTER TABLE "inbox" ADD COLUMN "working" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_document_versions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "documentId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT,
    "activeOf" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "document_versions_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "documents" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_document_versions" ("activeOf", "createdAt", "documentId", "fileName", "id", "note", "number", "sha256", "source") SELECT CASE WHEN "active" THEN "documentId" END, "createdAt", "documentId", "fileName", "id", "note", "number", "sha256", "source" FROM "document_versions";
DROP TABLE "document_versions";
ALTER TABLE "new_document_versions" RENAME TO "document_versions";
CREATE UNIQUE INDEX "document_versions_activeOf_key" ON "document_versions"("activeOf");
CREATE UNIQUE INDEX "document_versions_documentId_number_key" ON "document_versions"("documentId", "number");
CREATE TABLE "new_settings" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "new_settings" ("key", "value") SELECT "key", "value" FROM "settings";
DROP TABLE "settings";
ALTER TABLE "new_settings" RENAME TO "settings";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "inbox_working_key" ON "inbox"("working");
