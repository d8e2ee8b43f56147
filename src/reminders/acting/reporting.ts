import { spellDay } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import { type Enterprises, enterprisesById, groupOf, lineOf } from '../enterprises.ts'
import { KIND_NAMES, type ReportKind, reportAskedBy } from '../papers/input.ts'
import { createPapers, type PapersDeps } from '../papers/papers.ts'
import { createPeople, type Person, placeOf } from '../people.ts'
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
 * "工作台账", "自查报告", "三年总结": the office gets them of any enterprise or rolled up over all, others of where
 * they work, a subsidiary or an enterprise with its subsidiaries, as far as they answer for it. Undefined when what stands beside the word is nothing like an enterprise: then it is a question.
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
  const places = office ? [] : await answersFor(wish.report, actor, { ...deps, byId })
  if (!office && places.length === 0)
    return say(
      `${name}由合规管理办公室生成；各单位的主要负责人、首席合规官、承办合规事项的部门负责人和这份报告的责任人可以生成本单位的。没有生成文件。想了解有关要求请直接提问，例如“自查报告什么时候报？”`,
    )
  try {
    const named = wish.of === '' ? undefined : enterpriseNamed(enterprises, wish.of)
    if (!office && named && !lineOf(named.id, byId).some((id) => places.includes(id)))
      return say(`您只能生成本单位的${name}，没有生成${named.name}的文件。请直接回复“${name}”。`)
    return await made(wish, named?.id ?? places[0], deps)
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
  const intro = `${file.name.replace(/\.docx$/, '')}（初稿，${file.records} 项）：内容取自台账，截至${spellDay(localNow(deps).today)}；标黄的【请补充：…】须由您填写，填好后再使用。`
  return { replies: [intro, { kind: 'file', mediaId }] }
}

/**
 * Of which enterprises and subsidiaries, with everything below them, somebody may have a report, nearest first: of where they work
 * for its 首席合规官, its head and managers who keep something of it; and of whatever they were made to write this very report of.
 */
async function answersFor(
  report: ReportKind,
  actor: Person,
  { store, byId }: { store: RemindersStore; byId: Enterprises },
): Promise<string[]> {
  const { enterpriseId, roles, userid } = actor
  const place = placeOf(actor, byId)
  if (!enterpriseId || !place) return []
  const manager = roles.includes('manager')
  const head = manager && createPeople(await store.members.all(), byId).head(place)?.userid === userid
  const own = (await store.ledger.occurrences({ enterpriseIds: groupOf(enterpriseId, byId) })).filter(
    ({ owners, deputy }) => owners.includes(userid) || deputy === userid,
  )
  const keeps = manager && own.some((one) => lineOf(one.enterpriseId, byId).includes(place))
  const asking = (await store.obligations.all()).filter((one) => reportAskedBy(one) === report).map(({ id }) => id)
  const made = own.filter(({ obligationId }) => asking.includes(obligationId)).map((one) => one.enterpriseId)
  return [...new Set([...(head || keeps || roles.includes('cco') ? [place] : []), ...made])]
}
