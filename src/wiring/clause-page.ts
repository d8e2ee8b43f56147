import type { Clock } from '../base/clock.ts'
import { type ClauseLinks, clauseLinkKey, createClauseLinks } from '../http/clause-links.ts'
import type { ClausePageDeps } from '../http/clause-page.ts'
import type { Dependants } from '../knowledge/knowledge.ts'
import type { Store } from '../store/store.ts'

interface Parts {
  store: Store
  dependants: Dependants
  /** Address of the service as members reach it. */
  base(): string
  clock: Clock
}

/** The links in answers and the page behind them. */
export async function openClausePage({
  store,
  dependants,
  base,
  clock,
}: Parts): Promise<{ links: ClauseLinks; page: ClausePageDeps }> {
  const key = await clauseLinkKey(store.settings)
  const links = createClauseLinks({ key, base, placesOf: store.documentVersions.placesOf, clock })
  const { readById, read } = store.documentVersions
  return { links, page: { links, readById, read, member: store.members.get, dependants, clock } }
}
