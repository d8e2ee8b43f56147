import { z } from 'zod'
import type { Clock } from '../base/clock.ts'
import type { Workdays } from '../base/workdays.ts'
import type { Desk } from '../chat/desk.ts'
import { createTicketDesk } from '../chat/desks/tickets.ts'
import { type Curated, isMeantFor, type Knowledge, type OnClausesChanged } from '../knowledge/knowledge.ts'
import type { Member, Members } from '../members/members.ts'
import { keyOf } from '../outbox/message.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Store, StoreTx } from '../store/store.ts'
import {
  createTickets,
  createTicketViews,
  type Tickets,
  type TicketsDeps,
  type TicketViews,
} from '../tickets/tickets.ts'

interface OfficeOptions {
  store: Store
  members: Members
  outbox: Pick<Outbox, 'enqueue'>
  curated: Curated
  knowledge: Pick<Knowledge, 'revealedBy'>
  workdays: Workdays
  config: { timeZone: string }
  clock: Clock
}

/** Where the compliance office works on what the bot could not answer. */
export interface OpenOffice {
  tickets: Tickets
  desk: Desk
  /** Told when clauses change. */
  clausesChanged: OnClausesChanged
}

export function openOffice(options: OfficeOptions): OpenOffice {
  const { store, members, outbox, curated, workdays, config, clock } = options
  const tickets = createTickets<StoreTx>({
    rows: store.tickets,
    transaction: (work) => store.transaction(work),
    deliveries: (keys) => store.outbox.partsOf(keys),
    people: { person: members.identify, office: () => members.withRole('office') },
    outbox,
    workdays,
    secretIn: secretsOf(options),
    outdate: async ({ curated: number, answer }, tx) => {
      const written = await tx.curated.get(number)
      if (written?.state !== 'active' || written.answer !== answer.trim()) return false
      await curated.suspend(number, '所依据的人工答复已更改', tx.curated)
      return true
    },
    clock,
    timeZone: config.timeZone,
  })
  const clausesShownFor = async (questionId: string) => shownBy(await store.questions.get(questionId))
  const requestWaits = async (number: number) => (await store.ledgerTalk.request(number))?.state === 'open'
  return {
    tickets,
    desk: createTicketDesk({ tickets, curated, members, requestWaits, clausesShownFor }),
    clausesChanged: suspendCurated({ curated, members, outbox }),
  }
}

/** The ledger for looking, without the platform: people are named as the directory told of them last. */
export function openTicketViews(
  { tickets, members, outbox }: Pick<Store, 'tickets' | 'members' | 'outbox'>,
  { clock, timeZone }: { clock: Clock; timeZone: string },
): TicketViews {
  const person = async (userid: string) => (await members.get(userid)) ?? { userid, name: userid }
  return createTicketViews({ rows: tickets, people: { person }, deliveries: outbox.partsOf, clock, timeZone })
}

function secretsOf({ knowledge, members }: Pick<OfficeOptions, 'knowledge' | 'members'>): TicketsDeps['secretIn'] {
  return async (text, userids) => {
    const revealed = knowledge.revealedBy(text)
    if (revealed.length === 0) return undefined
    const people: Member[] = []
    for (const userid of userids) people.push(await members.identify(userid))
    return revealed
      .map((document) => ({
        title: document.title,
        strangers: people.filter((person) => !isMeantFor(document, person)).map(({ userid }) => userid),
      }))
      .find(({ strangers }) => strangers.length > 0)
  }
}

const Shown = z.array(z.object({ document: z.string(), label: z.string() })).catch([])

/** A clause that is only near a question that was refused is no basis. */
function shownBy(question: { kind: string; citations: unknown } | undefined): string[] {
  return Shown.parse(question?.kind === 'answer' ? question.citations : []).map(
    ({ document, label }) => `《${document}》${label}`,
  )
}

/** Suspends what rests on a changed clause and tells the office. */
function suspendCurated({
  curated,
  members,
  outbox,
}: {
  curated: Curated
  members: Members
  outbox: Pick<Outbox, 'enqueue'>
}): OnClausesChanged {
  return (change) =>
    curated.clausesChanged(change, async (answers) => {
      const office = await members.withRole('office')
      const lines = answers.map(({ number, question }) => `${number}｜${question}`)
      const text = `【标准问答已暂停】《${change.title}》的条款有变更，以下标准问答不再用于回答，请核对后发送“恢复标准问答 编号”或重新发布：\n${lines.join('\n')}`
      const key = keyOf('curated:suspended', String(change.revision))
      await outbox.enqueue(
        office.map(({ userid }) => ({
          key: keyOf(key, userid),
          to: userid,
          purpose: 'notice',
          content: { kind: 'text', text },
        })),
      )
    })
}
