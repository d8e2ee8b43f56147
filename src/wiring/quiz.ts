import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Members } from '../members/members.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import { createQuiz, parseBlueprints, type Quiz } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'
import { openWorkdays } from './calendar.ts'

const SHIPPED_PAPERS = fileURLToPath(new URL('../../knowledge/papers.yaml', import.meta.url))

interface QuizOptions {
  store: Store
  bank: ItemBank
  members: Members
  outbox: Outbox
  config: { dataDir: string; timeZone: string }
  clock: Clock
  log: Log
}

/** Opens the quizzes over a store whose documents are in place. */
export async function openQuiz({ store, bank, members, outbox, config, clock, log }: QuizOptions): Promise<Quiz> {
  const { dataDir, timeZone } = config
  return createQuiz({
    store,
    bank,
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

async function documentTitles(store: Store): Promise<(documentId: string) => string> {
  const titles = new Map((await store.documents.list()).map(({ id, meta }) => [id, (meta as { title: string }).title]))
  return (documentId) => titles.get(documentId) ?? documentId
}
