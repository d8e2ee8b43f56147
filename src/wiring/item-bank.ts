import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Log } from '../base/log.ts'
import { createItemWriter } from '../llm/item-writer.ts'
import { createChatModel } from '../llm/models.ts'
import type { ClauseText } from '../quiz/check.ts'
import { type WriteItems, WrittenShape } from '../quiz/draft.ts'
import { createItemBank, type ItemBank } from '../quiz/item-bank.ts'
import type { ChoosableClause } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'
import { type Counting, countedCalls } from './counted-model.ts'

const PROMPTS = fileURLToPath(new URL('../../prompts', import.meta.url))
const SHIPPED_ITEMS = fileURLToPath(new URL('../../knowledge/quiz', import.meta.url))
/** Several items are longer than an answer in the chat, and nobody waits in it. */
const DRAFTING_PATIENCE = 6

/** Opens the bank of question items: the shipped ones are taken in, those that lost their proof suspended. */
export async function openItemBank({
  store,
  log,
  readOnly,
}: {
  store: Pick<Store, 'items' | 'documents' | 'settings' | 'transaction'>
  log: Log
  readOnly?: boolean
}): Promise<ItemBank> {
  const bank = createItemBank({
    rows: store.items,
    inTransaction: (work) => store.transaction((tx) => work(tx.items)),
    clauses: (documentIds) => answeringClauses(store, documentIds),
    log,
  })
  if (!readOnly) await seedOnce(bank, store)
  await bank.refresh()
  return bank
}

const SEEDED = 'items.seeded'

/** Neither the shipped files nor the documents changed since the last time: then there is nothing to take in or to suspend. */
async function seedOnce(bank: ItemBank, { documents, settings }: Pick<Store, 'documents' | 'settings'>): Promise<void> {
  const hash = createHash('sha256').update(String(await documents.revision()))
  for (const name of readdirSync(SHIPPED_ITEMS).sort())
    hash.update(name).update(readFileSync(join(SHIPPED_ITEMS, name)))
  const state = hash.digest('hex')
  if ((await settings.get(SEEDED)) === state) return
  await bank.seed(SHIPPED_ITEMS)
  await settings.put(SEEDED, state)
}

async function answeringClauses(
  { documents }: Pick<Store, 'documents'>,
  documentIds: ReadonlySet<string>,
): Promise<ClauseText> {
  const versions = (await documents.answering()).filter(({ documentId }) => documentIds.has(documentId))
  const clauses = await documents.clausesOf(versions)
  const texts = new Map(clauses.map(({ documentId, path, text }) => [`${documentId}\n${path}`, text]))
  return (documentId, clause) => texts.get(`${documentId}\n${clause}`)
}

/** Every clause that answers, for people to choose from. */
export async function choosableClauses({ documents }: Pick<Store, 'documents'>): Promise<ChoosableClause[]> {
  const clauses = await documents.clausesOf(await documents.answering())
  return clauses.map(({ documentId, path, text }) => ({ documentId, clause: path, text }))
}

/** A model that drafts items, where one is configured; what it spends is counted with the questions of the day. */
export function itemWriter(counting: Counting): WriteItems | undefined {
  const { model: settings } = counting.config
  const counted = countedCalls(counting)
  if (!settings || !counted) return undefined
  const timeoutMs = DRAFTING_PATIENCE * settings.timeoutSeconds * 1_000
  const write = createItemWriter(createChatModel(settings), { promptFolder: PROMPTS, schema: WrittenShape, timeoutMs })
  return (request) => counted((note) => write(request, note))
}
