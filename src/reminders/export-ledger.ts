import type { CivilDate } from '../base/calendar.ts'
import { type Occurrence, statusOf } from './ledger.ts'
import { type LedgerLine, writeLedger } from './ledger-sheet.ts'
import type { RemindersTx } from './rows.ts'

/** The states a ledger can show, 逾期 in its three shades included. */
const STATUSES = [
  '未开始',
  '进行中',
  '待审核',
  '已办结',
  '已退回',
  '不适用',
  '逾期',
  '逾期（办理中）',
  '逾期（已退回）',
]

/** The office's ledger (工作台账) as a workbook; with `history` also what nobody is reminded of. */
export async function exportLedger(
  rows: Pick<RemindersTx, 'obligations' | 'ledger' | 'members'>,
  { today, history }: { today: CivilDate; history: boolean },
): Promise<{ file: Uint8Array; lines: number }> {
  const obligations = new Map(
    (await rows.obligations.all())
      .filter(({ state }) => state === 'active' || (history && state === 'history'))
      .map((obligation) => [obligation.id, obligation]),
  )
  const enterprises = new Map((await rows.obligations.enterprises()).map(({ id, name }) => [id, name]))
  const targets = new Map(
    (await rows.obligations.overrides()).map((one) => [`${one.obligationId} ${one.enterpriseId}`, one.quantity]),
  )
  const names = new Map((await rows.members.all()).map(({ userid, name }) => [userid, name]))
  const person = (userid: string) => `${names.get(userid) ?? '已离开'}（${userid}）`
  const kept = await rows.ledger.occurrences({ obligationIds: [...obligations.keys()] })
  const evidence = Map.groupBy(await rows.ledger.evidence(kept.map(({ id }) => id)), (one) => one.occurrenceId)

  const lineOf = (one: Occurrence): LedgerLine[] => {
    const obligation = obligations.get(one.obligationId)
    if (!obligation) return []
    const quantity = targets.get(`${one.obligationId} ${one.enterpriseId}`) ?? obligation.quantity
    const { title, clause, quote } = obligation
    return [
      {
        ...{ number: one.number, enterprise: enterprises.get(one.enterpriseId) ?? one.enterpriseId },
        ...{ title, clause, quote, due: one.due ?? '', owners: one.owners.map(person).join('、') },
        ...{ deputy: one.deputy ? person(one.deputy) : '', status: statusOf(one, today) },
        ...{ quantity: quantity?.text ?? '', evidence: evidence.get(one.id)?.length ?? 0 },
        ...{ note: one.note ?? '', obligationId: one.obligationId },
      },
    ]
  }
  const lines = kept.toSorted(byPlace).flatMap(lineOf)
  const choices = { enterprises: [...enterprises.values()], statuses: STATUSES }
  return { file: await writeLedger(lines, choices), lines: lines.length }
}

function byPlace(a: Occurrence, b: Occurrence): number {
  return a.enterpriseId === b.enterpriseId ? a.number - b.number : a.enterpriseId < b.enterpriseId ? -1 : 1
}
