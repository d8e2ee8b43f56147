import { z } from 'zod'
import { type CivilDate, isCivilDate, spellDay } from '../../base/calendar.ts'
import type { LedgerEvent } from '../rows.ts'

/** Something that was done about an occurrence, in words for a report. */
export interface Deed {
  at: Date
  day: CivilDate
  /** The name of whoever did it. */
  by: string
  kind: string
  /** Without day and name: "提交办结". */
  words: string
}

/** What of an event's detail is worth telling; events are written by several hands over the years, so all of it may be absent. */
const Detail = z.object({
  note: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  to: z.string().optional().catch(undefined),
  due: z.string().optional().catch(undefined),
  target: z.string().optional().catch(undefined),
  applicable: z.boolean().optional().catch(undefined),
  fileName: z.string().optional().catch(undefined),
})
type Detail = z.output<typeof Detail>

/** What an event or a request says of itself, as far as it can be told. */
export function readDetail(detail: unknown): Detail {
  return Detail.safeParse(detail).data ?? {}
}

/** Names of people by userid. */
type NameOf = (userid: string) => string

/** The product's own housekeeping: reminders, not deeds of people. */
const UNTOLD = new Set(['created', 'snoozed', 'escalated'])

const WORDS: Readonly<Record<string, (detail: Detail, nameOf: NameOf) => string>> = {
  doing: () => '开始办理',
  evidence: ({ fileName }) => `提交佐证${fileName ? `《${fileName}》` : ''}`,
  submitted: ({ note }) => `提交办结${said(note)}`,
  accepted: () => '审核通过，办结',
  returned: ({ reason }) => `退回${said(reason)}`,
  closed: ({ reason }) => `登记办结${said(reason)}`,
  transferred: ({ to }, nameOf) => (to ? `转由${to.split('、').map(nameOf).join('、')}办理` : '转办'),
  watched: () => '督办',
  noted: ({ note }) => (note ? `备注：${note}` : '删去备注'),
  deputy: ({ to }, nameOf) => (to ? `由${nameOf(to)}代理` : '取消代理人'),
  help: ({ text }) => `反映困难${said(text)}`,
  'help-answered': ({ reason }) => `答复困难${said(reason)}`,
  'extension-asked': ({ to, reason }) => `申请延期至${day(to)}${said(reason)}`,
  extended: ({ to }) => `批准延期至${day(to)}`,
  retired: () => '不再作为子企业，转为不适用',
  restored: () => '重新作为子企业，恢复办理',
  'extension-refused': ({ reason }) => `不同意延期${said(reason)}`,
  excepted: (detail) => `一企一策调整${said([terms(detail), detail.reason ?? ''].filter(Boolean).join('，原因：'))}`,
}

/** What people did, oldest first. An event of a kind nobody has words for is told as what it is: a change of the ledger. */
export function deedsOf(
  events: readonly LedgerEvent[],
  { nameOf, dateOf }: { nameOf: NameOf; dateOf(instant: Date): CivilDate },
): Deed[] {
  return events
    .filter(({ kind }) => !UNTOLD.has(kind))
    .map(({ at, actor, kind, detail }) => {
      const words = WORDS[kind]?.(readDetail(detail), nameOf) ?? '更新台账'
      return { at, day: dateOf(at), by: nameOf(actor), kind, words }
    })
}

/** The reason an occurrence was returned for, last time. */
export function lastReturn(events: readonly LedgerEvent[]): { at: Date; reason: string } | undefined {
  const last = events.findLast(({ kind }) => kind === 'returned')
  return last && { at: last.at, reason: readDetail(last.detail).reason ?? '' }
}

function said(words: string | undefined): string {
  return words ? `（${words}）` : ''
}

function day(date: string | undefined): string {
  return date && isCivilDate(date) ? spellDay(date) : '另定日期'
}

function terms({ due, target, applicable }: Detail): string {
  if (applicable === false) return '不适用'
  return [due ? `期限${day(due)}` : '', target ? `目标${target}` : ''].filter(Boolean).join('、')
}
