import { groupOf } from '../enterprises.ts'
import { OPEN_STATES, statusOf } from '../ledger.ts'
import { basisOf, byUrgency, countsOf, listLine } from '../wording.ts'
import type { Wish } from './commands.ts'
import { type Acting, type Matter, matterOf, mattersOf, nameOf, occurrenceNumbered, type Said, whenOf } from './desk.ts'
import { pendingRequests } from './requests.ts'

const say = (...replies: string[]): Said => ({ replies })

const HOW = '回复“办结 编号”“进行中 编号”“延期 编号 到 日期 原因”“转办 编号 给 姓名”“困难 编号 说明”“稍后 编号”。'

/** What somebody wants to see. */
export type Look = Extract<Wish, { kind: 'list' | 'requests' | 'detail' }>

/** Shows what its sender may see. Changes nothing. */
export async function look(wish: Look, acting: Acting): Promise<Said> {
  switch (wish.kind) {
    case 'list':
      return myList(acting)
    case 'requests':
      return pendingRequests(acting)
    case 'detail':
      return detail(wish.number, acting)
    default:
      return wish satisfies never
  }
}

/** The occurrence that its sender's enterprise calls by this number. */
export async function numbered(number: number, { tx, actor, enterprises }: Acting): Promise<Matter | undefined> {
  return matterOf(tx, await occurrenceNumbered(number, actor.enterpriseId, { tx, enterprises }))
}

/** Numbers are each enterprise's own; the office, which has them all, is told how to name one. */
export function noSuch(number: number, { actor }: Pick<Acting, 'actor'>): Said {
  if (actor.roles.includes('office'))
    return say(
      `${actor.enterprise ?? '本单位'}没有编号为 ${number} 的事项；编号由各单位各自排列。各单位的事项请回复“导出台账”或“工作台账 单位名称”查看，要调整请写“一企一策 单位名称 编号 …”。`,
    )
  return say(`没有编号为 ${number} 的事项。回复“我的待办”查看您名下的事项和编号。`)
}

/** Open occurrences somebody answers for, without history. */
export async function mine({ tx, actor, enterprises }: Acting): Promise<Matter[]> {
  if (!actor.enterpriseId) return []
  const enterpriseIds = groupOf(actor.enterpriseId, enterprises)
  const open = await tx.ledger.occurrences({ enterpriseIds, states: OPEN_STATES })
  const own = open.filter(
    ({ owners, deputy, remindFrom }) => remindFrom && (owners.includes(actor.userid) || deputy === actor.userid),
  )
  return (await mattersOf(tx, own)).toSorted(byUrgency)
}

const LONGEST_LIST = 20

/** The first of them, one a line. */
export function linesOf(matters: readonly Matter[], acting: Acting): string[] {
  return matters.slice(0, LONGEST_LIST).map(({ occurrence, obligation }) => listLine(occurrence, obligation, acting))
}

async function myList(acting: Acting): Promise<Said> {
  const matters = await mine(acting)
  const manager = acting.actor.roles.some((role) => role === 'cco' || role === 'office' || role === 'manager')
  const overview = manager ? await overviewOf(acting) : []
  if (matters.length === 0) return say(['您名下没有待办事项。', ...overview].join('\n'))
  const lines = linesOf(matters, acting)
  const rest = matters.length - lines.length
  return say(
    [`您的待办 ${matters.length} 项：`, ...lines, ...(rest > 0 ? [`……另有 ${rest} 项`] : []), ...overview, HOW].join(
      '\n',
    ),
  )
}

/** What a manager's enterprise, or for the office all of them, still have to do. */
async function overviewOf({ tx, actor, today, enterprises }: Acting): Promise<string[]> {
  const office = actor.roles.includes('office')
  const filter = office || !actor.enterpriseId ? {} : { enterpriseIds: groupOf(actor.enterpriseId, enterprises) }
  const open = await tx.ledger.occurrences({ ...filter, states: OPEN_STATES, remindable: true })
  if (open.length === 0 || (!office && !actor.enterpriseId)) return []
  const { overdue, soon } = countsOf(open, today)
  return [`${office ? '各单位' : '本单位'}未办结 ${open.length} 项，其中逾期 ${overdue} 项、7 日内到期 ${soon} 项。`]
}

async function detail(number: number, acting: Acting): Promise<Said> {
  const matter = await numbered(number, acting)
  if (!matter) return noSuch(number, acting)
  const { occurrence, obligation } = matter
  const owners =
    occurrence.owners.flatMap((userid) => acting.people.get(userid)?.name ?? userid).join('、') || '尚未指定'
  const files = await acting.tx.ledger.evidence([occurrence.id])
  return say(
    [
      nameOf(matter),
      `状态：${statusOf(occurrence, acting.today)} · ${whenOf(matter, acting)}`,
      `责任人：${owners}`,
      ...(obligation.quantity ? [`量化要求：${obligation.quantity.text}`] : []),
      ...[obligation, ...(obligation.also ?? [])].flatMap((basis) => basisOf(basis) ?? []),
      `佐证：${files.map(({ fileName }) => fileName).join('、') || (obligation.evidence ? '尚无，办结时须提交' : '不要求')}`,
      ...(obligation.note ? [`说明：${obligation.note}`] : []),
      ...(occurrence.note ? [`备注：${occurrence.note}`] : []),
    ].join('\n'),
  )
}
