import type { BaseRetriever } from '@langchain/core/retrievers'
import type { Citation, Knowledge, Question } from './reply.ts'

/** What LangChain documents of this retriever know about their clause. */
export interface ClauseMetadata extends Record<string, unknown> {
  clauseId: string
  /** Title of the document. */
  document: string
  /** 二/（二）/6 */
  path: string
  /** As shown to people: 二（二）6 */
  label: string
  /** The sentence(s) nearest to the query, verbatim. */
  quote: string
}

interface RetrieverOptions {
  /** How many clauses a query returns at most. */
  limit?: number
  /** Whose audience and which day's validity count; without it every document is searched. */
  by?: Pick<Question, 'asker' | 'at'>
}

/**
 * The search as a LangChain retriever, for chains of one's own: each clause is a `Document` whose text is the clause, verbatim.
 * LangChain is loaded by this call; who never calls it never pays for it.
 */
export async function createClauseRetriever(
  knowledge: Pick<Knowledge, 'searchByMeaning'>,
  { limit = 5, by }: RetrieverOptions = {},
): Promise<BaseRetriever<ClauseMetadata>> {
  const [{ BaseRetriever }, { Document }] = await Promise.all([
    import('@langchain/core/retrievers'),
    import('@langchain/core/documents'),
  ])
  const toDocument = ({ text, clauseId, document, path, label, quote }: Citation) =>
    new Document<ClauseMetadata>({
      id: clauseId,
      pageContent: text,
      metadata: { clauseId, document, path, label, quote },
    })

  class ClauseRetriever extends BaseRetriever<ClauseMetadata> {
    override lc_namespace = ['hegui-bot', 'retrievers']

    static override lc_name(): string {
      return 'ClauseRetriever'
    }

    override async _getRelevantDocuments(query: string) {
      return (await knowledge.searchByMeaning(query, limit, by)).map(toDocument)
    }
  }
  return new ClauseRetriever()
}
