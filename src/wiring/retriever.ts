import { createClauseRetriever } from '../knowledge/knowledge.ts'
import { openConfiguredKnowledge } from './configured.ts'

interface OpenRetriever {
  retriever: Awaited<ReturnType<typeof createClauseRetriever>>
  close(): Promise<void>
}

/**
 * Opens the configured knowledge base (`DATA_DIR` or `DATABASE_URL`) as a LangChain retriever, also beside a running service.
 *
 * @throws AppError `config` or `unavailable` when the database cannot be opened
 */
export async function openRetriever({ limit = 5 }: { limit?: number } = {}): Promise<OpenRetriever> {
  const { knowledge, close } = await openConfiguredKnowledge()
  return { retriever: await createClauseRetriever(knowledge, { limit }), close }
}
