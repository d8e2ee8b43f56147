import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Workdays } from '../base/workdays.ts'
import type { Member, Members } from '../members/members.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createCertificatePrinter } from '../quiz/certificate-printer.ts'
import { questionsOf } from '../quiz/check.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import { parsePledge } from '../quiz/pledge.ts'
import { type BankItem, createQuiz, parseBlueprints, type Quiz } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'
import type { WecomClient } from '../wecom/client.ts'
import { documentTitles } from './document-titles.ts'
import { readableBy } from './readable.ts'

const SHIPPED_PLEDGE = fileURLToPath(new URL('../../knowledge/pledge.md', import.meta.url))
const FONTS = dirname(fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-sc/package.json')))
const SHIPPED_PAPERS = fileURLToPath(new URL('../../knowledge/papers.yaml', import.meta.url))

interface QuizOptions {
  store: Store
  bank: ItemBank
  members: Members
  client: Pick<WecomClient, 'upload'>
  /** What the addresses of the service begin with. */
  base(): string
  outbox: Outbox
  workdays: Workdays
  config: { timeZone: string }
  clock: Clock
  log: Log
}

/** Opens the quizzes over a store whose documents are in place. */
export async function openQuiz({
  store,
  bank,
  members,
  client,
  base,
  outbox,
  workdays,
  config,
  clock,
  log,
}: QuizOptions): Promise<Quiz> {
  const { timeZone } = config
  const titles = await documentTitles(store)
  return createQuiz({
    store,
    bank: { version: bank.version, itemsFor: async (userid) => itemsFor(await members.identify(userid), bank, store) },
    blueprints: parseBlueprints(readFileSync(SHIPPED_PAPERS, 'utf8'), 'papers.yaml'),
    people: { identify: members.identify, get: store.members.get, all: store.members.all },
    outbox,
    titleOf: (documentId) => titles.get(documentId) ?? documentId,
    workdays,
    timeZone,
    clock,
    log,
    newId: randomUUID,
    randomBytes,
    print: createCertificatePrinter({ folder: FONTS, family: 'noto-sans-sc' }),
    media: { upload: (file) => client.upload({ ...file, bytes: new Uint8Array(file.bytes) }) },
    verifyUrl: (code) => `${base()}/verify/${code}`,
    questions: {
      citedClauses: async (reader) => {
        const cited = await citedClauses(store, clock)
        if (reader === undefined) return cited
        const mayRead = await readableBy(await members.identify(reader), store)
        return cited.filter(({ documentId }) => mayRead(documentId))
      },
    },
    pledge: parsePledge(readFileSync(SHIPPED_PLEDGE, 'utf8'), 'pledge.md'),
  })
}

/** Behind a wrong answer stands the clause: who may not read it is not asked about it. */
async function itemsFor(person: Member, bank: ItemBank, store: Store): Promise<readonly BankItem[]> {
  const mayRead = await readableBy(person, store)
  return bank
    .items()
    .filter(({ item }) => questionsOf(item).every(({ basis }) => basis.every(({ documentId }) => mayRead(documentId))))
}

const ASKED_DAYS = 90
const MOST_QUESTIONS = 2_000
/** Clause ids are `document@version:path`. */
const Citations = z.array(z.object({ clauseId: z.string(), path: z.string() }))

/** The clauses that answers of the last months cited. */
async function citedClauses(store: Store, clock: Clock): Promise<{ documentId: string; clause: string }[]> {
  const since = new Date(clock.now().getTime() - ASKED_DAYS * 86_400_000)
  const asked = await store.questions.list({ kind: 'answer', since, limit: MOST_QUESTIONS })
  return asked.flatMap(({ citations }) => {
    const read = Citations.safeParse(citations)
    return read.success
      ? read.data.map(({ clauseId, path }) => ({ documentId: clauseId.split('@', 1).join(), clause: path }))
      : []
  })
}
