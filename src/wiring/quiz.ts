import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Members } from '../members/members.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { problemText, readBank } from '../quiz/bank.ts'
import { createQuiz, parseBlueprints, type Quiz } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'
import { openWorkdays } from './calendar.ts'

const SHIPPED_ITEMS = fileURLToPath(new URL('../../knowledge/quiz', import.meta.url))
const SHIPPED_PAPERS = fileURLToPath(new URL('../../knowledge/papers.yaml', import.meta.url))

interface QuizOptions {
  store: Store
  members: Members
  outbox: Outbox
  config: { dataDir: string; timeZone: string }
  clock: Clock
  log: Log
}

/** Opens the quizzes over a store whose documents are in place: items that no clause proves are left out and named in the log. */
export async function openQuiz({ store, members, outbox, config, clock, log }: QuizOptions): Promise<Quiz> {
  const { dataDir, timeZone } = config
  return createQuiz({
    store,
    bank: await openBank(store, log),
    blueprints: parseBlueprints(readFileSync(SHIPPED_PAPERS, 'utf8'), 'papers.yaml'),
    people: { identify: members.identify, all: store.members.all },
    outbox,
    titleOf: await documentTitles(store),
    workdays: openWorkdays({ dataDir, log }),
    timeZone,
    clock,
    log,
    newId: randomUUID,
  })
}

async function openBank(store: Store, log: Log) {
  const clauses = await store.documents.clausesOf(await store.documents.answering())
  const texts = new Map(clauses.map(({ documentId, path, text }) => [`${documentId} ${path}`, text]))
  const { rows, problems } = readBank(SHIPPED_ITEMS, (documentId, clause) => texts.get(`${documentId} ${clause}`))
  for (const problem of problems) log.warn({ problem: problemText(problem) }, 'a question item is not used')
  const items = rows.map(({ item }) => ({ item, version: 1 }))
  const version = createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 8)
  return { items: () => items, version: () => version }
}

async function documentTitles(store: Store): Promise<(documentId: string) => string> {
  const titles = new Map((await store.documents.list()).map(({ id, meta }) => [id, (meta as { title: string }).title]))
  return (documentId) => titles.get(documentId) ?? documentId
}
