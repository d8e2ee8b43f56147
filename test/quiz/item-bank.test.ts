import { expect, test } from 'vitest'
import { silentLog } from '../../src/base/log.ts'
import { readBankYaml } from '../../src/quiz/bank-yaml.ts'
import type { ClauseText } from '../../src/quiz/check.ts'
import { createItemBank } from '../../src/quiz/item-bank.ts'
import { onBothDatabases, type TestDatabase } from '../store/databases.ts'
import { PLAN, planText, SHIPPED_BANK } from './plan-clauses.ts'

const YAML = (stem: string, quote = '企业主要负责人作为推进法治建设第一责任人') => `
document: ${PLAN}
items:
  - id: office-own
    type: judgement
    topic: 合规责任
    difficulty: easy
    audience: [manager]
    stem: ${stem}
    key: true
    explanation: 见条款。
    basis: [{ clause: 二/（一）/1, quote: ${quote} }]
`
const li = { actor: 'li', origin: 'import' } as const

function open({ store }: TestDatabase) {
  let clauses: ClauseText = planText
  const bank = createItemBank({
    rows: store.items,
    inTransaction: (work) => store.transaction((tx) => work(tx.items)),
    clauses: async () => clauses,
    log: silentLog,
  })
  return {
    bank,
    /** The clause says something else from now on. */
    amend: (path: string, text: string) => {
      const before = clauses
      clauses = (documentId, clause) => (clause === path ? text : before(documentId, clause))
    },
  }
}

