import { z } from 'zod'
import {
  Entry,
  Event,
  Exchange,
  type FaultKind,
  Moved,
  Problem,
  type Recording,
  State,
} from '../../sandbox/contract.ts'

const BASE = '/sandbox/api'

/** What the emulator answered instead, as a Chinese sentence. */
export class Refused extends Error {}

async function call(path: string, init?: RequestInit): Promise<unknown> {
  const reply = await fetch(`${BASE}${path}`, init).catch(() => {
    throw new Refused('连不上模拟器，请确认 npm start 还在运行。')
  })
  const body: unknown = await reply.json().catch(() => undefined)
  if (reply.ok) return body
  throw new Refused(Problem.safeParse(body).data?.error ?? `模拟器返回了 ${reply.status}。`)
}

function post(path: string, body: unknown): Promise<unknown> {
  return call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
}

export const api = {
  state: async () => State.parse(await call('/state')),
  messages: async (member: string) =>
    z.array(Entry).parse(await call(`/messages?member=${encodeURIComponent(member)}`)),
  exchanges: async () => z.array(Exchange).parse(await call('/exchanges')),
  say: (member: string, text: string) => post('/say', { member, text }),
  enter: (member: string) => post('/enter', { member }),
  press: (press: {
    member: string
    entry: number
    key: string
    selected?: { questionKey: string; optionIds: string[] }[]
    menu?: boolean
  }) => post('/press', press),
  upload: (member: string, file: File) => {
    const form = new FormData()
    form.append('file', file, file.name)
    return call(`/upload?member=${encodeURIComponent(member)}`, { method: 'POST', body: form })
  },
  moveClock: async (to: { to: string } | { next: true } | { reset: true }) => Moved.parse(await post('/clock', to)),
  fault: (kind: FaultKind, remaining: number | null) => post('/faults', { kind, remaining }),
  reset: () => post('/reset', { confirm: true }),
  replay: (recording: Recording) => post('/replay', recording),
  mediaUrl: (id: string) => `${BASE}/media/${encodeURIComponent(id)}`,
  openUrl: (member: string, url: string) => `/sandbox/open?${new URLSearchParams({ member, url })}`,
  exportUrl: `${BASE}/export`,
}

interface Listener {
  onEvent(event: Event): void
  /** At the start and after each reconnection, when the state must be read again. */
  onOpen(): void
  onLost(): void
}

/** Live events until the returned function is called. */
export function listen({ onEvent, onOpen, onLost }: Listener): () => void {
  const source = new EventSource(`${BASE}/events`)
  source.onopen = onOpen
  source.onerror = onLost
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const event = Event.safeParse(JSON.parse(data))
    if (event.success) onEvent(event.data)
  }
  return () => source.close()
}
