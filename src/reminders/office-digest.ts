import { civilDateAt, instantOf } from '../base/calendar.ts'
import { keyOf } from '../outbox/message.ts'
import { requestLine } from './acting/requests.ts'
import { enterprisesById } from './enterprises.ts'
import { USUAL_HOURS } from './ladder.ts'
import { createPeople } from './people.ts'
import type { RemindersStore, SentMessage } from './rows.ts'
import { hoursOf, localNow, workingTime } from './snapshot.ts'
import type { SweepDeps } from './sweep.ts'

const LONGEST_LIST = 20
const LOOKED_AT = 500

/**
 * Tells the office once each workday what has waited for its decision since yesterday or longer, and what did not arrive since the
 * last workday. Returns how many messages were new.
 */
export async function remindOffice(deps: SweepDeps): Promise<number> {
  const { store, outbox, workdays, clock } = deps
  const { today, minute } = localNow(deps)
  if (!workdays.isWorkday(today) || minute < USUAL_HOURS.from) return 0
  const enterprises = await enterprisesById(store)
  const people = createPeople(await store.members.all(), enterprises)
  const open = (await store.ledgerTalk.requests({ state: 'open' })).filter(
    ({ at }) => civilDateAt(at, deps.timeZone) < today,
  )
  const failed = await undelivered(store, instantOf(workdays.shift(today, -1), USUAL_HOURS.from, deps.timeZone))
  if (open.length === 0 && failed.length === 0) return 0

  const lines: string[] = []
  if (open.length > 0) lines.push(`【待审核】有 ${open.length} 个申请等待处理：`)
  for (const request of open.slice(0, LONGEST_LIST))
    lines.push(...(await requestLine(request, { tx: store, people, enterprises })))
  if (open.length > LONGEST_LIST) lines.push(`……另有 ${open.length - LONGEST_LIST} 个，回复“待审核”查看。`)
  if (open.length > 0) lines.push('回复“同意 编号”或“退回 编号 原因”；“材料 编号”查看佐证。')
  if (failed.length > 0) lines.push(`【未送达】有 ${failed.length} 条消息没有送到，请用其他方式联系：`)
  const nameOf = (userid: string) => people.get(userid)?.name ?? userid
  const failures = failed.map((one) => `${nameOf(one.recipient)} · ${reasonOf(one, deps.about?.(one.key))}`)
  lines.push(...counted(failures).slice(0, LONGEST_LIST))
  return outbox.enqueue(
    people.office().map((officer) => ({
      key: keyOf('office-digest', today, officer.userid),
      to: officer.userid,
      purpose: 'notice' as const,
      content: { kind: 'text' as const, text: lines.join('\n') },
      dueAt: workingTime(officer.userid, hoursOf(officer, enterprises), { ...deps, clock }).from,
    })),
  )
}

/** Each line once, with how often it stood there. */
function counted(lines: readonly string[]): string[] {
  const groups = Map.groupBy(lines, (line) => line)
  return [...groups].map(([line, { length }]) => (length > 1 ? `${line}（${length} 条）` : line))
}

/** What people call the messages whose failing concerns the office. An answer to a question fails before the eyes of its asker. */
const KINDS: Readonly<Record<string, string>> = { reminder: '提醒', notice: '答复或通知', quiz: '考核消息' }

/** Messages that WeCom refused, or of which it is not known whether they arrived; digests aside. */
async function undelivered(store: Pick<RemindersStore, 'outbox'>, since: Date): Promise<SentMessage[]> {
  const lists = await Promise.all(
    (['dead', 'unknown'] as const).flatMap((state) =>
      Object.keys(KINDS).map((purpose) => store.outbox.list({ purpose, state, limit: LOOKED_AT })),
    ),
  )
  return lists.flat().filter(({ gaveUpAt, key }) => gaveUpAt && gaveUpAt >= since && !key.includes('digest'))
}

function reasonOf({ purpose, state, lastError }: SentMessage, about: string | undefined): string {
  const what = about ?? KINDS[purpose] ?? purpose
  return `${what}，${state === 'dead' ? '未送达' : '是否送达不明'}${lastError ? `：${lastError}` : ''}`
}
