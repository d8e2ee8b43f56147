import { addDays, type CivilDate, civilDate, civilDateAt, instantOf } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import { type Audience, order } from './orders.ts'
import type { QuizDeps, Said, Turn } from './rooms.ts'

const EXAMPLE_DAYS = 30

/** How to write an order, with a day that still lies ahead. */
function guide(today: CivilDate): string {
  const example = `布置考核 任前合规考核 张伟、李华 事由 拟任副部长 截止 ${addDays(today, EXAMPLE_DAYS)}`
  return `请这样写：${example}。也可以写“部门 工程业务部”“企业 城投集团”“角色 manager”；企业与部门、角色同写时只取其中的人。`
}

/** What a typed order says; `to` is empty when it names nobody. */
interface TypedOrder {
  paper: string
  to: Audience
  occasion: string
  closes?: string
}

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'outbox' | 'people' | 'workdays' | 'timeZone' | 'newId' | 'clock'>

/** "布置考核 …" from the compliance office; everybody else learns who may. */
export async function typedOrder({ person, at }: Turn, text: string, deps: Deps): Promise<Said> {
  if (!person.roles.includes('office')) return ['布置考核由合规管理办公室负责。您有需要时请联系他们。']
  const typed = parseOrder(text)
  const help = guide(civilDateAt(at, deps.timeZone))
  if (!typed) return [help]

  const closesAt = typed.closes === undefined ? undefined : endOfDay(typed.closes, deps.timeZone)
  if (typed.closes !== undefined && !closesAt) return [`“${typed.closes}”不是日期。${help}`]
  const { paper, to, occasion } = typed
  try {
    const request = { paper, to, occasion, assignedBy: person.userid, at, ...(closesAt ? { closesAt } : {}) }
    const { title, assigned, known } = await order(request, deps)
    const names = (people: readonly { name: string }[]) => people.map(({ name }) => name).join('、')
    return [
      [
        assigned.length > 0 ? `已布置《${title}》给 ${assigned.length} 人：${names(assigned)}。` : '没有新布置的人员。',
        ...(known.length > 0 ? [`此前已布置，未重复：${names(known)}。`] : []),
      ].join('\n'),
    ]
  } catch (error) {
    if (error instanceof AppError && error.kind === 'input' && error.publicMessage) return [error.publicMessage]
    throw error
  }
}

const FIELDS = { 事由: 'occasion', 截止: 'closes', 部门: 'departments', 企业: 'enterprises', 角色: 'roles' } as const

/** Words in any order after the paper; what no field word precedes is members. Undefined when paper or people are missing. */
function parseOrder(text: string): TypedOrder | undefined {
  const [paper, ...words] = text.trim().split(/\s+/)
  const found: Record<string, string[]> = {}
  let field = 'members'
  for (const word of words) {
    const [, name = '', rest = ''] = /^(事由|截止|部门|企业|角色)[:：]?(.*)$/u.exec(word) ?? []
    if (name) field = FIELDS[name as keyof typeof FIELDS]
    const value = name ? rest : word
    if (value) found[field] = [...(found[field] ?? []), ...(field === 'occasion' ? [value] : value.split(/[、,，]/u))]
    if (!name || rest) field = 'members'
  }
  const { occasion = [], closes = [], ...to } = found
  if (!paper || Object.keys(to).length === 0) return undefined
  const [day] = closes
  return { paper, to, occasion: occasion.join(' '), ...(day === undefined ? {} : { closes: day }) }
}

/** The first instant after a day written as 2026-04-30 or 2026年4月30日; undefined when it is no day. */
export function endOfDay(text: string, timeZone: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?$/u.exec(text) ?? []
  const date = civilDate(Number(year), Number(month), Number(day))
  return date === undefined ? undefined : instantOf(date, 24 * 60, timeZone)
}
