import { civilDateAt, spellDay } from '../base/calendar.ts'
import { type Task, tasksOf } from './assignments.ts'
import { endOf } from './record.ts'
import type { Person, QuizDeps, Said, Turn } from './rooms.ts'

/** What the personnel department may rely on before somebody is appointed. */
export interface GateResult {
  member: string
  name: string
  status: '合格' | '不合格' | '免考' | '未考核'
  paper?: string
  occasion?: string
  percent?: number
  /** ISO 8601, when the attempt ended. */
  passedAt?: string
  certificate?: string
  exemption?: { reason: string; approver: string }
}

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'people' | 'clock' | 'timeZone'>

/** How a member stands before an appointment; undefined when the directory knows no such member. */
export async function gate(userid: string, deps: Deps): Promise<GateResult | undefined> {
  const person = await deps.people.get(userid.toLowerCase())
  return person ? gateOf(person, deps) : undefined
}

async function gateOf(person: Person, deps: Deps): Promise<GateResult> {
  const tasks = await tasksOf(person.userid, deps.clock.now(), deps)
  const task = tasks.findLast(({ blueprint }) => blueprint.purpose === 'appointment')
  const base = { member: person.userid, name: person.name }
  if (!task) return { ...base, status: '未考核' }

  const about = { paper: task.blueprint.title, ...(task.assignment ? { occasion: task.assignment.occasion } : {}) }
  return { ...base, ...about, ...(await verdictOf(task, deps)) }
}

async function verdictOf(
  { standing }: Task,
  { store }: Deps,
): Promise<Pick<GateResult, 'status'> & Partial<GateResult>> {
  switch (standing.kind) {
    case 'exempt':
      return { status: '免考', exemption: { reason: standing.reason, approver: standing.approver } }
    case 'passed': {
      const { best } = standing
      const certificates = await store.certificates.ofMember(best.userid)
      const own = certificates.find(({ attemptId, revokedAt }) => attemptId === best.id && !revokedAt)
      const passedAt = endOf(best).toISOString()
      return { status: '合格', percent: best.grade.percent, passedAt, ...(own ? { certificate: own.number } : {}) }
    }
    case 'ready':
    case 'early':
      return { status: standing.kind === 'ready' && standing.tried > 0 ? '不合格' : '未考核' }
    case 'late':
      return standing.best ? { status: '不合格', percent: standing.best.grade.percent } : { status: '未考核' }
    case 'cooling':
    case 'used-up':
      return { status: '不合格', percent: standing.best.grade.percent }
    default:
      return standing satisfies never
  }
}

/** Whom somebody may ask about: themselves, as the office anybody, as a manager the people of their own enterprise. */
export function mayAskAbout(asker: Person, about: Person): boolean {
  if (asker.userid === about.userid) return true
  if (asker.roles.includes('office')) return true
  return manages(asker, about)
}

/** Leaders of an enterprise and its chief compliance officer manage everybody in it, other managers their own department. */
export function manages(asker: Person, about: Person): boolean {
  if (!asker.enterpriseId || asker.enterpriseId !== about.enterpriseId) return false
  if (asker.roles.includes('cco') || leadsEnterprise(asker.position)) return true
  return asker.roles.includes('manager') && asker.departments.some((own) => about.departments.includes(own))
}

/** The whole title counts: a 董事长秘书 or 总经理助理 leads nobody, and a 团支部书记 not the enterprise. */
function leadsEnterprise(position = ''): boolean {
  return position
    .split(/[、，,兼\s]+/u)
    .some((title) => /^(?:集团|公司)?(?:党委|党组|党总支)?(?:董事长|总经理|书记)$/u.test(title))
}

/** "张三任前考核过了吗", for those entitled to know. Namesakes are told apart by their enterprise. */
export async function answerGate({ person }: Turn, name: string, deps: Deps): Promise<Said | undefined> {
  const people = (await deps.people.all()).filter(({ active }) => active)
  const meant = /^(?:我|本人|自己)$/.test(name)
    ? [person]
    : people.filter((one) => one.name === name || one.userid === name.toLowerCase())
  if (meant.length === 0) return undefined

  const open = meant.filter((one) => mayAskAbout(person, one))
  if (open.length === 0)
    return ['任前考核结果只告诉本人、其所在企业的主管人员和合规管理办公室。如确需了解，请联系合规管理办公室。']
  const results = await Promise.all(open.map(async (one) => ({ one, result: await gateOf(one, deps) })))
  return [results.map(({ one, result }) => gateText(one, result, deps.timeZone)).join('\n')]
}

function gateText(person: Person, result: GateResult, timeZone: string): string {
  const who = `${person.name}${person.enterprise ? `（${person.enterprise}）` : ''}`
  const paper = result.paper ? `《${result.paper}》` : '任前合规考核'
  switch (result.status) {
    case '合格': {
      const day = result.passedAt ? spellDay(civilDateAt(new Date(result.passedAt), timeZone)) : ''
      const proof = result.certificate ? `，证书 ${result.certificate}` : ''
      return `${who}：${paper}合格，${result.percent} 分，${day}${proof}。`
    }
    case '免考':
      return `${who}：${paper}免考，原因：${result.exemption?.reason}，批准人：${result.exemption?.approver}。`
    case '不合格':
      return `${who}：${paper}不合格${result.percent === undefined ? '' : `，${result.percent} 分`}，不能视为通过任前考核。`
    case '未考核':
      return `${who}：没有任前考核合格记录${result.occasion ? `（已布置：${result.occasion}）` : ''}。`
    default:
      return result.status satisfies never
  }
}
