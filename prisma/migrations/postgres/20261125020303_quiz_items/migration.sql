-- CreateTable
CREATE TABLE "quiz_items" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "quiz_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz_item_versions" (
    "itemId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "quiz_item_versions_pkey" PRIMARY KEY ("itemId","number")
);

-- CreateTable
CREATE TABLE "quiz_item_events" (
    "id" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "quiz_item_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quiz_items_state_idx" ON "quiz_items"("state");

-- CreateIndex
CREATE INDEX "quiz_item_events_itemId_at_idx" ON "quiz_item_events"("itemId", "at");

-- AddForeignKey
ALTER TABLE "quiz_item_versions" ADD CONSTRAINT "quiz_item_versions_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "quiz_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_item_events" ADD CONSTRAINT "quiz_item_events_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "quiz_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;
