import { type CivilDate, civilDate } from '../../base/calendar.ts'
import { likeness } from '../../base/likeness.ts'
import { type Enterprises, rootOf } from '../enterprises.ts'
import type { Enterprise } from '../ledger.ts'
import type { People, Person } from '../people.ts'
import { LEFT } from './export.ts'

/** What a cell says, or why it cannot be understood. */
export type Read<T> = { value: T } | { fault: string }

const DAY = /^(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?$/u
const DAY_WITHOUT_SEPARATORS = /^(\d{4})(\d{2})(\d{2})$/
const DAY_WITHOUT_YEAR = /^(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?$/u
const LEAP_YEAR = 2000

/** A day as people write it; an empty cell is ''. */
export function readDay(text: string): Read<CivilDate | ''> {
  const plain = text.normalize('NFKC').trim()
  if (plain === '') return { value: '' }
  const [, year, month, day] = DAY.exec(plain) ?? DAY_WITHOUT_SEPARATORS.exec(plain) ?? []
  const [, loneMonth, loneDay] = DAY_WITHOUT_YEAR.exec(plain) ?? []
  if (!year && !loneMonth) return { fault: `日期“${text}”没有读懂，请写成 2026-12-30` }
  const date = civilDate(Number(year ?? LEAP_YEAR), Number(month ?? loneMonth), Number(day ?? loneDay))
  if (!date) return { fault: `日期“${text}”不存在` }
  return year ? { value: date } : { fault: `日期“${text}”没有写年份，请写成 2026-12-30` }
}

const MOST_OFFERED = 3

/** The enterprise a cell means: its name, or a part of only one name; `group` tells subsidiaries of one name apart. */
export function readEnterprise(text: string, known: Enterprises, group = ''): Read<Enterprise> {
  const named = text.normalize('NFKC').trim()
  const above = group.normalize('NFKC').trim()
  if (named === '') return { fault: '没有写企业' }
  const all = [...known.values()]
  const enterprises = above ? all.filter(({ id }) => known.get(rootOf(id, known))?.name === above) : all
  if (enterprises.length === 0) return { fault: `没有认出所属集团“${group}”` }
  const alike = enterprises.filter(({ id, name }) => name === named || id === named)
  const [exact, another] = alike.filter(({ active }) => active || alike.length === 1)
  if (another) return { fault: `有几家企业都叫“${text}”，请写明所属集团` }
  const similar = enterprises.filter(({ name, active }) => active && name.includes(named))
  const found = exact ?? (similar.length === 1 ? similar[0] : undefined)
  if (found) return { value: found }
  const names = enterprises.filter(({ active }) => active).map(({ name }) => name)
  const near = names
    .map((name) => ({ name, alike: likeness(name, named) + sharedCharacters(name, named) }))
    .filter(({ alike }) => alike > 0)
    .toSorted((a, b) => b.alike - a.alike)
    .slice(0, MOST_OFFERED)
  const offered = near.length > 0 ? `；相近的有：${near.map(({ name }) => name).join('、')}` : ''
  return { fault: `没有认出企业“${text}”${offered}` }
}

/** Counts little, so that it only decides between names that have no two characters in a row in common. */
function sharedCharacters(one: string, other: string): number {
  return [...new Set(one)].filter((character) => other.includes(character)).length / 100
}

export interface Directory {
  people: People
  everyone: readonly Person[]
}

/**
 * The members a cell names, as userids: `孙丽（sunli）`, a userid or a name that only one colleague of the enterprise has. Whoever
 * is among `kept` may have left since; whoever is new may not.
 */
export function readPeople(
  text: string,
  { enterprise, kept, people, everyone }: Directory & { enterprise: Enterprise; kept: readonly string[] },
): Read<string[]> {
  const found = text
    .normalize('NFKC')
    .split(/[、,;\n]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => readPerson(part, { enterprise, kept, people, everyone }))
  const faults = found.flatMap((one) => ('fault' in one ? one.fault : []))
  return faults.length > 0
    ? { fault: faults.join('；') }
    : { value: found.flatMap((one) => ('value' in one ? one.value : [])) }
}

function readPerson(
  part: string,
  { enterprise, kept, people, everyone }: Directory & { enterprise: Enterprise; kept: readonly string[] },
): Read<string> {
  const [, name = '', id = ''] = /^(.*?)\s*\(([^()]*)\)$/u.exec(part) ?? []
  if (id) {
    const userid = id.trim().toLowerCase()
    const person = people.get(userid)
    if (name && name !== LEFT && person && person.name !== name)
      return { fault: `“${part}”姓名与账号不符，${userid} 是${person.name}` }
    return kept.includes(userid) ? { value: userid } : present(person, part, { enterprise, people })
  }
  const here = people.of(enterprise.id).filter((one) => one.name === part || one.userid === part.toLowerCase())
  const [only, another] = here
  if (another) {
    const several = here.map(
      ({ userid, departments }) => `${part}（${userid}，${departments.join(' ') || '部门不详'}）`,
    )
    return { fault: `有 ${here.length} 位${part}，请写明账号：${several.join('、')}` }
  }
  if (only) return { value: only.userid }
  return present(
    everyone.find((one) => one.name === part || one.userid === part.toLowerCase()),
    part,
    { enterprise, people },
  )
}

/** Somebody who is to answer for something must be there. */
function present(
  person: Person | undefined,
  written: string,
  { enterprise, people }: { enterprise: Enterprise; people: People },
): Read<string> {
  if (!person) return { fault: `通讯录里没有“${written}”` }
  if (!person.active) return { fault: `“${written}”已离开，不能再作为责任人或代理人` }
  if (!people.of(enterprise.id).includes(person))
    return { fault: `“${written}”是${person.enterprise ?? '其他单位'}的，不在${enterprise.name}` }
  return { value: person.userid }
}
