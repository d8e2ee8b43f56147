/** Reciprocal rank fusion's constant (Cormack, Clarke and Büttcher 2009): the first ranks count a little more than the next. */
const K = 60

/** Fuses two rankings by their ranks alone, best first; what stands in both rises. */
export function fuse<T>(...rankings: readonly Iterable<T>[]): T[] {
  const shares = new Map<T, number>()
  for (const ranking of rankings) {
    let rank = 1
    for (const item of new Set(ranking)) shares.set(item, (shares.get(item) ?? 0) + 1 / (K + rank++))
  }
  return Array.from(shares)
    .sort((a, b) => b[1] - a[1])
    .map(([item]) => item)
}
