import type { Clock } from '../base/clock.ts'
import { type ClauseLinks, createClauseLinks } from '../http/clause-links.ts'
import type { ClausePageDeps } from '../http/clause-page.ts'
import { linkKey } from '../http/signed-links.ts'
import type { Store } from '../store/store.ts'
import { openDependants } from './dependants.ts'

export interface OpenClausePage {
  linksFor: ClauseLinks['linksFor']
  page: ClausePageDeps
  /** What every address of ours begins with. */
  base(): string
  /** Tells where the service listens; links begin with it unless an outside address was configured. */
  reachedAt(url: string): void
}

/** The links in answers and the page behind them. */
export async function openClausePage({
  store,
  publicUrl,
  clock,
}: {
  store: Store
  publicUrl: string | undefined
  clock: Clock
}): Promise<OpenClausePage> {
  let listeningAt = ''
  const base = () => publicUrl ?? listeningAt
  const key = await linkKey(store.settings)
  const links = createClauseLinks({ key, base, placesOf: store.documentVersions.placesOf, clock })
  const { readById, read } = store.documentVersions
  return {
    linksFor: links.linksFor,
    base,
    page: { links, readById, read, member: store.members.get, dependants: openDependants(store), clock },
    reachedAt: (url) => {
      listeningAt = url
    },
  }
}
