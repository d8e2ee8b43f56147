import { AppError } from '../base/errors.ts'
import { keyOf } from '../outbox/message.ts'
import { assign } from './assignments.ts'
import type { Blueprint } from './blueprint.ts'
import type { Person, QuizDeps } from './rooms.ts'

/** Who is to take a paper: the members named, by userid or full name, and whoever all the other kinds fit (one name of each kind is enough). */
export interface Audience {
  members?: readonly string[]
  departments?: readonly string[]
  enterprises?: readonly string[]
  roles?: readonly string[]
}

/** `paper`: id or title, or a part of the title that only one has. */
export interface OrderRequest {
  paper: string
  to: Audience
  occasion: string
  assignedBy: string
  at: Date
  closesAt?: Date
  /** Says what would happen and does nothing. */
  dryRun?: boolean
}

export interface Ordered {
  title: string
  /** Who has it now and did not before. */
  assigned: Person[]
  /** Who had it already for this occasion. */
  known: Person[]
}

export interface ExemptionRequest {
  paper: string
  member: string
  reason: string
  approver: string
  /** Who writes it down. */
  by: string
  at: Date
}

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'outbox' | 'people' | 'workdays' | 'timeZone' | 'newId' | 'clock'>

/** @throws AppError `input` naming the paper or the people that are not known, before anything is assigned */
export async function order(request: OrderRequest, deps: Deps): Promise<Ordered> {
  const { occasion, assignedBy, at, closesAt } = request
  const blueprint = paperNamed(request.paper, deps.blueprints)
  if (closesAt && closesAt <= at)
    throw refused('an assignment must close in the future', '截止时间已经过去，请填写今天以后的时间。')
  const people = membersMeant(
    request.to,
    (await deps.people.all()).filter(({ active }) => active),
  )
  if (people.length === 0) throw refused('nobody is meant', '没有找到符合条件的成员，请检查姓名、部门、企业或角色。')

  const keys = new Set((await deps.store.assignments.list({ blueprintId: blueprint.id })).map(({ key }) => key))
  const isKnown = ({ userid }: Person) => keys.has(keyOf(blueprint.id, userid, occasion))
  const ordered = {
    title: blueprint.title,
    assigned: people.filter((one) => !isKnown(one)),
    known: people.filter(isKnown),
  }
  if (request.dryRun) return ordered

  const userids = ordered.assigned.map(({ userid }) => userid)
  await assign({ blueprint, userids, occasion, assignedBy, at, ...(closesAt ? { closesAt } : {}) }, deps)
  return ordered
}

/** @throws AppError `input` */
export function paperNamed(name: string, blueprints: readonly Blueprint[]): Blueprint {
  const exact = blueprints.find(({ id, title }) => id === name || title === name)
  const [similar, second] = blueprints.filter(({ title }) => title.includes(name))
  const found = exact ?? (second ? undefined : similar)
  if (found) return found
  const titles = blueprints.map(({ id, title }) => `${id}（${title}）`).join('、')
  throw refused(`no paper ${name}`, `没有名为“${name}”的试卷，可选：${titles}。`)
}

/** @throws AppError `input` for a member nobody or several are, and for a department that several enterprises have */
function membersMeant(
  { members = [], departments = [], enterprises = [], roles = [] }: Audience,
  people: readonly Person[],
): Person[] {
  const named = members.map((name) => memberNamed(name, people))
  const within = people.filter(({ enterprise }) => fits(enterprise ? [enterprise] : [], enterprises))
  for (const name of departments) refuseSeveral(name, within)
  const matching = within.filter((one) => fits(one.departments, departments) && fits(one.roles, roles))
  const narrowed = departments.length + enterprises.length + roles.length > 0
  return [...new Map([...named, ...(narrowed ? matching : [])].map((one) => [one.userid, one])).values()]
}

/** What nothing is asked of fits. */
function fits(own: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length === 0 || own.some((one) => wanted.includes(one))
}

/** Every enterprise has its 财务部; whoever means one of them says whose. */
function refuseSeveral(department: string, people: readonly Person[]): void {
  const inIt = people.filter(({ departments }) => departments.includes(department))
  const enterprises = [...new Set(inIt.flatMap(({ enterprise }) => enterprise ?? []))]
  if (enterprises.length < 2) return
  const message = `${enterprises.join('、')}都有“${department}”，没有布置。请同时写明企业，例如“企业 ${enterprises[0]} 部门 ${department}”。`
  throw refused(`several enterprises have a department ${department}`, message)
}

/** @throws AppError `input` for a name nobody or several have */
export function memberNamed(name: string, people: readonly Person[]): Person {
  const byId = people.find(({ userid }) => userid === name.toLowerCase())
  const [first, second] = people.filter((one) => one.name === name)
  if (byId) return byId
  if (first && second) throw refused(`${name} is not unique`, `有多位成员叫“${name}”，请改用账号（userid）。`)
  if (first) return first
  throw refused(`no member ${name}`, `通讯录里没有“${name}”，请填写账号（userid）或全名。`)
}

/**
 * Excuses a member, with who decided it and why, from what they were assigned or, where nothing was, for the appointment at hand.
 *
 * @throws AppError `input`
 */
export async function exempt(request: ExemptionRequest, deps: Deps): Promise<void> {
  const { paper, member, reason, approver, by, at } = request
  if (reason.trim() === '' || approver.trim() === '')
    throw refused('an exemption needs a reason and an approver', '免考必须写明原因和批准人。')
  const blueprint = paperNamed(paper, deps.blueprints)
  const { userid } = memberNamed(member, await deps.people.all())
  const row = { key: keyOf(blueprint.id, userid, '免考'), blueprintId: blueprint.id, userid, occasion: '免考' }
  const exemption = { reason, approver, by, at: at.toISOString() }
  await deps.store.transaction(async ({ assignments }) => {
    const latest = async () => (await assignments.list({ userid, blueprintId: blueprint.id })).at(-1)
    const known = await latest()
    if (!known) await assignments.add([{ ...row, id: deps.newId(), assignedBy: by, assignedAt: at }])
    const meant = known ?? (await latest())
    if (meant) await assignments.settle(meant.id, { state: 'exempt', exemption })
  })
}

function refused(message: string, publicMessage: string): AppError {
  return new AppError('input', message, { publicMessage })
}
