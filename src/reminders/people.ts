import { AppError } from '../base/errors.ts'
import { holdsOne } from '../base/titles.ts'
import { type Enterprises, lineOf, rootOf } from './enterprises.ts'
import type { Enterprise, Plannable } from './ledger.ts'

/** A member as this room needs to know them. */
export interface Person {
  userid: string
  name: string
  enterpriseId?: string
  enterprise?: string
  departments: readonly string[]
  /** Ids of the department they work in and of those above it, up to the enterprise. */
  trail?: readonly string[]
  position?: string
  roles: readonly string[]
  active: boolean
}

/** Who answers for what. Inactive members are never told anything. */
export interface People {
  get(userid: string): Person | undefined
  /** Whoever is to be reminded: the owners, else the deputy, else the next in the chain; without any owner the office. */
  responsible(occurrence: Plannable): readonly Person[]
  /**
   * Beyond the owner: department head → 首席合规官 → head of the enterprise → the SASAC's office. A rung may be empty; what a
   * subsidiary has nobody for, the enterprise above it has.
   */
  chain(occurrence: Plannable): readonly (readonly Person[])[]
  office(): readonly Person[]
  /** The head of an enterprise, as far as titles tell. */
  head(enterpriseId: string): Person | undefined
  /** Everybody of an enterprise and its subsidiaries; for a subsidiary those of its enterprise too. They may keep things for one another. */
  of(enterpriseId: string): readonly Person[]
  /** Whoever works in an enterprise or subsidiary itself, and not in one below it. */
  staff(enterpriseId: string): readonly Person[]
  /** Who keeps an obligation in an enterprise when nobody was named: the head of its compliance department, else its 首席合规官. */
  usualOwner(enterprise: Pick<Enterprise, 'id' | 'kind' | 'parentId'>): Person | undefined
}

/** Who heads an enterprise, first of all the chairman; 主任 only where it is no office's, department's or centre's. */
const HEADS = [
  /(?<!副)董事长$/u,
  /(?<!机关)党委书记$/u,
  /(?<!副|事业部|分公司|子公司)(?:总经理|总裁)$/u,
  /(?<!副|[室部科处中心间])主任$/u,
]

/** @param enterprises with the subsidiaries among them; without them everybody belongs to their enterprise alone */
export function createPeople(everyone: readonly Person[], enterprises: Enterprises = new Map()): People {
  const byId = new Map(everyone.map((person) => [person.userid, person]))
  const active = everyone.filter((person) => person.active)
  const unitOf = (person: Person) => placeOf(person, enterprises) ?? ''
  const byUnit = Map.groupBy(active, unitOf)
  const officers = active.filter(({ roles }) => roles.includes('office'))
  const byRoot = Map.groupBy(active, ({ enterpriseId }) => enterpriseId ?? '')
  const of = (id: string) => byRoot.get(rootOf(id, enterprises)) ?? []
  /** An enterprise whose people all work in subsidiaries has them for its own. */
  const staffOf = (id: string) => byUnit.get(id) ?? (enterprises.get(id)?.parentId ? [] : of(id))
  const present = (userids: readonly string[]) =>
    userids.flatMap((userid) => {
      const person = byId.get(userid)
      return person?.active ? [person] : []
    })

  function responsible(occurrence: Plannable): readonly Person[] {
    const { owners, deputy } = occurrence
    if (owners.length === 0 && !deputy) return officers
    const here = present(owners)
    if (here.length > 0) return here
    const standIn = present(deputy ? [deputy] : [])
    return standIn.length > 0 ? standIn : (chain(occurrence).find((rung) => rung.length > 0) ?? [])
  }

  function chain({ enterpriseId, owners }: Plannable): readonly (readonly Person[])[] {
    const line = lineOf(enterpriseId, enterprises)
    const keepers = owners.flatMap((userid) => byId.get(userid) ?? [])
    const departments = new Set(keepers.flatMap((person) => person.departments))
    const others = (id: string) => staffOf(id).filter(({ userid }) => !owners.includes(userid))
    const heads = (id: string) => others(id).filter((person) => isManager(person) && !isOfficer(person))
    const head = listOf(nearest(line, (id) => headOf(heads(id))))
    const cco = nearest(line, (id) => listUnlessEmpty(others(id).filter(isOfficer))) ?? []
    const near = new Set([enterpriseId, ...keepers.map(unitOf).filter((id) => rootOf(id, enterprises) === line.at(-1))])
    const departmentHeads = [...near]
      .flatMap(heads)
      .filter((person) => person.departments.some((name) => departments.has(name)))
    return [departmentHeads.filter((person) => !head.includes(person)), cco, head, officers]
  }

  return {
    get: (userid) => byId.get(userid),
    responsible,
    chain,
    office: () => officers,
    head: (enterpriseId) => headOf(staffOf(enterpriseId).filter(isManager)),
    of,
    staff: staffOf,
    usualOwner: ({ id, kind }) =>
      kind === 'sasac' ? officers[0] : nearest(lineOf(id, enterprises), (unit) => ownerAmong(staffOf(unit))),
  }
}

/** The enterprise or subsidiary somebody works in, whichever is nearest. */
export function placeOf({ trail = [], enterpriseId }: Person, enterprises: Enterprises): string | undefined {
  return trail.find((id) => enterprises.get(id)?.active) ?? enterpriseId
}

/** The member of the office somebody names, by account or full name. @throws AppError `input` */
export function officerNamed(by: string, office: readonly Person[]): Person {
  const found = office.filter(({ userid, name }) => userid === by.toLowerCase() || name === by)
  const [only] = found
  if (only && found.length === 1) return only
  const names = office.map(({ userid, name }) => `${name}（${userid}）`).join('、')
  throw new AppError('input', `${by} is no member of the office`, {
    publicMessage: `“${by}”不是合规管理办公室的成员，没有做任何改动。办公室成员：${names || '尚无，请先启动服务同步通讯录'}。`,
  })
}

function ownerAmong(staff: readonly Person[]): Person | undefined {
  const ofCompliance = staff.filter(({ departments }) => departments.some((name) => /合规|法规|法务|法律/.test(name)))
  return ofCompliance.find(isManager) ?? ofCompliance[0] ?? staff.find(({ roles }) => roles.includes('cco'))
}

function isOfficer({ roles }: Person): boolean {
  return roles.includes('cco')
}

function isManager({ roles }: Person): boolean {
  return roles.includes('manager')
}

function headOf(managers: readonly Person[]): Person | undefined {
  for (const title of HEADS) {
    const found = managers.find(({ position = '' }) => holdsOne(position, title))
    if (found) return found
  }
  return undefined
}

function listOf<T>(one: T | undefined): T[] {
  return one === undefined ? [] : [one]
}

/** What the first along a line has. */
function nearest<T>(line: readonly string[], find: (id: string) => T | undefined): T | undefined {
  for (const id of line) {
    const found = find(id)
    if (found !== undefined) return found
  }
  return undefined
}

function listUnlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined
}
