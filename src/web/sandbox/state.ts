import type { Entry, Event, Exchange, State } from '../../sandbox/contract.ts'

export type Panel = 'none' | 'protocol' | 'clock' | 'faults'

/** Everything the page shows. */
export interface View {
  server: State | undefined
  online: boolean
  member: string | undefined
  /** Entries by member, as far as they were loaded. */
  entries: Readonly<Record<string, readonly Entry[]>>
  typing: Readonly<Record<string, boolean>>
  exchanges: readonly Exchange[]
  panel: Panel
  problem: string | undefined
}

export type Action =
  | { do: 'state'; state: State }
  | { do: 'offline' }
  | { do: 'select'; member: string | undefined }
  | { do: 'entries'; member: string; entries: readonly Entry[] }
  | { do: 'exchanges'; exchanges: readonly Exchange[] }
  | { do: 'event'; event: Event }
  | { do: 'panel'; panel: Panel }
  | { do: 'problem'; sentence: string | undefined }

export const initialView: View = {
  server: undefined,
  online: true,
  member: undefined,
  entries: {},
  typing: {},
  exchanges: [],
  panel: 'none',
  problem: undefined,
}

const KEPT_EXCHANGES = 500

export function reduce(view: View, action: Action): View {
  switch (action.do) {
    case 'state':
      return { ...view, server: action.state, online: true }
    case 'offline':
      return { ...view, online: false }
    case 'select':
      return { ...view, member: action.member }
    case 'entries':
      return { ...view, entries: { ...view.entries, [action.member]: action.entries } }
    case 'exchanges':
      return { ...view, exchanges: action.exchanges }
    case 'panel':
      return { ...view, panel: view.panel === action.panel ? 'none' : action.panel }
    case 'problem':
      return { ...view, problem: action.sentence }
    case 'event':
      return happened(view, action.event)
    default:
      return action satisfies never
  }
}

function happened(view: View, event: Event): View {
  switch (event.type) {
    case 'entry':
      return arrived(view, event.member, event.entry)
    case 'update':
      return changed(view, event.member, event.entry)
    case 'read':
      return withPerson(view, event.member, () => ({ unread: 0 }))
    case 'typing':
      return { ...view, typing: { ...view.typing, [event.member]: event.on } }
    case 'exchange':
      return { ...view, exchanges: [...view.exchanges.slice(-KEPT_EXCHANGES + 1), event.exchange] }
    case 'clock':
      return view.server ? { ...view, server: { ...view.server, clock: event.clock } } : view
    case 'faults':
      return view.server ? { ...view, server: { ...view.server, faults: event.faults } } : view
    case 'reset':
      return { ...view, entries: {}, exchanges: [], typing: {} }
    default:
      return event satisfies never
  }
}

function arrived(view: View, member: string, entry: Entry): View {
  const known = view.entries[member] ?? []
  if (known.some(({ id }) => id === entry.id)) return view

  const typing = entry.from === 'bot' ? { ...view.typing, [member]: false } : view.typing
  const unread = entry.from === 'bot' && view.member !== member ? 1 : 0
  const next = { ...view, typing, entries: { ...view.entries, [member]: [...known, entry] } }
  return withPerson(next, member, (person) => ({
    unread: person.unread + unread,
    last: previewOf(entry),
    lastAt: entry.at,
  }))
}

/** An entry that was recalled or answered; the list of conversations shows it only when it is the newest. */
function changed(view: View, member: string, entry: Entry): View {
  const entries = (view.entries[member] ?? []).map((known) => (known.id === entry.id ? entry : known))
  const next = { ...view, entries: { ...view.entries, [member]: entries } }
  return entries.at(-1)?.id === entry.id ? withPerson(next, member, () => ({ last: previewOf(entry) })) : next
}

type Person = State['people'][number]

function withPerson(view: View, member: string, change: (person: Person) => Partial<Person>): View {
  if (!view.server) return view
  const people = view.server.people.map((person) =>
    person.userid === member ? { ...person, ...change(person) } : person,
  )
  return { ...view, server: { ...view.server, people } }
}

/** One line that stands for an entry in the list of conversations. */
export function previewOf(entry: Entry): string {
  if (entry.recalled) return '消息已撤回'
  switch (entry.kind) {
    case 'text':
      return entry.text.split('\n')[0] ?? ''
    case 'markdown':
      return entry.markdown.split('\n')[0] ?? ''
    case 'card':
      return '[卡片]'
    case 'file':
      return `[文件] ${entry.name}`
    case 'other':
      return '[消息]'
    default:
      return entry satisfies never
  }
}
