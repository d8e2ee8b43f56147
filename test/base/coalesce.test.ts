import { expect, test } from 'vitest'
import { coalesce } from '../../src/base/coalesce.ts'

test('calls during a run share one more run, and each waits for a run that began after it', async () => {
  const gates: (() => void)[] = []
  let runs = 0
  const work = coalesce(() => {
    runs += 1
    return new Promise<void>((resolve) => gates.push(resolve))
  })

  const first = work()
  const second = work()
  const third = work()
  expect(runs).toBe(1)

  gates[0]?.()
  await first
  await Promise.resolve()
  expect(second).toBe(third)
  await expect.poll(() => runs).toBe(2)
  gates[1]?.()
  await Promise.all([second, third])
  expect(runs).toBe(2)
})

test('a run that fails does not stop the next', async () => {
  let runs = 0
  const work = coalesce(async () => {
    runs += 1
    if (runs === 1) throw new Error('database gone')
  })

  const first = work()
  const second = work()

  await expect(first).rejects.toThrow('database gone')
  await expect(second).resolves.toBeUndefined()
  await expect(work()).resolves.toBeUndefined()
})
