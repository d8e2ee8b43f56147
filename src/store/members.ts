import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Context } from './context.ts'
import { jsonOrNull } from './json.ts'

const Strings = z.array(z.string())
const ROLES = ['employee', 'manager', 'cco', 'office', 'sasac'] as const
type Role = (typeof ROLES)[number]
const Roles = z.array(z.enum(ROLES))

/** A person as the directory told of them last. */
export interface MemberRow {
  userid: string
  name: string
  enterpriseId?: string
  enterprise?: string
  departments: string[]
  /** Ids of the department they work in and of those above it, up to the enterprise. */
  trail?: readonly string[]
  position?: string
  roles: Role[]
  active: boolean
}

export interface MemberStore {
  get(userid: string): Promise<MemberRow | undefined>
  all(): Promise<MemberRow[]>
  /** Inserts or replaces. */
  upsert(members: readonly MemberRow[]): Promise<void>
  deactivate(userid: string): Promise<void>
}

export function createMembers({ client, clock }: Context): MemberStore {
  return {
    get: async (userid) => {
      const row = await client.member.findUnique({ where: { userid } })
      return row ? toMember(row) : undefined
    },
    all: async () => (await client.member.findMany({ orderBy: { userid: 'asc' } })).map(toMember),
    upsert: async (members) => {
      for (const member of await changed(client, members)) {
        const { userid, trail, ...rest } = {
          enterpriseId: null,
          enterprise: null,
          position: null,
          ...member,
          updatedAt: clock.now(),
        }
        const data = { ...rest, trail: jsonOrNull(trail) }
        await client.member.upsert({ where: { userid }, create: { userid, ...data }, update: data })
      }
    },
    deactivate: async (userid) => {
      await client.member.updateMany({ where: { userid }, data: { active: false, updatedAt: clock.now() } })
    },
  }
}

/** A directory is read again and again and hardly ever differs; a row that stays as it is need not cost a commit. */
async function changed(client: Context['client'], members: readonly MemberRow[]): Promise<readonly MemberRow[]> {
  if (members.length === 1) return members
  const known = new Map((await client.member.findMany()).map((row) => [row.userid, toMember(row)]))
  return members.filter((member) => !isDeepStrictEqual(known.get(member.userid), member))
}

type Stored = NonNullable<Awaited<ReturnType<Context['client']['member']['findUnique']>>>

function toMember(row: Stored): MemberRow {
  return {
    userid: row.userid,
    name: row.name,
    departments: Strings.parse(row.departments),
    roles: Roles.parse(row.roles),
    active: row.active,
    ...(row.enterpriseId ? { enterpriseId: row.enterpriseId } : {}),
    ...(row.enterprise ? { enterprise: row.enterprise } : {}),
    ...(row.position ? { position: row.position } : {}),
    ...(row.trail === null ? {} : { trail: Strings.parse(row.trail) }),
  }
}
