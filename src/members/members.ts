import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type NamedOffice, type Organisation, organisation, placeOf, rolesOf } from './organisation.ts'

export type Role = 'employee' | 'manager' | 'cco' | 'office' | 'sasac'

/** A person in WeCom as the rest of the house knows them; `userid` is lower case, because WeCom compares it so. */
export interface Member {
  userid: string
  name: string
  enterpriseId?: string
  enterprise?: string
  departments: string[]
  /** Ids of the department they work in and of those above it, up to the enterprise; absent for members of the root only. */
  trail?: readonly string[]
  position?: string
  roles: Role[]
  active: boolean
}

/** One member or department as WeCom's directory tells it. */
export interface DirectoryUser {
  userid: string
  name: string
  department: number[]
  position?: string | undefined
  isLeaderInDept?: number[] | undefined
  status?: number | undefined
}

export interface Directory {
  user(userid: string): Promise<DirectoryUser | undefined>
  users(departmentId: number): Promise<DirectoryUser[]>
  departments(): Promise<{ id: number; name: string; parentId: number }[]>
}

export interface MemberRows {
  get(userid: string): Promise<Member | undefined>
  all(): Promise<Member[]>
  upsert(members: readonly Member[]): Promise<void>
  deactivate(userid: string): Promise<void>
}

export interface MembersDeps {
  rows: MemberRows
  directory: Directory
  /** The compliance office by userids in lower case; without it the directory tells who belongs to it. */
  office?: NamedOffice
  clock: Clock
  log: Log
}

export interface Members {
  /** Who `userid` is: as last synchronised, else as the directory says now, else nobody but a bare id. Never fails. */
  identify(userid: string): Promise<Member>
  /** Reads the whole directory again; members who are gone become inactive. Returns how many are active. */
  synchronise(): Promise<number>
  /** A directory event says this member changed: read them again. */
  refresh(userid: string): Promise<void>
  /** Active members who hold a role. */
  withRole(role: Role): Promise<Member[]>
}

const LEFT_THE_CORP = 5

/** Identity and rights of people, taken from WeCom's directory and kept so that a directory outage stops nobody. */
export function createMembers({ rows, directory, office, log }: MembersDeps): Members {
  let known: Organisation | undefined

  async function identify(userid: string): Promise<Member> {
    const id = userid.toLowerCase()
    const stored = await rows.get(id)
    if (stored?.active) return stored

    return (await readOne(id)) ?? stored ?? { userid: id, name: id, departments: [], roles: ['employee'], active: true }
  }

  /** The directory may be out of reach (trusted IP, outage): the asker is then served without their enterprise. */
  async function readOne(userid: string): Promise<Member | undefined> {
    try {
      const user = await directory.user(userid)
      if (!user) return undefined

      known ??= organisation(await directory.departments())
      const member = toMember(user, known, office)
      await rows.upsert([member])
      return member
    } catch (error) {
      log.warn({ err: error }, 'directory lookup failed')
      return undefined
    }
  }

  async function synchronise(): Promise<number> {
    const departments = await directory.departments()
    known = organisation(departments)
    const lists = []
    for (const { id } of departments) lists.push(await directory.users(id))
    const current = new Map(
      lists.flat().map((user) => [user.userid.toLowerCase(), toMember(user, known ?? organisation([]), office)]),
    )
    await rows.upsert([...current.values()])
    warnAboutOffice(current)

    for (const { userid, active } of await rows.all()) {
      if (active && !current.has(userid)) await rows.deactivate(userid)
    }
    return current.size
  }

  /** Without an office nobody is told of questions, nobody approves, and nothing says so. */
  function warnAboutOffice(current: ReadonlyMap<string, Member>): void {
    const unknown = [...(office ?? [])].filter((userid) => !current.has(userid))
    if (unknown.length > 0) log.warn({ userids: unknown }, 'OFFICE_MEMBERS names people the directory does not know')
    if ([...current.values()].some(({ active, roles }) => active && roles.includes('office'))) return
    log.warn(
      'nobody belongs to the compliance office: questions and approvals reach nobody; name them in OFFICE_MEMBERS',
    )
  }

  async function refresh(userid: string): Promise<void> {
    known = undefined
    if (!(await readOne(userid.toLowerCase()))) await rows.deactivate(userid.toLowerCase())
  }

  async function withRole(role: Role): Promise<Member[]> {
    return (await rows.all()).filter((member) => member.active && member.roles.includes(role))
  }

  return { identify, synchronise, refresh, withRole }
}

function toMember(user: DirectoryUser, tree: Organisation, office: NamedOffice): Member {
  const place = placeOf(user.department, tree)
  return {
    userid: user.userid.toLowerCase(),
    name: user.name,
    departments: user.department.flatMap((id) => tree.get(id)?.name ?? []),
    roles: rolesOf(user, tree, office),
    active: user.status === undefined || user.status < LEFT_THE_CORP,
    ...(place
      ? {
          enterpriseId: String(place.enterprise.id),
          enterprise: place.enterprise.name,
          trail: place.trail.map(({ id }) => String(id)),
        }
      : {}),
    ...(user.position ? { position: user.position } : {}),
  }
}
