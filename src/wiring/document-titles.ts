import { effectiveMeta } from '../knowledge/knowledge.ts'
import type { Store } from '../store/store.ts'

/** The titles of all documents by their id. */
export async function documentTitles(store: Pick<Store, 'documents'>): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.documents.list()).map(({ id, meta }) => [id, (meta as { title: string }).title]))
}

/** The documents that are not for everybody, by their id: the names of the enterprises they are for (none: only some departments). */
export async function documentLimits(store: Pick<Store, 'documents'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const limits = new Map<string, readonly string[]>()
  for (const { id, meta } of await store.documents.list()) {
    const { enterprises = [], departments = [] } = effectiveMeta(id, meta).audience ?? {}
    if (enterprises.length + departments.length > 0) limits.set(id, enterprises)
  }
  return limits
}
