import { AppError } from '../base/errors.ts'
import { type KeptObligation, type Occurrence, OPEN_STATES, type Override } from './ledger.ts'
import type { RemindersTx } from './rows.ts'
import { type Calendar, localNow } from './snapshot.ts'

/**
 * 一企一策: what is different for one enterprise, for what is open now and for what comes. What is on its way by the former terms is
 * withdrawn with it. A new date moves one occurrence, the last one unless `moving` names another, or null for none.
 *
 * @throws AppError `input` without a reason, or for an obligation that is not kept
 */
export async function makeException(
  tx: RemindersTx,
  { override, moving }: { override: Override; moving?: string | null | undefined },
  calendar: Calendar,
): Promise<number> {
  if (override.reason.trim() === '')
    throw new AppError('input', 'an exception needs a reason', { publicMessage: '一企一策须写明理由。' })
  const obligation = await tx.obligations.get(override.obligationId)
  if (!obligation)
    throw new AppError('input', `no obligation ${override.obligationId}`, {
      publicMessage: `没有编号为 ${override.obligationId} 的事项，没有做任何改动。可以写台账里的编号，或“事项编号”一列；台账用 hegui obligations export 导出。`,
    })
  await tx.obligations.putOverride(override)
  const open = await tx.ledger.occurrences({
    enterpriseId: override.enterpriseId,
    obligationIds: [override.obligationId],
    states: [...OPEN_STATES, 'na'],
  })
  const { due, ...others } = override
  const moved = moving !== undefined ? moving : open.toSorted((a, b) => (a.period < b.period ? -1 : 1)).at(-1)?.id
  for (const occurrence of open) {
    const terms = due && occurrence.id === moved ? { ...others, due } : others
    await apply(tx, { occurrence, obligation, override: terms }, calendar)
  }
  return open.length
}

interface Exception {
  occurrence: Occurrence
  obligation: KeptObligation
  override: Override
}

async function apply(
  tx: RemindersTx,
  { occurrence, obligation, override }: Exception,
  calendar: Calendar,
): Promise<void> {
  const { today } = localNow(calendar)
  const planned = await tx.reminders.list({ occurrenceId: occurrence.id, day: today, limit: 1_000 })
  await tx.outbox.cancelKeys(planned.map(({ key }) => key))
  const { due = occurrence.due, quantity, applicable, reason, by } = override
  const live = obligation.state === 'active' && due !== undefined && due >= today
  await tx.ledger.update(occurrence.id, {
    ...(applicable ? (occurrence.state === 'na' ? { state: 'open' } : {}) : { state: 'na' }),
    ...(due ? { due } : {}),
    ...{ remindFrom: live ? today : (occurrence.remindFrom ?? null), note: reason, waitingSince: null, level: 0 },
  })
  await tx.ledger.record([
    {
      occurrenceId: occurrence.id,
      at: calendar.clock.now(),
      actor: by,
      kind: 'excepted',
      detail: { due, target: quantity?.text, applicable, reason },
    },
  ])
}
