import { coalesce } from '../../base/coalesce.ts'
import type { Log } from '../../base/log.ts'
import type { Barred, Knowledge, Question } from '../reply.ts'
import { type Obstacle, obstacleText } from './obstacle.ts'
import { type DatabaseSearch, inDatabase, inMemory, NEAREST, type Place, type StoredVectors } from './places.ts'

/** What the search by meaning needs of the store. */
export interface EmbeddingRows extends StoredVectors {
  missing(model: string, limit: number): Promise<{ id: string; heading: string; trail: string[]; text: string }[]>
  save(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void>
  clauses(): Promise<number>
  forgetOthers(model: string): Promise<void>
}

export interface SemanticDeps {
  rows: EmbeddingRows
  table: DatabaseSearch
  embedder: { model: string; embed(texts: readonly string[], timeoutMs: number): Promise<Float32Array[]> }
  /** The document a clause stands in. */
  documentOf: (clauseId: string) => string | undefined
  log: Log
  /** It may not write: vectors are read, none are made. */
  readOnly?: boolean
  /** More clauses than this are not held in memory but searched in the database. */
  most?: number
}

/** How far the clauses are embedded and where they are searched. Until all are, words alone are searched. */
export type SemanticState =
  | { kind: 'preparing' | 'ready'; place: 'memory' | 'database'; done: number; total: number }
  | { kind: 'too-many'; total: number; obstacle: Obstacle['kind'] }

export interface Semantic {
  /** Embeds what is missing and makes the vectors searchable; taken up again where it was left, by any instance. */
  work(): Promise<SemanticState>
  /** Makes searchable what is embedded already, by reading only. */
  load(): Promise<SemanticState>
  state(): SemanticState
  /** Ids of the clauses nearest in meaning that may answer, nearest first; none while it is not ready or the endpoint does not answer. */
  nearest(text: string, barred: () => Barred): Promise<string[]>
}

/** Exact search in memory is quick enough up to here. */
const MOST = 200_000
const BATCH = 64
/** A batch may take long, somebody who waits for an answer may not. */
const TIMEOUT_MS = { batch: 60_000, question: 2_000 } as const
/** Longer clauses are embedded by their beginning; endpoints refuse what exceeds their window. */
const CHARACTERS = 2_000

export function createSemantic(deps: SemanticDeps): Semantic {
  const { rows, table, embedder, log, readOnly = false, most = MOST } = deps
  const { model } = embedder
  const places = { memory: inMemory(rows, { ...deps, model }), database: inDatabase(table, model) }
  let state: SemanticState = { kind: 'preparing', place: 'memory', done: 0, total: 0 }

  const work = coalesce(async () => {
    const total = await rows.clauses()
    if (!readOnly) {
      const obstacle = total > most ? await fillTable(total) : await embedMissing(total)
      if (obstacle) return tooMany(total, obstacle)
    }
    await load()
    if (state.kind === 'ready' && !readOnly) await rows.forgetOthers(model)
    return state
  })

  /** The first batch tells how long the vectors are, and with that whether the database can search them. */
  async function fillTable(total: number): Promise<Obstacle | undefined> {
    for (const batches of [1, Number.POSITIVE_INFINITY]) {
      const obstacle = await table.open(model)
      if (obstacle) return obstacle
      await embedMissing(total, batches)
    }
    await table.fill(model, (taken) => log.info({ model, taken, total }, 'vectors taken into the database search'))
    return undefined
  }

  async function embedMissing(total: number, batches = Number.POSITIVE_INFINITY): Promise<undefined> {
    for (let made = 0; made < batches; made++) {
      const embedded = await embedBatch(deps)
      if (embedded === 0) return
      if (state.kind === 'preparing') state = { ...state, done: state.done + embedded, total }
      log.info({ model, batch: embedded, total }, 'clauses embedded')
    }
  }

  async function load(): Promise<SemanticState> {
    const total = await rows.clauses()
    const place = total > most ? 'database' : 'memory'
    const obstacle = place === 'database' ? await table.obstacle() : undefined
    if (obstacle) return tooMany(total, obstacle)

    const { done, searchable } = await places[place].load()
    const ready = searchable && total > 0 && done >= total
    state = { kind: ready ? 'ready' : 'preparing', place, done, total }
    if (place === 'database') places.memory.clear()
    return state
  }

  function tooMany(total: number, obstacle: Obstacle): SemanticState {
    if (state.kind !== 'too-many' || state.obstacle !== obstacle.kind)
      log.warn({ total, most, obstacle }, obstacleText(obstacle, most))
    places.memory.clear()
    state = { kind: 'too-many', total, obstacle: obstacle.kind }
    return state
  }

  async function nearest(text: string, barred: () => Barred): Promise<string[]> {
    if (state.kind !== 'ready') return []
    try {
      const [vector] = await embedder.embed([text.slice(0, CHARACTERS)], TIMEOUT_MS.question)
      return vector && state.kind === 'ready' ? await findFor(vector, barred(), places[state.place]) : []
    } catch (error) {
      log.warn({ err: error }, 'the question was not searched by meaning, words alone are searched')
      return []
    }
  }

  return { work, load, state: () => state, nearest }
}

/** Returns how many clauses were embedded; 0 when none is missing. */
async function embedBatch({ rows, embedder }: Pick<SemanticDeps, 'rows' | 'embedder'>): Promise<number> {
  const batch = await rows.missing(embedder.model, BATCH)
  if (batch.length === 0) return 0
  const made = await embedder.embed(batch.map(textOf), TIMEOUT_MS.batch)
  await rows.save(embedder.model, new Map(batch.flatMap(({ id }, i) => (made[i] ? [[id, made[i]]] : []))))
  return batch.length
}

function textOf({ trail, heading, text }: { trail: string[]; heading: string; text: string }): string {
  return [...trail, heading, text]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, CHARACTERS)
}

/**
 * What may be seen, lapsed documents too, since an answer may have to say that its basis has expired; and where those could have
 * crowded out what is in force, as many again without them. These lie farther away than all before them, so the order holds.
 */
async function findFor(vector: Float32Array, { hidden, lapsed }: Barred, place: Place): Promise<string[]> {
  const seen = await place.find(vector, hidden)
  if (seen.length < NEAREST || lapsed.size === 0) return seen
  return [...new Set([...seen, ...(await place.find(vector, hidden.union(lapsed)))])]
}

/** Puts the search by meaning before the same door: what it finds near is weighed together with what the words find. */
export function withSemantic(knowledge: Knowledge, semantic: Pick<Semantic, 'nearest'>): Knowledge {
  return {
    ...knowledge,
    ask: async (question) => {
      const barred = () => knowledge.barred(question.text, question)
      return knowledge.ask({ ...question, nearby: await semantic.nearest(standingAlone(question), barred) })
    },
    searchByMeaning: async (query, limit, by) =>
      knowledge.search(query, limit, {
        ...by,
        nearby: await semantic.nearest(query, () => knowledge.barred(query, by)),
      }),
  }
}

function standingAlone({ previous, text }: Question): string {
  return previous ? `${previous.text} ${text}` : text
}
