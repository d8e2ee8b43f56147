import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config.ts'
import { type ClauseLinks, createClauseLinks } from '../http/clause-links.ts'
import type { ClausePageDeps } from '../http/clause-page.ts'
import { createSignIn, type SignIn } from '../http/sign-in.ts'
import { linkKey } from '../http/signed-links.ts'
import type { Members } from '../members/members.ts'
import type { Store } from '../store/store.ts'
import type { WecomClient } from '../wecom/client.ts'
import { authorizeUrl } from '../wecom/login.ts'
import { openDependants } from './dependants.ts'
import type { Platform } from './platform.ts'

export interface OpenClausePage {
  linksFor: ClauseLinks['linksFor']
  page: ClausePageDeps
  /** What every address of ours begins with. */
  base(): string
  /** Tells where the service listens; links begin with it unless an outside address was configured. */
  reachedAt(url: string): void
}

export interface ClausePageOptions {
  store: Store
  members: Pick<Members, 'identify'>
  client: Pick<WecomClient, 'login'>
  platform: Pick<Platform, 'api' | 'login'>
  config: Pick<Config, 'publicUrl' | 'clauseReaders' | 'timeZone' | 'wecom'>
  clock: Clock
  log: Log
}

/** The links in answers and the page behind them. */
export async function openClausePage(options: ClausePageOptions): Promise<OpenClausePage> {
  const { store, config, clock, log } = options
  let listeningAt = ''
  const base = () => config.publicUrl ?? listeningAt
  const key = await linkKey(store.settings)
  const links = createClauseLinks({ key, base, placesOf: store.documentVersions.placesOf, clock })
  const { readById, read } = store.documentVersions
  const { timeZone } = config
  const dependants = openDependants(store)
  warnAboutDoors(options)
  const signIn = config.clauseReaders === 'members' ? signInOver(options, { key, base }) : undefined
  return {
    linksFor: links.linksFor,
    base,
    page: { links, signIn, readById, read, member: store.members.get, dependants, clock, timeZone, log },
    reachedAt: (url) => {
      listeningAt = url
    },
  }
}

function signInOver(
  { store, members, client, platform, clock, log }: ClausePageOptions,
  { key, base }: { key: Uint8Array; base(): string },
): SignIn {
  const { corpId, agentId } = platform.api
  return createSignIn({
    ...{ key, base, clock, log, login: client.login, anyBrowser: platform.login.anyBrowser },
    secure: () => base().startsWith('https:'),
    authorizeUrl: (request) => authorizeUrl({ ...request, corpId, agentId, loginBase: platform.login.at ?? base() }),
    isMember: async (userid) => {
      await members.identify(userid)
      return (await store.members.get(userid))?.active === true
    },
  })
}

/** What an operator can mend before the first member finds out. */
function warnAboutDoors({ config, log }: ClausePageOptions): void {
  if (config.wecom.mode === 'sandbox') return
  if (config.clauseReaders === 'holders')
    log.warn('CLAUSE_READERS=holders: whoever holds a link to a clause may open it until it expires, member or not')
  if (!config.publicUrl)
    log.warn('PUBLIC_URL is not set: links to clauses lead to this machine, and members cannot sign in to open them')
  else if (!config.publicUrl.startsWith('https:'))
    log.warn('PUBLIC_URL is not https: whoever listens on the line can take over the session of a member')
}
