import type { RemindersTx } from '../rows.ts'

/**
 * The same rows, with obligations, enterprises and their terms read once: a workbook changes a thousand lines one after the other,
 * each of which would read them all again. Only inside a transaction that holds the ledger.
 */
export async function remembering(tx: RemindersTx): Promise<RemindersTx> {
  const { obligations: rows } = tx
  const obligations = new Map((await rows.all()).map((one) => [one.id, one]))
  const overrides = new Map((await rows.overrides()).map((one) => [pairOf(one), one]))
  const enterprises = await rows.enterprises()
  return {
    ...tx,
    obligations: {
      ...rows,
      get: async (id) => obligations.get(id),
      overrides: async () => [...overrides.values()],
      enterprises: async () => enterprises,
      put: async (added) => {
        await rows.put(added)
        for (const one of added) obligations.set(one.id, one)
      },
      putOverride: async (override) => {
        await rows.putOverride(override)
        overrides.set(pairOf(override), override)
      },
    },
  }
}

function pairOf({ obligationId, enterpriseId }: { obligationId: string; enterpriseId: string }): string {
  return `${obligationId} ${enterpriseId}`
}
