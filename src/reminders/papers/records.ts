import type { CivilDate } from '../../base/calendar.ts'
import { spellPath } from '../../base/text.ts'
import { type Enterprise, type KeptObligation, type Occurrence, type Override, statusOf } from '../ledger.ts'
import type { Quantity } from '../obligation.ts'
import type { People } from '../people.ts'
import type { Evidence, LedgerEvent, Request } from '../rows.ts'
import { boundBy } from '../terms.ts'
import { type Deed, deedsOf } from './deeds.ts'
import { type Problem, problemsOf } from './problems.ts'

/** A file that proves something was done. */
export interface Proof {
  fileName: string
  sha256: string
  bytes: number
  at: Date
  day: CivilDate
  /** The name of whoever handed it in. */
  by: string
}

/** One occurrence with all that is known of it: what reports and bundles are made from. */
export interface LedgerRecord {
  occurrenceId: string
  /** What people of the enterprise call it in the chat. */
  number: number
  enterpriseId: string
  enterprise: string
  /** Whether it is kept by a subsidiary (子企业). */
  subsidiary: boolean
  obligationId: string
  /** The cycle it belongs to. */
  plan: string
  title: string
  documentId: string
  /** As people read it: 三（二）2023年. */
  clause: string
  /** Verbatim. */
  quote: string
  /** Further sentences it rests on. */
  also: { clause: string; quote: string }[]
  who: string
  /** With what was agreed for this enterprise. */
  quantity?: Quantity
  needsEvidence: boolean
  /** Of which nobody was reminded: it came into the ledger when its date was past. */
  history: boolean
  due?: CivilDate
  state: Occurrence['state']
  /** As people read it, 逾期 included; 无记录 for history nobody has touched. */
  status: string
  doneOn?: CivilDate
  /** Names. */
  owners: string[]
  note?: string
  deeds: Deed[]
  evidence: Proof[]
  problems: Problem[]
}

/** History about which the ledger knows nothing: that it is still open proves nothing. */
const UNRECORDED = '无记录'

export function isUnrecorded({ status }: Pick<LedgerRecord, 'status'>): boolean {
  return status === UNRECORDED
}

export interface RecordInput {
  obligations: readonly KeptObligation[]
  overrides: readonly Override[]
  enterprises: readonly Enterprise[]
  occurrences: readonly Occurrence[]
  events: readonly LedgerEvent[]
  evidence: readonly Evidence[]
  requests: readonly Request[]
  people: People
  today: CivilDate
  /** The day of an instant where the members live. */
  dateOf(instant: Date): CivilDate
}

/** Everything in the ledger as records: by enterprise, then due date (undated last), then number. */
export function recordsOf(input: RecordInput): LedgerRecord[] {
  const obligations = new Map(input.obligations.map((one) => [one.id, one]))
  const enterprises = new Map(input.enterprises.map((one, index) => [one.id, { ...one, index }]))
  const grouped = {
    events: Map.groupBy(input.events, ({ occurrenceId }) => occurrenceId),
    evidence: Map.groupBy(input.evidence, ({ occurrenceId }) => occurrenceId),
    requests: Map.groupBy(input.requests, ({ occurrenceId }) => occurrenceId),
  }
  const place = ({ enterpriseId }: LedgerRecord) => enterprises.get(enterpriseId)?.index ?? enterprises.size
  return input.occurrences
    .flatMap((occurrence) => {
      const kept = obligations.get(occurrence.obligationId)
      if (!kept || kept.state === 'dropped') return []
      const { id, enterpriseId } = occurrence
      const belongings = {
        obligation: boundBy(kept, enterpriseId, input.overrides),
        enterprise: enterprises.get(enterpriseId)?.name ?? enterpriseId,
        subsidiary: enterprises.get(enterpriseId)?.parentId !== undefined,
        events: grouped.events.get(id) ?? [],
        evidence: grouped.evidence.get(id) ?? [],
        requests: grouped.requests.get(id) ?? [],
      }
      return [recordOf(occurrence, belongings, input)]
    })
    .toSorted((a, b) => place(a) - place(b) || byDate(a, b))
}

function byDate(a: LedgerRecord, b: LedgerRecord): number {
  const [left, right] = [a.due ?? '9999', b.due ?? '9999']
  return left < right ? -1 : left > right ? 1 : a.number - b.number
}

interface Belongings {
  obligation: KeptObligation
  enterprise: string
  subsidiary: boolean
  events: readonly LedgerEvent[]
  evidence: readonly Evidence[]
  requests: readonly Request[]
}

function recordOf(occurrence: Occurrence, belongings: Belongings, context: RecordInput): LedgerRecord {
  const { obligation, enterprise, subsidiary, events } = belongings
  const { people, today, dateOf } = context
  const { due, doneAt, state, note } = occurrence
  const nameOf = naming(people)
  const deeds = deedsOf(events, { nameOf, dateOf })
  const evidence = belongings.evidence.map((one) => proofOf(one, { nameOf, dateOf }))
  const history = obligation.state === 'history' || (due !== undefined && occurrence.remindFrom === undefined)
  const files = evidence.length
  return {
    ...{ occurrenceId: occurrence.id, number: occurrence.number, enterpriseId: occurrence.enterpriseId, enterprise },
    subsidiary,
    ...{ obligationId: obligation.id, plan: obligation.plan, title: obligation.title, who: obligation.who },
    ...{ documentId: obligation.documentId, clause: spellPath(obligation.clause), quote: obligation.quote },
    also: (obligation.also ?? []).map(({ clause, quote }) => ({ clause: spellPath(clause), quote })),
    ...(obligation.quantity ? { quantity: obligation.quantity } : {}),
    ...{ needsEvidence: obligation.evidence, history, state },
    ...(due ? { due } : {}),
    status: history && state === 'open' && deeds.length === 0 ? UNRECORDED : statusOf(occurrence, today),
    ...(doneAt && state === 'done' ? { doneOn: dateOf(doneAt) } : {}),
    owners: occurrence.owners.map(nameOf),
    ...(note ? { note } : {}),
    ...{ deeds, evidence },
    problems: problemsOf({ ...belongings, occurrence, history, files, people, today, dateOf }),
  }
}

interface Words {
  nameOf(userid: string): string
  dateOf(instant: Date): CivilDate
}

function proofOf({ fileName, sha256, bytes, at, uploader }: Evidence, { nameOf, dateOf }: Words): Proof {
  return { fileName, sha256, bytes, at, day: dateOf(at), by: nameOf(uploader) }
}

/** The ledger also knows the product itself and whoever sits at its terminal. */
const NOBODY: Readonly<Record<string, string>> = { system: '系统', command: '管理员' }

function naming(people: People): (userid: string) => string {
  return (userid) => NOBODY[userid] ?? people.get(userid)?.name ?? `${userid}（已离开）`
}
