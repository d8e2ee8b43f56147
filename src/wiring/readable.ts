import { type Asker, effectiveMeta, isMeantFor } from '../knowledge/knowledge.ts'
import type { Store } from '../store/store.ts'

/** Which documents somebody may read, by id, as things stand now; one that is not there nobody may. */
export async function readableBy(
  person: Asker,
  { documents }: Pick<Store, 'documents'>,
): Promise<(documentId: string) => boolean> {
  const metas = new Map((await documents.list()).map(({ id, meta }) => [id, effectiveMeta(id, meta)]))
  return (documentId) => {
    const meta = metas.get(documentId)
    return meta !== undefined && isMeantFor(meta, person)
  }
}
