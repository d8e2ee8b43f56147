import { spellDay } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import { enterprisesById, rootOf } from '../enterprises.ts'
import { KIND_NAMES, type ReportKind, reportAskedBy } from '../papers/input.ts'
import { createPapers, type PapersDeps } from '../papers/papers.ts'
import { createPeople, type Person } from '../people.ts'
import type { RemindersStore } from '../rows.ts'
import { localNow } from '../snapshot.ts'
import { enterpriseNamed } from '../terms.ts'
import type { Wish } from './commands.ts'
import type { Said } from './desk.ts'
import type { EvidenceDeps } from './evidence.ts'

interface ReportingDeps extends PapersDeps, Pick<EvidenceDeps, 'media'> {
  store: RemindersStore
}

/** A few seconds of another thread and hundreds of megabytes; who wants more has the command line. */
const MOST_RECORDS = 5_000

const say = (...replies: string[]): Said => ({ replies })

/**
 * "工作台账", "自查报告", "三年总结": the office gets them of any enterprise or rolled up over all, others of their own enterprise as far as
 * they answer for it. Undefined when what stands beside the word is nothing like an enterprise: then it is a question.
 */
export async function reportFor(
  wish: Extract<Wish, { kind: 'report' }>,
  actor: Person,
  deps: ReportingDeps,
): Promise<Said | undefined> {
  const byId = await enterprisesById(deps.store)
  const enterprises = [...byId.values()].filter(({ active }) => active)
  const known = enterprises.some(({ id, name }) => id === wish.of || name.includes(wish.of))
  if (!known && !/(?:集团|公司|企业|国资委|中心|[院厂局所])$/u.test(wish.of)) return undefined

  const name = KIND_NAMES[wish.report]
  const office = actor.roles.includes('office')
  if (!office && !(await answersFor(wish.report, actor, deps.store)))
    return say(
      `${name}由合规管理办公室生成；各单位的主要负责人、首席合规官、承办合规事项的部门负责人和这份报告的责任人可以生成本单位的。没有生成文件。想了解有关要求请直接提问，例如“自查报告什么时候报？”`,
    )
  try {
    const named = wish.of === '' ? undefined : enterpriseNamed(enterprises, wish.of)
    if (!office && named && rootOf(named.id, byId) !== actor.enterpriseId)
      return say(`您只能生成本单位的${name}，没有生成${named.name}的文件。请直接回复“${name}”。`)
    return await made(wish, named?.id ?? (office ? undefined : actor.enterpriseId), deps)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'input' && error.publicMessage) return say(error.publicMessage)
    throw error
  }
}

async function made(
  { report, year }: Extract<Wish, { kind: 'report' }>,
  enterprise: string | undefined,
  deps: ReportingDeps,
): Promise<Said> {
  const file = await createPapers(deps).report({
    kind: report,
    period: year === undefined ? {} : { year },
    most: MOST_RECORDS,
    ...(enterprise ? { enterprise } : {}),
  })
  const { mediaId } = await deps.media.upload({ name: file.name, bytes: file.bytes, type: 'file' })
  const intro = `${file.name.replace(/\.docx$/, '')}（初稿，${file.records} 项）：内容取自台账，截至${spellDay(localNow(deps).today)}；标黄的【请补充：…】只有您知道，请补上后再用。`
  return { replies: [intro, { kind: 'file', mediaId }] }
}

/** 首席合规官, the head of the enterprise, managers who keep something of its ledger, and whoever was made to write this very report. */
async function answersFor(report: ReportKind, actor: Person, store: RemindersStore): Promise<boolean> {
  const { enterpriseId, roles, userid } = actor
  if (!enterpriseId) return false
  if (roles.includes('cco')) return true
  const manager = roles.includes('manager')
  const people = createPeople(await store.members.all(), await enterprisesById(store))
  if (manager && people.head(enterpriseId)?.userid === userid) return true
  const own = (await store.ledger.occurrences({ enterpriseId })).filter(
    ({ owners, deputy }) => owners.includes(userid) || deputy === userid,
  )
  if (manager || own.length === 0) return own.length > 0
  const asking = (await store.obligations.all()).filter((one) => reportAskedBy(one) === report).map(({ id }) => id)
  return own.some(({ obligationId }) => asking.includes(obligationId))
}
