-- AlterTable
ALTER TABLE "rulings" ADD COLUMN     "appliedAt" TIMESTAMP(3);

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_attemptId_fkey" FOREIGN KEY ("attemptId") REFERENCES "attempts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
