/** The key that most of the weight falls on. */
export function commonest<T>(
  list: readonly T[],
  key: (one: T) => number,
  weight: (one: T) => number = () => 1,
): number {
  const sums = new Map<number, number>()
  for (const one of list) sums.set(key(one), (sums.get(key(one)) ?? 0) + weight(one))
  return [...sums].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}

export function round(value: number): number {
  return Math.round(value * 2) / 2
}
