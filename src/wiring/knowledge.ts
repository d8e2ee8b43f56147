import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { civilDateAt } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config.ts'
import { DraftShape } from '../knowledge/claims.ts'
import { withComposer } from '../knowledge/compose.ts'
import { takeInShipped } from '../knowledge/intake/shipped.ts'
import {
  type Curated,
  createCurated,
  createKnowledge,
  createSemantic,
  type Knowledge,
  loadLexicon,
  type Semantic,
  withCurated,
  withSemantic,
} from '../knowledge/knowledge.ts'
import { createLibrary, type Library } from '../knowledge/library.ts'
import { createBreaker } from '../llm/breaker.ts'
import { createTokenBudget } from '../llm/budget.ts'
import { createWriter } from '../llm/drafts.ts'
import { createEmbedder } from '../llm/embeddings.ts'
import { createChatModel } from '../llm/models.ts'
import type { Store } from '../store/store.ts'
import { intakeRows } from './documents.ts'

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url))
const SHIPPED_KNOWLEDGE = fileURLToPath(new URL('../../knowledge', import.meta.url))

interface KnowledgeOptions {
  store: Store
  config: Pick<Config, 'model' | 'timeZone'>
  clock: Clock
  log: Log
  readOnly?: boolean
  /** Instead of the configured time a model may take. */
  modelBudgetMs?: number | undefined
  /** Instead of the usual number of clauses whose vectors are held in memory. */
  vectorsInMemory?: number | undefined
}

interface OpenKnowledge {
  knowledge: Knowledge
  library: Library
  curated: Curated
  /** Present where an embedding model is configured. */
  semantic: Semantic | undefined
}

/** Opens the knowledge base of a store: the shipped documents are taken in, the index is built, a model put behind it if there is one. */
export async function openKnowledge(options: KnowledgeOptions): Promise<OpenKnowledge> {
  const { store, clock, log, readOnly } = options
  const { timeZone } = options.config
  const lexicon = loadLexicon(join(SHIPPED_KNOWLEDGE, 'lexicon.yaml'))
  const knowledge = createKnowledge({ clauses: [], lexicon, timeZone })
  const library = createLibrary({ documents: store.documents, knowledge, log })
  if (!readOnly)
    await takeInShipped({
      rows: intakeRows(store),
      settings: store.settings,
      folder: join(SHIPPED_KNOWLEDGE, 'documents'),
      log,
    })
  await library.refresh()
  const semantic = openSemantic(knowledge, options)
  await semantic?.load()
  const found = semantic ? withSemantic(knowledge, semantic) : knowledge
  const curated = createCurated({ rows: store.curated, knowledge, clock, timeZone })
  const answering = alwaysCurrent(withCurated(withModel(found, options), curated), library)
  return { knowledge: answering, library, curated, semantic }
}

/** Nothing is answered from a document that was changed or deleted before the question came, whichever instance did it. */
function alwaysCurrent(knowledge: Knowledge, library: Library): Knowledge {
  const ask: Knowledge['ask'] = async (question) => {
    await library.refresh()
    return knowledge.ask(question)
  }
  return { ...knowledge, ask }
}

function openSemantic(
  knowledge: Knowledge,
  { store, config, log, readOnly = false, vectorsInMemory: most }: KnowledgeOptions,
): Semantic | undefined {
  const { apiKey, baseUrl, embeddingModel: model } = config.model ?? {}
  if (!apiKey || !model) return undefined
  return createSemantic({
    rows: store.embeddings,
    table: store.vectorTable,
    embedder: createEmbedder({ apiKey, baseUrl, model }),
    documentOf: (clauseId) => knowledge.clauseById(clauseId)?.document.id,
    log,
    readOnly,
    ...(most === undefined ? {} : { most }),
  })
}

function withModel(knowledge: Knowledge, options: KnowledgeOptions): Knowledge {
  const { store, config, clock, log, readOnly, modelBudgetMs } = options
  const { model: settings, timeZone } = config
  if (!settings?.model) return knowledge
  const breaker = createBreaker({ clock, onRest: (rest) => log.warn(rest, 'the model rests') })
  const writer = createWriter(createChatModel(settings), { promptFolder: PROMPTS, schema: DraftShape, breaker })
  // A terminal beside a running service may only read; what it spends is the administrator's and stays uncounted.
  const rows = readOnly ? { ...store.modelUses, record: async () => undefined } : store.modelUses
  return withComposer({
    knowledge,
    writer,
    budgetMs: modelBudgetMs ?? settings.timeoutSeconds * 1_000,
    budget: createTokenBudget({ ...settings, rows, clock, timeZone }),
    dayOf: (instant) => civilDateAt(instant, timeZone),
    onRejected: (reason) => log.warn({ reason }, 'the model was not followed'),
  })
}
