import { describe } from 'vitest'
import { createMemoryStore } from '../reminders/memory-store.ts'
import { onBothDatabases } from './databases.ts'
import { type LedgerWorld, ledgerContract } from './ledger-contract.ts'

onBothDatabases('ledger', ledgerContract)

describe('ledger (in memory, for histories)', () => {
  const now = () => new Date('2026-03-24T04:00:00Z')
  ledgerContract(async () => ({ store: createMemoryStore({ now }) as unknown as LedgerWorld }))
})
