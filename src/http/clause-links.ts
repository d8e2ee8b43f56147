import type { Clock } from '../base/clock.ts'
import { createSigner, readMember, spellMember } from './signed-links.ts'

/** A clause as a link names it: its version, and its number in the version's reading order. */
export interface ClausePlace {
  versionId: string
  seq: number
}

/** What a link says once its signature holds. */
export type OpenedLink =
  | { kind: 'valid'; place: ClausePlace; member: string; expires: Date }
  | { kind: 'expired' }
  | { kind: 'forged' }

export interface ClauseLinks {
  /** Links by clause id, made for one member; clauses that are gone have none. */
  linksFor(clauseIds: readonly string[], member: string): Promise<Map<string, string>>
  open(token: string): OpenedLink
}

export interface ClauseLinkDeps {
  /** Signs the links; the same in every instance. */
  key: Uint8Array
  /** Address of the service as members reach it, without a slash at the end. */
  base(): string
  placesOf(clauseIds: readonly string[]): Promise<(ClausePlace & { clauseId: string })[]>
  clock: Clock
}

const DAY_MS = 86_400_000
/** Long enough to come back to an answer, short enough that a forwarded link dies. */
const VALID_DAYS = 30
/** 96 bits. */
const SIGNATURE_LENGTH = 16
const TOKEN = /^([\w-]{1,40})\.([0-9a-z]{1,5})\.([0-9a-z]{1,6})\.([\w-]{1,128})\.([\w-]{16})$/

/**
 * Links to clauses, `/c/<version>.<number>.<last day>.<member>.<signature>`: nothing is stored, nothing but our own key makes
 * one, and each is good for one member until its last day has passed.
 */
export function createClauseLinks({ key, base, placesOf, clock }: ClauseLinkDeps): ClauseLinks {
  const { sign, isSigned } = createSigner(key, { purpose: 'clause', length: SIGNATURE_LENGTH })

  return {
    linksFor: async (clauseIds, member) => {
      const lastDay = Math.floor(clock.now().getTime() / DAY_MS) + VALID_DAYS
      const places = clauseIds.length > 0 ? await placesOf(clauseIds) : []
      return new Map(
        places.map(({ clauseId, versionId, seq }) => {
          const payload = [versionId, seq.toString(36), lastDay.toString(36), spellMember(member)].join('.')
          return [clauseId, `${base()}/c/${payload}.${sign(payload)}`]
        }),
      )
    },
    open: (token) => {
      const [, versionId = '', seq = '', lastDay = '', name = '', signature = ''] = TOKEN.exec(token) ?? []
      if (!isSigned([versionId, seq, lastDay, name].join('.'), signature)) return { kind: 'forged' }

      const expires = new Date((Number.parseInt(lastDay, 36) + 1) * DAY_MS)
      if (clock.now() >= expires) return { kind: 'expired' }
      return { kind: 'valid', place: { versionId, seq: Number.parseInt(seq, 36) }, member: readMember(name), expires }
    },
  }
}
