import { createInterface } from 'node:readline/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import { ChatEntry, entryText } from './chat-entry.ts'
import type { Services } from './services.ts'

const People = z.object({
  people: z.array(z.object({ userid: z.string(), name: z.string(), enterprise: z.string(), position: z.string() })),
})
type Person = z.infer<typeof People>['people'][number]

const Entries = z.array(ChatEntry)

const POLL_MS = 150
/** After the last reply that arrived, how long further parts are waited for. */
const QUIET_MS = 600
const PATIENCE_MS = 15_000

/** `hegui chat`: a conversation in the terminal, through the emulator and the whole encrypted path. */
export function addChat(program: Command, services: Services): void {
  program
    .command('chat')
    .description('在终端里以任一模拟成员的身份对话（经过模拟器和真实的加密协议）')
    .option('--as <userid>', '成员账号，例如 zhangwei', 'zhangwei')
    .option('--list', '列出可以扮演的成员')
    .action(async (options: { as: string; list?: boolean }) => {
      const running = await services.runningAt()
      const own = running ? undefined : await services.openBot()
      try {
        const url = running ?? own?.url ?? ''
        const { people } = People.parse(await get(`${url}/sandbox/api/state`))
        if (options.list) process.stdout.write(`${people.map(describe).join('\n')}\n`)
        else await converse(url, find(people, options.as))
      } finally {
        await own?.stop()
      }
    })
}

function describe({ userid, name, enterprise, position }: Person): string {
  return `${userid.padEnd(16)}${name}  ${enterprise} ${position}`
}

function find(people: readonly Person[], userid: string): Person {
  const person = people.find((one) => one.userid === userid.toLowerCase() || one.name === userid)
  if (person) return person
  throw new AppError('input', `no member ${userid}`, {
    publicMessage: `没有成员 ${userid}；用 hegui chat --list 查看可以扮演的成员。`,
  })
}

async function converse(url: string, person: Person): Promise<void> {
  process.stderr.write(
    `以${person.name}（${person.enterprise} ${person.position}）的身份对话；输入问题后回车，Ctrl-D 结束。\n`,
  )
  let seen = await newest(url, person.userid)
  const lines = createInterface({
    input: process.stdin,
    ...(process.stdin.isTTY ? { output: process.stdout, prompt: '> ' } : {}),
  })
  if (process.stdin.isTTY) lines.prompt()
  for await (const line of lines) {
    if (line.trim() !== '') {
      await post(`${url}/sandbox/api/say`, { member: person.userid, text: line })
      seen = await showReplies(url, { member: person.userid, seen })
    }
    if (process.stdin.isTTY) lines.prompt()
  }
}

async function newest(url: string, member: string): Promise<number> {
  return (await entriesAfter(url, { member, seen: 0 })).at(-1)?.id ?? 0
}

async function showReplies(url: string, { member, seen }: { member: string; seen: number }): Promise<number> {
  let last = seen
  let answered = false
  let waited = 0
  while (waited < (answered ? QUIET_MS : PATIENCE_MS)) {
    const fresh = await entriesAfter(url, { member, seen: last })
    const replies = fresh.filter(({ from }) => from === 'bot')
    for (const reply of replies) process.stdout.write(`${entryText(reply)}\n\n`)
    last = fresh.at(-1)?.id ?? last
    answered ||= replies.length > 0
    waited = replies.length > 0 ? 0 : waited + POLL_MS
    await pause(POLL_MS)
  }
  if (!answered) process.stderr.write('没有等到回复，请查看服务的日志。\n')
  return last
}

async function entriesAfter(url: string, { member, seen }: { member: string; seen: number }) {
  return Entries.parse(await get(`${url}/sandbox/api/messages?member=${encodeURIComponent(member)}&after=${seen}`))
}

async function get(url: string): Promise<unknown> {
  return (await reached(() => fetch(url))).json()
}

async function post(url: string, body: unknown): Promise<void> {
  await reached(() =>
    fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  )
}

async function reached(call: () => Promise<Response>): Promise<Response> {
  try {
    return await call()
  } catch (error) {
    throw new AppError('unavailable', 'the service does not answer any more', {
      cause: error,
      publicMessage: '服务没有应答，可能已经停止。',
    })
  }
}
