import { type CivilDate, spellMinute } from '../base/calendar.ts'
import { AppError } from '../base/errors.ts'
import { likeness } from '../base/likeness.ts'
import { enterprisesById } from './enterprises.ts'
import { makeException } from './except.ts'
import { readQuantities } from './extraction/quantities.ts'
import type { Hours } from './ladder.ts'
import type { Enterprise, Override } from './ledger.ts'
import type { Quantity } from './obligation.ts'
import { createPeople, officerNamed } from './people.ts'
import type { RemindersTx } from './rows.ts'
import type { Calendar } from './snapshot.ts'

/** What changes for one enterprise; what is absent stays as it was agreed before. */
export interface Terms {
  due?: CivilDate
  quantity?: Quantity
  applicable?: boolean
}

/**
 * The enterprise somebody means: its id, its name, or a part of only one name.
 *
 * @throws AppError `input` naming the enterprises there are
 */
export function enterpriseNamed(enterprises: readonly Enterprise[], named: string): Enterprise {
  const active = enterprises.filter((one) => one.active)
  const exact = active.find(({ id, name }) => id === named || name === named)
  const similar = active.filter(({ name }) => name.includes(named))
  // A part of a name means the enterprise rather than a subsidiary that is named after it.
  const heads = similar.filter(({ parentId }) => parentId === undefined)
  const [only, another] = heads.length > 0 ? heads : similar
  const found = exact ?? (another ? undefined : only)
  if (found) return found
  if (active.length === 0) throw noEnterprises()
  const names = nearest(similar.length > 0 ? similar : active, named)
  const shown = active.length > names.length ? `最接近的单位：${names.join('、')}` : `现有单位：${names.join('、')}`
  throw new AppError('input', `no enterprise ${named}`, {
    publicMessage: `没有认出单位“${named}”，没有做任何改动。${shown}。`,
  })
}

export function noEnterprises(): AppError {
  return new AppError('input', 'no enterprise is known', {
    publicMessage: '台账中还没有单位。请先启动服务，同步通讯录后再试。',
  })
}

const MOST_NAMES = 8

/** The names most like what was written, the likest first; in their own order where there are few. */
function nearest(enterprises: readonly Enterprise[], named: string): string[] {
  const names = enterprises.map(({ name }) => name)
  if (names.length <= MOST_NAMES) return names
  const rank = new Map(names.map((name) => [name, likeness(name, named)]))
  return names.toSorted((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0)).slice(0, MOST_NAMES)
}

/** @throws AppError `input` when the words name no target, or several */
export function readTarget(words: string): Quantity {
  const found = readQuantities(words)
  const [only] = found
  if (only && found.length === 1) return { ...only.quantity, text: words.trim() }
  throw new AppError('input', `no single quantity in ${words}`, {
    publicMessage: `没有读懂目标“${words}”，没有做任何改动。请写一个量化要求，例如“不低于90%”“至少2次”“全部”。`,
  })
}

/** Working hours as people write them, `8:30-17:30`. @throws AppError `input` */
export function readHours(words: string): Hours {
  const match = /^(\d{1,2}):(\d{2})\s*(?:-|~|—|–|至|到)+\s*(\d{1,2}):(\d{2})$/u.exec(words.normalize('NFKC').trim())
  const [fromHour = 99, fromMinute = 99, toHour = 99, toMinute = 99] = (match ?? []).slice(1).map(Number)
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute]
  const clock = fromMinute < 60 && toMinute < 60 && to <= 24 * 60
  if (clock && to - from >= 60) return { from, to }
  throw new AppError('input', `no working hours in ${words}`, {
    publicMessage: `工作时间“${words}”无效，没有做任何改动。请按 8:30-17:30 填写，至少一小时。`,
  })
}

/** `08:30-17:30`. */
export function spellHours({ from, to }: Hours): string {
  return `${spellMinute(from)}-${spellMinute(to)}`
}

/** When the people of one enterprise may be reminded from now on; undefined: the usual hours again. */
export async function putHours(
  tx: Pick<RemindersTx, 'obligations'>,
  { hours: _, ...enterprise }: Enterprise,
  hours: Hours | undefined,
): Promise<void> {
  await tx.obligations.putEnterprises([{ ...enterprise, ...(hours ? { hours } : {}) }])
}

