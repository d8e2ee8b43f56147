import type { CivilDate } from '../../base/calendar.ts'
import { spellPath } from '../../base/text.ts'
import { inTurns } from '../../base/thread.ts'
import { rootOf } from '../enterprises.ts'
import { type Enterprise, type KeptObligation, type Occurrence, statusOf } from '../ledger.ts'
import type { Quantity } from '../obligation.ts'
import type { RemindersTx } from '../rows.ts'
import { writeBook } from './book-thread.ts'
import type { LedgerLine } from './columns.ts'
import { factsOf, STATUSES, versionOf } from './facts.ts'

type Rows = Pick<RemindersTx, 'obligations' | 'ledger' | 'members'>

/** An occurrence with everything a line of the ledger says of it. */
export interface Entry {
  occurrence: Occurrence
  obligation: KeptObligation
  /** The target that binds its enterprise. */
  quantity: Quantity | undefined
  /** How many files. */
  evidence: number
}

/** The ledger in memory, with the names of whom and what it speaks of. */
export interface LedgerView {
  today: CivilDate
  enterprises: ReadonlyMap<string, Enterprise>
  entries: readonly Entry[]
  /** `孙丽（sunli）`, in the order given. */
  names(userids: readonly string[]): string
}

export async function viewLedger(
  rows: Rows,
  { today, states }: { today: CivilDate; states: readonly KeptObligation['state'][] },
): Promise<LedgerView> {
  const obligations = new Map(
    (await rows.obligations.all()).filter(({ state }) => states.includes(state)).map((one) => [one.id, one]),
  )
  const enterprises = new Map((await rows.obligations.enterprises()).map((one) => [one.id, one]))
  const targets = new Map(
    (await rows.obligations.overrides()).map((one) => [`${one.obligationId} ${one.enterpriseId}`, one.quantity]),
  )
  const known = new Map((await rows.members.all()).map(({ userid, name }) => [userid, name]))
  const kept = await inTurns([...enterprises.keys()], (id) => rows.ledger.occurrences({ enterpriseId: id }), {
    slice: 5,
  })
  const files = await inTurns(kept, (some) => rows.ledger.evidence(some.map(({ id }) => id)), { slice: 20 })
  const evidence = Map.groupBy(files.flat(), (one) => one.occurrenceId)
  return {
    ...{ today, enterprises },
    names: (userids) => userids.map((userid) => `${known.get(userid) ?? LEFT}（${userid}）`).join('、'),
    entries: kept
      .flat()
      .toSorted(byPlace)
      .flatMap((occurrence) => {
        const obligation = obligations.get(occurrence.obligationId)
        if (!obligation) return []
        const quantity = targets.get(`${occurrence.obligationId} ${occurrence.enterpriseId}`) ?? obligation.quantity
        return [{ occurrence, obligation, quantity, evidence: evidence.get(occurrence.id)?.length ?? 0 }]
      }),
  }
}

/** Stands for the name of a member the directory no longer knows. */
export const LEFT = '已离开'

export function lineOf({ occurrence, obligation, quantity, evidence }: Entry, view: LedgerView): LedgerLine {
  const { title, clause, quote, id: obligationId } = obligation
  const { id, number, due = '', owners, deputy, note = '', enterpriseId } = occurrence
  return {
    ...{
      number,
      enterprise: view.enterprises.get(enterpriseId)?.name ?? enterpriseId,
      group: groupNameOf(enterpriseId, view),
    },
    ...{ title, clause: spellPath(clause), quote, due, owners: view.names(owners) },
    ...{ deputy: deputy ? view.names([deputy]) : '', status: statusOf(occurrence, view.today) },
    ...{ quantity: quantity?.text ?? '', evidence, note, obligationId },
    version: versionOf(id, obligation, factsOf(occurrence, quantity)),
  }
}

/** The enterprise a subsidiary belongs to; '' for an enterprise itself. */
function groupNameOf(id: string, { enterprises }: LedgerView): string {
  const root = rootOf(id, enterprises)
  return root === id ? '' : (enterprises.get(root)?.name ?? '')
}

/** The office's ledger (工作台账) as a workbook; with `history` also what nobody is reminded of. */
export async function exportLedger(
  rows: Rows,
  { today, history }: { today: CivilDate; history: boolean },
): Promise<{ file: Uint8Array; lines: number }> {
  const view = await viewLedger(rows, { today, states: history ? ['active', 'history'] : ['active'] })
  const lines = view.entries.map((entry) => lineOf(entry, view))
  return { file: await writeLines(lines, view), lines: lines.length }
}

export function writeLines(lines: readonly LedgerLine[], { enterprises }: LedgerView): Promise<Uint8Array> {
  const names = [...enterprises.values()].map(({ name }) => name)
  return writeBook(lines, { enterprises: names, statuses: Object.keys(STATUSES) })
}

function byPlace(a: Occurrence, b: Occurrence): number {
  return a.enterpriseId === b.enterpriseId ? a.number - b.number : a.enterpriseId < b.enterpriseId ? -1 : 1
}
