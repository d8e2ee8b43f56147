import { type Command, Option } from 'commander'
import { AppError } from '../base/errors.ts'
import { OPEN, STATES, type State, type Ticket } from '../tickets/tickets.ts'
import { wholeNumber } from './arguments.ts'
import type { Services } from './services.ts'

interface ListOptions {
  state?: State | 'open'
  limit: string
  json?: boolean
}

const MOST = 1_000

/** `hegui tickets`: the compliance office's ledger of questions, for looking. */
export function addTickets(program: Command, services: Services): void {
  const tickets = program.command('tickets').description('问题台账：转人工、评价为不对和未能回答的问题')
  tickets
    .command('list')
    .description('列出问题，默认只列待办')
    .addOption(new Option('--state <state>', '状态').choices(['open', ...Object.keys(STATES)]).default('open'))
    .option('--limit <count>', '最多列多少个', '50')
    .option('--json', '输出 JSON')
    .action((options: ListOptions) => list(options, services))
  tickets
    .command('show')
    .description('一个问题的全部提问人、答复和状态')
    .argument('<number>', '问题编号')
    .option('--json', '输出 JSON')
    .action((number: string, { json }: { json?: boolean }) => show(wholeNumber(number, '问题编号'), json, services))
}

async function list({ state = 'open', limit, json }: ListOptions, services: Services): Promise<void> {
  const states = state === 'open' ? OPEN : [state]
  const most = Math.min(wholeNumber(limit, '--limit'), MOST)
  const open = await services.openOffice({ toChange: false })
  try {
    const found = await open.tickets.list({ states, limit: most })
    const text = found.length > 0 ? found.map(lineOf).join('\n') : '没有符合条件的问题。'
    process.stdout.write(`${json ? JSON.stringify(found, null, 2) : text}\n`)
  } finally {
    await open.close()
  }
}

function lineOf({ number, state, dueOn, asks, text }: Ticket): string {
  return [number, STATES[state], `应于 ${dueOn} 前答复`, `${asks.length} 次提问`, text.replace(/\s+/g, ' ')].join('\t')
}

async function show(number: number, json: boolean | undefined, services: Services): Promise<void> {
  const open = await services.openOffice({ toChange: false })
  try {
    const ticket = await open.tickets.find(number)
    if (!ticket)
      throw new AppError('input', `no ticket ${number}`, {
        publicMessage: `没有编号为 ${number} 的问题。用 hegui tickets list 查看。`,
      })
    process.stdout.write(`${json ? JSON.stringify(ticket, null, 2) : await open.tickets.show(number)}\n`)
  } finally {
    await open.close()
  }
}
