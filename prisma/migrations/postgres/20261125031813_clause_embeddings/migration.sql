-- CreateTable
CREATE TABLE "clause_embeddings" (
    "clauseId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "clause_embeddings_pkey" PRIMARY KEY ("clauseId","model")
);

-- CreateIndex
CREATE INDEX "clause_embeddings_model_idx" ON "clause_embeddings"("model");

-- AddForeignKey
ALTER TABLE "clause_embeddings" ADD CONSTRAINT "clause_embeddings_clauseId_fkey" FOREIGN KEY ("clauseId") REFERENCES "clauses"("id") ON DELETE CASCADE ON UPDATE CASCADE;
