import { expect, test } from 'vitest'
import type { NewItemVersion } from '../../src/store/items.ts'
import { onBothDatabases } from './databases.ts'

const item = (id: string, words: string, more: Partial<NewItemVersion> = {}): NewItemVersion => ({
  id,
  content: { stem: words },
  sha256: `sha-${words}`,
  origin: 'import',
  author: 'li',
  state: 'active',
  ...more,
})

onBothDatabases('question items', (fresh) => {
  test('a changed item is a new version and the old one can still be read', async () => {
    const { store } = await fresh()
    await store.items.save([item('a', 'one'), item('b', 'two')])

    const outcomes = await store.items.save([item('a', 'one, better'), item('b', 'two'), item('c', 'three')])

    expect([...outcomes]).toEqual([
      ['a', 'changed'],
      ['b', 'unchanged'],
      ['c', 'added'],
    ])
    expect(await store.items.list()).toMatchObject([
      { id: 'a', version: 2, content: { stem: 'one, better' } },
      { id: 'b', version: 1 },
      { id: 'c', version: 1 },
    ])
    expect(
      await store.items.versions([
        { id: 'a', version: 1 },
        { id: 'a', version: 9 },
        { id: 'b', version: 1 },
      ]),
    ).toEqual([
      { id: 'a', version: 1, content: { stem: 'one' } },
      { id: 'b', version: 1, content: { stem: 'two' } },
    ])
  })

  test('an item changes its state only from the states named, and each change is kept with who and why', async () => {
    const { store, clock } = await fresh()
    await store.items.save([item('a', 'one'), item('b', 'two', { state: 'draft' })])
    clock.set(new Date('2026-03-25T04:00:00Z'))
    const suspend = {
      ids: ['a', 'b'],
      from: ['active'],
      to: 'review',
      actor: 'system',
      reason: '条款 二（一）1 已修订',
    } as const

    expect(await store.items.move(suspend)).toEqual(['a'])
    expect(await store.items.move(suspend)).toEqual([])
    expect(await store.items.list(['review'])).toMatchObject([{ id: 'a', reason: '条款 二（一）1 已修订' }])
    expect(await store.items.list(['draft', 'active'])).toMatchObject([{ id: 'b', state: 'draft' }])
    expect(await store.items.history('a')).toEqual([
      { version: 1, state: 'active', actor: 'li', at: new Date('2026-03-24T04:00:00Z') },
      {
        version: 1,
        state: 'review',
        actor: 'system',
        reason: '条款 二（一）1 已修订',
        at: new Date('2026-03-25T04:00:00Z'),
      },
    ])
  })

  test('the revision grows with every change and with nothing else', async () => {
    const { store } = await fresh()
    const seen = [await store.items.revision()]
    await store.items.save([item('a', 'one'), item('b', 'two')])
    seen.push(await store.items.revision())
    await store.items.save([item('a', 'one')])
    seen.push(await store.items.revision())
    await store.items.move({ ids: ['a'], from: ['active'], to: 'void', actor: 'li', reason: '答案有误' })
    seen.push(await store.items.revision())

    expect(seen).toEqual([0, 2, 2, 3])
  })

  test('what is saved in a transaction that fails was never there', async () => {
    const { store } = await fresh()
    const failing = store.transaction(async (tx) => {
      await tx.items.save([item('a', 'one')])
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    expect(await store.items.get('a')).toBeUndefined()
  })

  test('two instances that start at the same time take the shipped items in once', async () => {
    const { store, second } = await fresh()
    const other = await second()
    const shipped = ['c', 'a', 'b'].map((id) => item(id, id))
    await Promise.all([
      store.transaction((tx) => tx.items.save(shipped)),
      other.transaction((tx) => tx.items.save(shipped)),
    ])

    expect((await store.items.list()).map(({ version }) => version)).toEqual([1, 1, 1])
    expect(await store.items.revision()).toBe(3)
  })

  test('two instances that change one item at the same time make two versions', async () => {
    const { store, second } = await fresh()
    await store.items.save([item('a', 'one')])
    const other = await second()
    await Promise.all([
      store.transaction((tx) => tx.items.save([item('a', 'left')])),
      other.transaction((tx) => tx.items.save([item('a', 'right')])),
    ])

    expect(await store.items.get('a')).toMatchObject({ version: 3 })
  })
})
