import type { Store } from '../store/store.ts'

/** The titles of all documents by their id. */
export async function documentTitles(store: Pick<Store, 'documents'>): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.documents.list()).map(({ id, meta }) => [id, (meta as { title: string }).title]))
}
