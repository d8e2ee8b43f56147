import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { civilDateAt } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { Workdays } from '../base/workdays.ts'
import type { Config } from '../config.ts'
import type { Members } from '../members/members.ts'
import { createOutbox, type Outbox } from '../outbox/outbox.ts'
import { parsePlan } from '../reminders/milestones.ts'
import {
  createReminders,
  type Obligation,
  type Reminders,
  type RemindersDeps,
  toCurrentCycle,
} from '../reminders/reminders.ts'
import { AGENT_ID } from '../sandbox/secrets.ts'
import { createEvidenceFiles } from '../store/evidence-files.ts'
import type { Store } from '../store/store.ts'
import { answeredUnder } from '../tickets/tickets.ts'
import type { WecomClient } from '../wecom/client.ts'
import { openWorkdays, tellAtTerminal } from './calendar.ts'
import { documentLimits, documentTitles } from './document-titles.ts'
import { choosableClauses } from './item-bank.ts'

const KNOWLEDGE = new URL('../../knowledge/', import.meta.url)
const SHIPPED_PLAN = fileURLToPath(new URL('milestones.yaml', KNOWLEDGE))
const DEMO_PLAN = fileURLToPath(new URL('demo-plan.yaml', KNOWLEDGE))

interface RemindersOptions {
  store: Store
  outbox: Outbox
  members: Members
  client: Pick<WecomClient, 'departments' | 'download' | 'upload'>
  calendars: NonNullable<RemindersDeps['calendars']>
  workdays: Workdays
  config: Pick<Config, 'timeZone' | 'dataDir'>
  clock: Clock
  log: Log
  /** Give people something to try out: the shipped plan as if it began this year. */
  demo: boolean
}

export interface OpenReminders {
  reminders: Reminders
  /** Reads the directory again and gives new enterprises their ledger. Returns how many members are active. */
  synchroniseDirectory(): Promise<number>
}

/** The ledger with its reminders. The shipped plan, whose dates are past, is taken in as history once the directory is known. */
export function openReminders(options: RemindersOptions): OpenReminders {
  const { store, outbox, members, client, calendars, workdays, config, clock, log } = options
  const { timeZone } = config
  const reminders = createReminders({
    ...{ store, outbox, clock, timeZone, log, calendars, workdays },
    about: answerOf,
    files: createEvidenceFiles(config.dataDir),
    documentTitles: () => documentTitles(store),
    limits: () => documentLimits(store),
    media: client,
  })

  async function synchroniseDirectory(): Promise<number> {
    const active = await members.synchronise()
    await reminders.follow(await client.departments())
    if (await reminders.isEmpty()) await seed(reminders, options)
    return active
  }

  return { reminders, synchroniseDirectory }
}

function answerOf(key: string): string | undefined {
  const number = answeredUnder(key)
  return number === undefined ? undefined : `问题 ${number} 的答复`
}

/** The ledger for one command: what is to leave is written down, and the running service sends it. */
export function ledgerFor({
  store,
  config,
  clock,
  log,
}: {
  store: Store
  config: Config
  clock: Clock
  log: Log
}): Reminders {
  const { wecom, timeZone } = config
  const client = { send: elsewhere, updateCard: elsewhere, download: elsewhere, upload: elsewhere }
  const agentId = wecom.mode === 'wecom' ? wecom.agentId : AGENT_ID
  const outbox = createOutbox({
    ...{ rows: store.outbox, client, agentId, clock, log },
    worker: 'command',
    random: () => 0,
  })
  return createReminders({
    ...{ store, outbox, clock, timeZone, log },
    workdays: openWorkdays({ ...config, log, tell: tellAtTerminal }),
    files: createEvidenceFiles(config.dataDir),
    documentTitles: () => documentTitles(store),
    limits: () => documentLimits(store),
    media: client,
  })
}

async function elsewhere(): Promise<never> {
  throw new AppError('defect', 'a command does not talk to WeCom')
}

/** What people can try out comes first, so that it has the small numbers. */
async function seed(reminders: Reminders, { store, clock, config, demo }: RemindersOptions): Promise<void> {
  if (demo) {
    const { plan, obligations } = toCurrentCycle(demoPlan(), civilDateAt(clock.now(), config.timeZone))
    await reminders.adopt(obligations, { plan })
  }
  const texts = new Map(
    (await choosableClauses(store)).map(({ documentId, clause, text }) => [`${documentId} ${clause}`, text]),
  )
  const shipped = parsePlan(readFileSync(SHIPPED_PLAN, 'utf8'), (documentId, path) =>
    texts.get(`${documentId} ${path}`),
  )
  await reminders.adopt(shipped.obligations, { plan: shipped.plan, quiet: true })
}

const DemoPlan = z.array(z.custom<Obligation>((value) => typeof value === 'object'))

function demoPlan(): Obligation[] {
  return DemoPlan.parse(parse(readFileSync(DEMO_PLAN, 'utf8')))
}