onBothDatabases('the bank of question items', (fresh) => {
  test('the shipped items are taken in once and can be asked', async () => {
    const { bank } = open(await fresh())
    const first = await bank.seed(SHIPPED_BANK)
    await bank.refresh()
    const version = bank.version()
    const again = await bank.seed(SHIPPED_BANK)

    expect(first.added.length).toBeGreaterThanOrEqual(120)
    expect(bank.items()).toHaveLength(first.added.length)
    expect(again).toMatchObject({ added: [], changed: [], problems: [] })
    expect(await bank.refresh()).toBe(false)
    expect(bank.version()).toBe(version)
  })

  test('a wording the office made its own is not overwritten by the shipped one', async () => {
    const { bank } = open(await fresh())
    const shipped = await bank.seed(SHIPPED_BANK)
    const id = 'duty-department-required'
    expect(shipped.added).toContain(id)
    await bank.take(readBankYaml(YAML('本企业应当设立合规管理部门。').replace('office-own', id), 'own.yaml'), li)
    await bank.seed(SHIPPED_BANK)

    expect(await bank.entry(id)).toMatchObject({
      version: 2,
      origin: 'import',
      item: { stem: '本企业应当设立合规管理部门。' },
    })
    expect((await bank.wordings([{ id, version: 1 }]))[0]?.item.stem).toBe('各企业应当设立合规管理部门。')
  })

  test('a dry run says what would happen and changes nothing', async () => {
    const { bank } = open(await fresh())
    await bank.take(readBankYaml(YAML('第一种说法。'), 'a.yaml'), li)
    const changed = readBankYaml(
      `${YAML('第二种说法。')}${YAML('第三种说法。').split('items:')[1]?.replace('office-own', 'another')}`,
      'b.yaml',
    )

    expect(await bank.take(changed, { ...li, dryRun: true })).toEqual({
      added: ['another'],
      changed: ['office-own'],
      unchanged: [],
      problems: [],
    })
    expect(await bank.entries()).toMatchObject([{ version: 1, item: { stem: '第一种说法。' } }])
    expect(await bank.take(changed, li)).toMatchObject({ added: ['another'], changed: ['office-own'] })
  })

  test('a stem the bank already has under another id is refused, also when it is only punctuated otherwise', async () => {
    const { bank } = open(await fresh())
    await bank.take(readBankYaml(YAML('第一责任人是企业主要负责人。'), 'a.yaml'), li)
    const intake = await bank.take(
      readBankYaml(YAML('第一责任人，是企业主要负责人').replace('office-own', 'copy'), 'b.yaml'),
      li,
    )

    expect(intake).toMatchObject({ added: [], problems: [{ id: 'copy', message: '题干与题库中的 office-own 相同' }] })
  })

  test('a clause is revised: its items wait for review, the others go on, hearing of it twice changes nothing', async () => {
    const { bank, amend } = open(await fresh())
    await bank.seed(SHIPPED_BANK)
    const change = {
      documentId: PLAN,
      clauses: [{ kind: 'changed', path: '二/（二）/8', from: '二/（二）/8' }],
    } as const
    const suspended = await bank.clausesChanged(change)
    await bank.refresh()

    expect(suspended).toContain('liaison-number')
    expect(suspended).not.toContain('officer-by-counsel')
    expect(bank.items().map(({ item }) => item.id)).not.toContain('liaison-number')
    expect(await bank.entry('liaison-number')).toMatchObject({
      state: 'review',
      reason: '条款 二（二）8 已修订',
      version: 1,
    })
    expect(await bank.clausesChanged(change)).toEqual([])
    expect(await bank.clausesChanged({ ...change, documentId: 'other' })).toEqual([])

    amend('二/（二）/8', '8. 兼职合规管理员由2-3名业务骨干担任，负责审查所在部门或业务领域经营管理行为。')
    await expect(bank.approve(['liaison-number'], 'li')).rejects.toMatchObject({
      publicMessage: expect.stringContaining('liaison-number：条款 二（二）8 中没有引文'),
    })
    expect(await bank.approve(['liaison-task'], 'li')).toEqual(['liaison-task'])
    expect((await bank.entry('liaison-task')).history.map(({ state, actor }) => `${state} ${actor}`)).toEqual([
      'active system',
      'review system',
      'active li',
    ])
  })

  test('a clause that moved or went suspends the items that name its old place', async () => {
    const { bank } = open(await fresh())
    await bank.seed(SHIPPED_BANK)
    const suspended = await bank.clausesChanged({
      documentId: PLAN,
      clauses: [
        { kind: 'moved', path: '二/（二）/9', from: '二/（二）/8' },
        { kind: 'removed', path: '五' },
        { kind: 'added', path: '六' },
      ],
    })

    expect(suspended).toEqual(expect.arrayContaining(['liaison-number', 'other-small']))
    expect(await bank.entry('liaison-number')).toMatchObject({ reason: '条款 二（二）8 已移动' })
    expect(await bank.entry('other-small')).toMatchObject({ reason: '条款 五 已删除' })
  })

  test('a document that changed while nobody told of it is noticed at the next start', async () => {
    const { bank, amend } = open(await fresh())
    await bank.seed(SHIPPED_BANK)
    amend('二/（五）/18', '18. 每年至少专题学习2次。')
    const again = await bank.seed(SHIPPED_BANK)
    await bank.refresh()

    expect(again.problems.map(({ id }) => id)).toContain('culture-study-times')
    expect(await bank.entry('culture-study-times')).toMatchObject({ state: 'review' })
    expect(bank.items().map(({ item }) => item.id)).not.toContain('culture-study-times')
  })

  test('an item found faulty is taken out for good, with who and why', async () => {
    const { bank } = open(await fresh())
    await bank.take(readBankYaml(YAML('一道有误的题。'), 'a.yaml'), li)
    const { version } = await bank.retire('office-own', { actor: 'wang', reason: '答案有争议' })
    await bank.refresh()

    expect(version).toBe(1)
    expect(bank.items()).toEqual([])
    await expect(bank.retire('office-own', { actor: 'wang', reason: '再次' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await expect(bank.approve(['office-own'], 'li')).rejects.toMatchObject({ kind: 'input' })
    expect((await bank.take(readBankYaml(YAML('换个说法。'), 'b.yaml'), li)).problems).toMatchObject([
      { message: '编号 office-own 的试题已作废，请换一个编号' },
    ])
    await expect(bank.retire('nobody', { actor: 'wang', reason: '没有' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('an item whose key was wrong is asked with the right one from its next version on', async () => {
    const { bank } = open(await fresh())
    await bank.take(readBankYaml(YAML('一道答案有误的题。'), 'a.yaml'), li)
    await bank.correct('office-own', {
      questionId: 'office-own',
      task: { type: 'judgement', key: false },
      actor: 'wang',
    })
    await bank.refresh()

    expect(bank.items()).toMatchObject([{ version: 2, item: { key: false, stem: '一道答案有误的题。' } }])
    expect(await bank.wordings([{ id: 'office-own', version: 1 }])).toMatchObject([{ item: { key: true } }])
    const nonsense = {
      type: 'single' as const,
      options: [
        { id: 'A', text: '甲' },
        { id: 'B', text: '乙' },
      ],
      key: 'C',
    }
    await expect(
      bank.correct('office-own', { questionId: 'office-own', task: nonsense, actor: 'wang' }),
    ).rejects.toMatchObject({
      publicMessage: '试题 office-own 不能这样更正：答案 C 不在选项 A、B 中',
    })
    expect(await bank.entry('office-own')).toMatchObject({ version: 2, state: 'active' })
  })

  test('a draft is not asked before a person approves it', async () => {
    const { bank } = open(await fresh())
    await bank.take(readBankYaml(YAML('一道草稿。'), 'a.yaml'), { actor: 'model', origin: 'draft', state: 'draft' })
    await bank.refresh()
    expect(bank.items()).toEqual([])

    await bank.approve(['office-own'], 'li')
    expect(await bank.refresh()).toBe(true)
    expect(bank.items().map(({ item }) => item.id)).toEqual(['office-own'])
  })
})
