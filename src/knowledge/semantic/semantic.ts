import { coalesce } from '../../base/coalesce.ts'
import type { Log } from '../../base/log.ts'
import type { Knowledge, Question } from '../reply.ts'
import { createVectors } from './vectors.ts'

/** What the search by meaning needs of the store. */
export interface EmbeddingRows {
  missing(model: string, limit: number): Promise<{ id: string; heading: string; trail: string[]; text: string }[]>
  save(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>
  embedded(model: string): Promise<string[]>
  vectors(model: string, ids: readonly string[]): Promise<Map<string, Float32Array>>
  clauses(): Promise<number>
  forgetOthers(model: string): Promise<void>
}

export interface SemanticDeps {
  rows: EmbeddingRows
  embedder: { model: string; embed(texts: readonly string[], timeoutMs: number): Promise<Float32Array[]> }
  log: Log
  /** It may not write: vectors are read, none are made. */
  readOnly?: boolean
  /** More clauses than this are not held in memory. */
  most?: number
}

/** How far the clauses are embedded. Until all are, words alone are searched. */
export type SemanticState =
  | { kind: 'preparing' | 'ready'; done: number; total: number }
  | { kind: 'too-many'; total: number }

export interface Semantic {
  /** Embeds what is missing and takes the vectors into memory; taken up again where it was left, by any instance. */
  work(): Promise<SemanticState>
  /** Takes what is embedded already into memory. */
  load(): Promise<SemanticState>
  state(): SemanticState
  /** Ids of the clauses nearest in meaning, nearest first; none while it is not ready or the endpoint does not answer. */
  nearest(text: string): Promise<string[]>
}

/** Exact search in memory is quick enough up to here. */
const MOST = 200_000
const BATCH = 64
const NEAREST = 80
/** A batch may take long, somebody who waits for an answer may not. */
const TIMEOUT_MS = { batch: 60_000, question: 2_000 } as const
/** Longer clauses are embedded by their beginning; endpoints refuse what exceeds their window. */
const CHARACTERS = 2_000

export function createSemantic({ rows, embedder, log, readOnly = false, most = MOST }: SemanticDeps): Semantic {
  const { model } = embedder
  const vectors = createVectors()
  let state: SemanticState = { kind: 'preparing', done: 0, total: 0 }

  const work = coalesce(async () => {
    const total = await rows.clauses()
    if (total > most) return tooMany(total)

    if (!readOnly) await embedMissing(total)
    await load()
    if (state.kind === 'ready' && !readOnly) await rows.forgetOthers(model)
    return state
  })

  function tooMany(total: number): SemanticState {
    if (state.kind !== 'too-many')
      log.warn(
        { total, most },
        '条款数超过内存向量检索的上限，已停用语义检索，继续按词面检索；更大的库需要 PostgreSQL 的 pgvector',
      )
    vectors.remove(vectors.ids())
    state = { kind: 'too-many', total }
    return state
  }

  async function embedMissing(total: number): Promise<void> {
    for (let batch = await rows.missing(model, BATCH); batch.length > 0; batch = await rows.missing(model, BATCH)) {
      const made = await embedder.embed(batch.map(textOf), TIMEOUT_MS.batch)
      await rows.save(model, new Map(batch.flatMap(({ id }, i) => (made[i] ? [[id, made[i]]] : []))))
      log.info({ model, batch: batch.length, total }, 'clauses embedded')
    }
  }

  async function load(): Promise<SemanticState> {
    const total = await rows.clauses()
    if (total > most) return tooMany(total)

    const stored = new Set(await rows.embedded(model))
    const held = vectors.ids()
    vectors.remove(held.difference(stored))
    vectors.add(await rows.vectors(model, [...stored.difference(held)]))
    state = { kind: total > 0 && stored.size >= total ? 'ready' : 'preparing', done: stored.size, total }
    return state
  }

  async function nearest(text: string): Promise<string[]> {
    if (state.kind !== 'ready') return []
    try {
      const [vector] = await embedder.embed([text.slice(0, CHARACTERS)], TIMEOUT_MS.question)
      return vector ? vectors.nearest(vector, NEAREST) : []
    } catch (error) {
      log.warn({ err: error }, 'the question was not embedded, words alone are searched')
      return []
    }
  }

  return { work, load, state: () => state, nearest }
}

function textOf({ trail, heading, text }: { trail: string[]; heading: string; text: string }): string {
  return [...trail, heading, text]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, CHARACTERS)
}

/** Puts the search by meaning before the same door: what it finds near is weighed together with what the words find. */
export function withSemantic(knowledge: Knowledge, semantic: Pick<Semantic, 'nearest'>): Knowledge {
  return {
    ...knowledge,
    ask: async (question) => knowledge.ask({ ...question, nearby: await semantic.nearest(standingAlone(question)) }),
    searchByMeaning: async (query, limit, by) =>
      knowledge.search(query, limit, { ...by, nearby: await semantic.nearest(query) }),
  }
}

function standingAlone({ previous, text }: Question): string {
  return previous ? `${previous.text} ${text}` : text
}
