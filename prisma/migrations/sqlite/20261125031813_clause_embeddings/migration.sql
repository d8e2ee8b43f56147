-- CreateTable
CREATE TABLE "clause_embeddings" (
    "clauseId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "vector" BLOB NOT NULL,

    PRIMARY KEY ("clauseId", "model"),
    CONSTRAINT "clause_embeddings_clauseId_fkey" FOREIGN KEY ("clauseId") REFERENCES "clauses" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "clause_embeddings_model_idx" ON "clause_embeddings"("model");
