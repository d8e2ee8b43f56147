import { fileURLToPath } from 'node:url'
import type { Log } from '../base/log.ts'
import type { ClauseText } from '../quiz/check.ts'
import { createItemBank, type ItemBank } from '../quiz/item-bank.ts'
import type { ChoosableClause } from '../quiz/quiz.ts'
import type { Store } from '../store/store.ts'

const SHIPPED_ITEMS = fileURLToPath(new URL('../../knowledge/quiz', import.meta.url))

/** Opens the bank of question items: the shipped ones are taken in, those that lost their proof suspended. */
export async function openItemBank({
  store,
  log,
  readOnly,
}: {
  store: Pick<Store, 'items' | 'documents' | 'transaction'>
  log: Log
  readOnly?: boolean
}): Promise<ItemBank> {
  const bank = createItemBank({
    rows: store.items,
    inTransaction: (work) => store.transaction((tx) => work(tx.items)),
    clauses: (documentIds) => answeringClauses(store, documentIds),
    log,
  })
  if (!readOnly) await bank.seed(SHIPPED_ITEMS)
  await bank.refresh()
  return bank
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
