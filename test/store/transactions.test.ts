import { expect, test } from 'vitest'
import { onBothDatabases } from './databases.ts'

const receivedAt = new Date('2026-03-24T04:00:00Z')

onBothDatabases('transactions', (fresh) => {
  test('what is acknowledged while a transaction is open survives when that transaction fails', async () => {
    const { store } = await fresh()
    const opened = Promise.withResolvers<void>()
    const fail = Promise.withResolvers<void>()
    const doomed = store.transaction(async (tx) => {
      await tx.settings.put('half', 'done')
      opened.resolve()
      await fail.promise
      throw new Error('gave up')
    })
    await opened.promise
    const acknowledged = store.inbox.add({ key: 'm:1', sender: 'li', payload: 'x', receivedAt })
    await new Promise(setImmediate)
    fail.resolve()

    await expect(doomed).rejects.toThrow('gave up')
    expect(await acknowledged).toBe('new')
    expect(await store.inbox.counts()).toMatchObject({ open: 1 })
    expect(await store.settings.get('half')).toBeUndefined()
  })

  test('an error over a statement tells nothing of what somebody wrote: it goes into the log', async () => {
    const { store } = await fresh()
    const question = {
      id: 'q',
      text: '张伟的秘密',
      standalone: '张伟的秘密',
      kind: 'answer',
      citations: [],
      scores: {},
    }
    const error = await store.questions.record({ ...question, ms: 1, askedAt: receivedAt } as never).catch((e) => e)

    expect(error).toBeInstanceOf(Error)
    expect(`${error} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('秘密')
  })

  test('using the store inside its own transaction is refused at once instead of waiting for itself', async () => {
    const { store } = await fresh()
    const mistaken = store.transaction(async (tx) => {
      await tx.settings.put('a', 1)
      await store.settings.put('b', 2)
    })

    await expect(mistaken).rejects.toMatchObject({ kind: 'defect' })
    expect(await store.settings.get('a')).toBeUndefined()
  })

  test('forty transactions at once all get their turn', async () => {
    const { store } = await fresh()
    await Promise.all(Array.from({ length: 40 }, (_, i) => store.transaction((tx) => tx.settings.put(`s${i}`, i))))
    expect(await store.settings.get('s39')).toBe(39)
  })
})
