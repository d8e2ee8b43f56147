interface Waiting<Row> {
  row: Row
  resolve(novelty: 'new' | 'known'): void
  reject(error: unknown): void
}

/**
 * One insert per turn of the event loop, and never two at once: what arrives meanwhile goes with the next. A commit costs a sync of
 * the disk, so this is what decides how many callbacks a second can be acknowledged.
 *
 * @param insert writes the rows, whose keys differ, and returns the keys that were not there before
 */
export function createGroupCommit<Row extends { key: string }>(
  insert: (rows: readonly Row[]) => Promise<Set<string>>,
): (row: Row) => Promise<'new' | 'known'> {
  let waiting: Waiting<Row>[] = []
  let flushing = false

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await commit(batch)
    }
    flushing = false
  }

  async function commit(batch: readonly Waiting<Row>[]): Promise<void> {
    const firsts = new Map<string, Waiting<Row>>()
    for (const entry of batch) if (!firsts.has(entry.row.key)) firsts.set(entry.row.key, entry)
    try {
      const inserted = await insert([...firsts.values()].map(({ row }) => row))
      for (const entry of batch) {
        const { key } = entry.row
        entry.resolve(inserted.has(key) && firsts.get(key) === entry ? 'new' : 'known')
      }
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error)
      else await oneByOne(batch)
    }
  }

  /** A row the database does not take must not drag down those it happens to arrive with. */
  async function oneByOne(batch: readonly Waiting<Row>[]): Promise<void> {
    for (const entry of batch) await commit([entry])
  }

  return (row) =>
    new Promise((resolve, reject) => {
      waiting.push({ row, resolve, reject })
      if (flushing) return
      flushing = true
      setImmediate(() => void flush())
    })
}
