import type { Enterprise, Plannable } from './ledger.ts'

/** A member as this room needs to know them. */
export interface Person {
  userid: string
  name: string
  enterpriseId?: string
  enterprise?: string
  departments: readonly string[]
  position?: string
  roles: readonly string[]
  active: boolean
}

/** Who answers for what. Inactive members are never told anything. */
export interface People {
  get(userid: string): Person | undefined
  /** Whoever is to be reminded: the owners, else the deputy, else the next in the chain; without any owner the office. */
  responsible(occurrence: Plannable): readonly Person[]
  /** Beyond the owner: department head → 首席合规官 → head of the enterprise → the SASAC's office. A rung may be empty. */
  chain(occurrence: Plannable): readonly (readonly Person[])[]
  office(): readonly Person[]
  /** The head of an enterprise, as far as titles tell. */
  head(enterpriseId: string): Person | undefined
  of(enterpriseId: string): readonly Person[]
  /** Who keeps an obligation in an enterprise when nobody was named: the head of its compliance department, else its 首席合规官. */
  usualOwner(enterprise: Pick<Enterprise, 'id' | 'kind'>): Person | undefined
}

const HEADS = [/董事长/, /党委书记/, /总经理|总裁/, /主任/]

export function createPeople(everyone: readonly Person[]): People {
  const byId = new Map(everyone.map((person) => [person.userid, person]))
  const active = everyone.filter((person) => person.active)
  const byEnterprise = Map.groupBy(active, ({ enterpriseId }) => enterpriseId ?? '')
  const officers = active.filter(({ roles }) => roles.includes('office'))
  const of = (enterpriseId: string) => byEnterprise.get(enterpriseId) ?? []
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
    const colleagues = of(enterpriseId).filter(({ userid }) => !owners.includes(userid))
    const departments = new Set(owners.flatMap((userid) => byId.get(userid)?.departments ?? []))
    const cco = colleagues.filter(({ roles }) => roles.includes('cco'))
    const heads = colleagues.filter((person) => isManager(person) && !cco.includes(person))
    const departmentHeads = heads.filter((person) => person.departments.some((name) => departments.has(name)))
    return [departmentHeads.filter((person) => person !== headOf(heads)), cco, listOf(headOf(heads)), officers]
  }

  return {
    get: (userid) => byId.get(userid),
    responsible,
    chain,
    office: () => officers,
    head: (enterpriseId) => headOf(of(enterpriseId).filter(isManager)),
    of,
    usualOwner: ({ id, kind }) => (kind === 'sasac' ? officers[0] : ownerAmong(of(id))),
  }
}

function ownerAmong(staff: readonly Person[]): Person | undefined {
  const ofCompliance = staff.filter(({ departments }) => departments.some((name) => /合规|法规|法务|法律/.test(name)))
  return ofCompliance.find(isManager) ?? ofCompliance[0] ?? staff.find(({ roles }) => roles.includes('cco'))
}

function isManager({ roles }: Person): boolean {
  return roles.includes('manager')
}

function headOf(managers: readonly Person[]): Person | undefined {
  for (const title of HEADS) {
    const found = managers.find(({ position = '' }) => title.test(position) && !/副/.test(position))
    if (found) return found
  }
  return undefined
}

function listOf<T>(one: T | undefined): T[] {
  return one === undefined ? [] : [one]
}
