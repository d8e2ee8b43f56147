-- AlterTable
ALTER TABLE "questions" ADD COLUMN     "costMicros" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "inputTokens" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "outputTokens" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "model_uses" (
    "id" TEXT NOT NULL,
    "userid" TEXT,
    "model" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "inputTokens" INTEGER NOT NULL,
    "outputTokens" INTEGER NOT NULL,
    "costMicros" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "model_uses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "model_uses_at_idx" ON "model_uses"("at");

-- CreateIndex
CREATE INDEX "model_uses_userid_at_idx" ON "model_uses"("userid", "at");
