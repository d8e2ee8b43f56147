import { type Asker, type Dependant, type Dependants, type OnClausesChanged, touches } from '../knowledge/knowledge.ts'
import { questionsOf } from '../quiz/check.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import { type BankEntry, toEntry } from '../quiz/item-entry.ts'
import type { Store } from '../store/store.ts'
import { readableBy } from './readable.ts'

/** Everybody who must hear when clauses change: what is built on them is suspended or flagged. */
export function clauseListeners(bank: Pick<ItemBank, 'clausesChanged'>): OnClausesChanged[] {
  return [async (change) => void (await bank.clausesChanged(change))]
}

/** "这条依据还影响什么": every business room's answer, one after the other. */
export function openDependants(store: Pick<Store, 'items' | 'obligations' | 'curated' | 'documents'>): Dependants {
  return {
    of: async (documentId, path, reader) => {
      const rests = (basis: { documentId: string; clause: string }) =>
        basis.documentId === documentId && touches(basis.clause, path)
      return [
        ...(await obligationsOn(rests, store)),
        ...(await quizItemsOn(rests, store)),
        ...(await curatedOn(rests, reader, store)),
      ]
    },
  }
}

type Rests = (basis: { documentId: string; clause: string }) => boolean

async function obligationsOn(rests: Rests, { obligations }: Pick<Store, 'obligations'>): Promise<Dependant[]> {
  const active = await obligations.all({ state: 'active' })
  const restsOn = ({ also = [], ...one }: (typeof active)[number]) =>
    [one, ...also].some(({ clause }) => rests({ documentId: one.documentId, clause }))
  return active.filter(restsOn).map(({ id, title }) => ({ kind: 'obligation', id, title }))
}

const ITEM_STATES: Readonly<Record<BankEntry['state'], string | undefined>> = {
  draft: '草稿',
  active: undefined,
  review: '待复核',
  void: '已作废',
}

async function quizItemsOn(rests: Rests, { items }: Pick<Store, 'items'>): Promise<Dependant[]> {
  const entries = (await items.list(['draft', 'active', 'review'])).map(toEntry)
  return entries
    .filter(({ item }) => questionsOf(item).some((question) => question.basis.some(rests)))
    .map(({ item, state }) => {
      const shown = ITEM_STATES[state]
      return { kind: 'quiz-item', id: item.id, title: item.stem, ...(shown ? { state: shown } : {}) }
    })
}

async function curatedOn(
  rests: Rests,
  reader: Asker | undefined,
  store: Pick<Store, 'curated' | 'documents'>,
): Promise<Dependant[]> {
  const answers = (await store.curated.all()).filter(({ state }) => state !== 'retired')
  const resting = answers.filter(({ clauses }) =>
    clauses.some(({ documentId, path }) => rests({ documentId, clause: path })),
  )
  if (resting.length === 0) return []

  const mayRead = reader ? await readableBy(reader, store) : () => true
  return resting
    .filter(({ clauses }) => clauses.every(({ documentId }) => mayRead(documentId)))
    .map(({ number, question, state }) => ({
      kind: 'standard-answer',
      id: String(number),
      title: question,
      ...(state === 'suspended' ? { state: '已暂停' } : {}),
    }))
}
