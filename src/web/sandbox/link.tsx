import { createContext, type ReactNode, useContext } from 'react'
import { api } from './api.ts'

/** Who follows links on the page, and where the bot is. */
export interface Follower {
  member: string
  botUrl: string | undefined
}

export const Following = createContext<Follower>({ member: '', botUrl: undefined })

/** A link to a page; the bot's own pages open as they do in the chosen member's WeCom, which knows who they are. */
export function WebLink({ url, children }: { url: string; children: ReactNode }) {
  const { member, botUrl } = useContext(Following)
  const ours = botUrl !== undefined && new URL(botUrl).origin === originOf(url)
  return (
    <a href={ours ? api.openUrl(member, url) : url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
