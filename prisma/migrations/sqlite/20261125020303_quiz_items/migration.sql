-- CreateTable
CREATE TABLE "quiz_items" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "quiz_item_versions" (
    "itemId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("itemId", "number"),
    CONSTRAINT "quiz_item_versions_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "quiz_items" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "quiz_item_events" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "itemId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "at" DATETIME NOT NULL,
    CONSTRAINT "quiz_item_events_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "quiz_items" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "quiz_items_state_idx" ON "quiz_items"("state");

-- CreateIndex
CREATE INDEX "quiz_item_events_itemId_at_idx" ON "quiz_item_events"("itemId", "at");
