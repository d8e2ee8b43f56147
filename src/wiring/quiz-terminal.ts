import { randomUUID } from 'node:crypto'
import { systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config.ts'
import { createMembers } from '../members/members.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import type { Quiz } from '../quiz/quiz.ts'
import { AGENT_ID } from '../sandbox/secrets.ts'
import type { Store } from '../store/store.ts'
import { openWorkdays, tellAtTerminal } from './calendar.ts'
import { openQuiz } from './quiz.ts'

interface TerminalOptions {
  store: Store
  bank: ItemBank
  config: Config
  log: Log
}

/** Quizzes for one command at the terminal: messages are written down, and the service sends them when it runs. */
export function openQuizAtTerminal({ store, bank, config, log }: TerminalOptions): Promise<Quiz> {
  const nothing = async () => {
    throw new AppError('unavailable', 'a command at the terminal does not speak with WeCom')
  }
  const directory = { user: async () => undefined, users: nothing, departments: nothing }
  const members = createMembers({ rows: store.members, directory, clock: systemClock, log })
  const outbox = createOutbox({
    rows: store.outbox,
    client: { send: nothing, updateCard: nothing },
    agentId: config.wecom.mode === 'wecom' ? config.wecom.agentId : AGENT_ID,
    worker: `terminal:${randomUUID()}`,
    clock: systemClock,
    log,
    random: Math.random,
  })
  const base = () => config.publicUrl ?? ''
  const workdays = openWorkdays({ ...config, log, tell: tellAtTerminal })
  const room = { store, bank, members, base, outbox, workdays, config, log }
  return openQuiz({ ...room, client: { upload: nothing }, clock: systemClock })
}
