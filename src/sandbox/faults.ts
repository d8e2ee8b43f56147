import { FAULT_KINDS, type Fault, type FaultKind } from './contract.ts'

export interface Faults {
  /** Switches a fault on for the next `remaining` occasions, on until further notice (null), or off (0). */
  set(kind: FaultKind, remaining: number | null): void
  /** Whether the fault happens on this occasion; counts it down if so. */
  strikes(kind: FaultKind): boolean
  list(): Fault[]
  reset(): void
}

/** Troubles that the real platform makes, on demand. `changed` hears of every switch and strike. */
export function createFaults(changed: (faults: Fault[]) => void): Faults {
  const faults = new Map<FaultKind, Fault>()

  function reset(): void {
    for (const kind of FAULT_KINDS) faults.set(kind, { kind, remaining: 0, happened: 0 })
  }

  function strikes(kind: FaultKind): boolean {
    const fault = faults.get(kind)
    if (!fault || fault.remaining === 0) return false
    const remaining = fault.remaining === null ? null : fault.remaining - 1
    faults.set(kind, { kind, remaining, happened: fault.happened + 1 })
    changed(list())
    return true
  }

  const list = () => [...faults.values()]

  reset()
  return {
    set: (kind, remaining) => {
      faults.set(kind, { kind, remaining, happened: faults.get(kind)?.happened ?? 0 })
      changed(list())
    },
    strikes,
    list,
    reset,
  }
}
