-- AlterTable
ALTER TABLE "rulings" ADD COLUMN "appliedAt" DATETIME;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_certificates" (
    "number" TEXT NOT NULL PRIMARY KEY,
    "attemptId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "percent" INTEGER NOT NULL,
    "bankVersion" TEXT NOT NULL,
    "issuedAt" DATETIME NOT NULL,
    "sentAt" DATETIME,
    "revokedAt" DATETIME,
    "revokedWhy" TEXT,
    CONSTRAINT "certificates_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "attempts" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_certificates" ("attemptId", "bankVersion", "code", "issuedAt", "name", "number", "percent", "revokedAt", "revokedWhy", "sentAt", "title", "userid") SELECT "attemptId", "bankVersion", "code", "issuedAt", "name", "number", "percent", "revokedAt", "revokedWhy", "sentAt", "title", "userid" FROM "certificates";
DROP TABLE "certificates";
ALTER TABLE "new_certificates" RENAME TO "certificates";
CREATE UNIQUE INDEX "certificates_attemptId_key" ON "certificates"("attemptId");
CREATE UNIQUE INDEX "certificates_code_key" ON "certificates"("code");
CREATE INDEX "certificates_userid_idx" ON "certificates"("userid");
CREATE INDEX "certificates_sentAt_idx" ON "certificates"("sentAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