interface Amendment {
  obligationId: string
  enterpriseId: string
  terms: Terms
  /** The occurrence a new date is for; absent: the last one. */
  moving?: string
  reason: string
  by: string
}

/** Changes some terms of one enterprise and keeps the others agreed before. Returns how many open occurrences changed. */
export async function amendTerms(
  tx: RemindersTx,
  { terms, moving, ...change }: Amendment,
  calendar: Calendar,
): Promise<number> {
  const before = (await tx.obligations.overrides()).find((one) => isOf(one, change))
  const { due = before?.due, quantity = before?.quantity, applicable = before?.applicable ?? true } = terms
  const override: Override = {
    ...change,
    ...(due ? { due } : {}),
    ...(quantity ? { quantity } : {}),
    ...{ applicable, at: calendar.clock.now() },
  }
  return makeException(tx, { override, moving: terms.due ? moving : null }, calendar)
}

/** An amendment as somebody at the terminal words it: an obligation by its id or by its number in the ledger; `by` names a member of the office. */
export interface NamedAmendment extends Omit<Amendment, 'enterpriseId' | 'moving' | 'by'> {
  enterprise: string
  by?: string
}

/** The same for names. @throws AppError `input` for an enterprise or officer there is none of */
export async function amendByName(
  tx: RemindersTx,
  { enterprise, by, obligationId: named, ...change }: NamedAmendment,
  calendar: Calendar,
): Promise<number> {
  const { id: enterpriseId } = enterpriseNamed(await tx.obligations.enterprises(), enterprise)
  const officer = by === undefined ? undefined : officerNamed(by, createPeople(await tx.members.all()).office())
  const which = /^\d+$/.test(named)
    ? await numbered(tx, { enterpriseId, number: Number(named) })
    : { obligationId: named }
  return amendTerms(tx, { ...change, ...which, enterpriseId, by: officer?.userid ?? 'command' }, calendar)
}

async function numbered(
  tx: Pick<RemindersTx, 'ledger'>,
  { enterpriseId, number }: { enterpriseId: string; number: number },
): Promise<Pick<Amendment, 'obligationId' | 'moving'>> {
  const occurrence = (await tx.ledger.occurrences({ enterpriseId })).find((one) => one.number === number)
  if (occurrence) return { obligationId: occurrence.obligationId, moving: occurrence.id }
  throw new AppError('input', `no occurrence ${number} of ${enterpriseId}`, {
    publicMessage: `该单位没有编号为 ${number} 的事项，没有做任何改动。编号见 hegui obligations export 导出的台账。`,
  })
}

function isOf(one: Override, { obligationId, enterpriseId }: { obligationId: string; enterpriseId: string }): boolean {
  return one.obligationId === obligationId && one.enterpriseId === enterpriseId
}

/** The obligation as it binds one enterprise: with the target agreed for it. */
export function boundBy<O extends { id: string }>(
  obligation: O,
  enterpriseId: string,
  overrides: readonly Override[],
): O {
  const quantity = overrides.find((one) => isOf(one, { obligationId: obligation.id, enterpriseId }))?.quantity
  return quantity ? { ...obligation, quantity } : obligation
}

/** Everything that binds an enterprise otherwise than the text does. */
export interface Agreements {
  overrides: readonly Override[]
  enterprises: ReadonlyMap<string, Enterprise>
}

export async function agreementsOf({ obligations }: Pick<RemindersTx, 'obligations'>): Promise<Agreements> {
  const enterprises = await enterprisesById({ obligations })
  return { overrides: await obligations.overrides(), enterprises }
}

/** The same, of a subsidiary also with its name: somebody may keep one obligation for the enterprise and for several of them. */
export function boundFor<O extends { id: string; title: string }>(
  obligation: O,
  enterpriseId: string,
  { overrides, enterprises }: Agreements,
): O {
  const bound = boundBy(obligation, enterpriseId, overrides)
  const enterprise = enterprises.get(enterpriseId)
  return enterprise?.parentId ? { ...bound, title: `${bound.title}（${enterprise.name}）` } : bound
}
