import { describe, expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { type CuratedAnswer, type CuratedRows, createCurated } from '../../src/knowledge/curated/curated.ts'
import { exportCurated, parseCurated } from '../../src/knowledge/curated/yaml.ts'
import { withCurated } from '../../src/knowledge/knowledge.ts'
import { clausesOf, NOON, openKnowledge, PLAN_META, planClauses } from './plan.ts'

const CLAUSE = '二（二）6'
const written = {
  question: '首席合规官每月补贴多少钱？',
  similar: ['首席合规官有岗位津贴吗？'],
  negative: ['首席合规官有岗位编制吗？'],
  answer: '方案没有规定补贴；设立首席合规官不新增领导岗位。',
  clauses: [CLAUSE],
  by: 'guanli',
}

describe('a curated answer', () => {
  test('goes before the search for its own and similar phrasings, with its clause', async () => {
    const { ask } = await desk(written)

    for (const text of ['首席合规官每月补贴多少钱', '请问首席合规官每月的补贴多少钱呢？'])
      expect(await ask(text)).toMatchObject({ kind: 'answer', mode: 'curated' })
    expect(await ask(written.similar[0] ?? '')).toMatchObject({
      mode: 'curated',
      text: expect.stringContaining('【标准问答】方案没有规定补贴'),
      citations: [expect.objectContaining({ label: CLAUSE, quote: expect.stringContaining('不新增领导岗位') })],
    })
  })

  test.each([
    ['a negative phrasing', '首席合规官有岗位编制吗'],
    ['another number', '首席合规官每月补贴2000元吗？'],
    ['another topic', '自查报告什么时候报？'],
    ['a small talk', '你好'],
  ])('does not answer %s', async (_, text) => {
    const { ask } = await desk(written)

    expect(await ask(text)).not.toMatchObject({ mode: 'curated' })
  })

  test('a negation makes it another question', async () => {
    const { ask } = await desk({ ...written, question: '首席合规官可以兼任财务总监吗？', similar: [], negative: [] })

    expect(await ask('首席合规官可以兼任财务总监吗')).toMatchObject({ mode: 'curated' })
    expect(await ask('首席合规官不可以兼任财务总监吗')).not.toMatchObject({ mode: 'curated' })
  })

  test('falls silent the moment its clause reads otherwise, is suspended by name, and answers again once somebody looked', async () => {
    const { ask, curated, knowledge, number } = await desk(written)
    const changed = planClauses.map((clause) =>
      clause.label === CLAUSE ? { ...clause, text: clause.text.replace('不新增', '可新增') } : clause,
    )
    knowledge.replace(new Map([[PLAN_META.id, changed]]))
    expect(await ask(written.question)).not.toMatchObject({ mode: 'curated' })

    const change = { revision: 2, documentId: PLAN_META.id, title: PLAN_META.title, clauses: [], at: NOON }
    const told: number[][] = []
    const tell = async (answers: readonly CuratedAnswer[]) => void told.push(answers.map((one) => one.number))
    const crash = async () => Promise.reject(new Error('power cut'))
    await expect(curated.clausesChanged(change, crash)).rejects.toThrow('power cut')
    await curated.clausesChanged(change, tell)
    await curated.clausesChanged(change, tell)
    expect(told).toEqual([[number]])
    expect(await curated.get(number)).toMatchObject({
      state: 'suspended',
      reason: expect.stringContaining('条款已变更'),
    })

    await curated.resume(number)
    expect(await ask(written.question)).toMatchObject({ mode: 'curated' })
  })

  test('cannot be resumed when its clause is gone', async () => {
    const { curated, knowledge, number } = await desk(written)
    knowledge.replace(new Map([[PLAN_META.id, planClauses.filter(({ label }) => label !== CLAUSE)]]))

    await expect(curated.resume(number)).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('is told only to those who may see its clause', async () => {
    const meta = { id: 'city', title: '城投集团合规细则', audience: { enterprises: ['城投集团'] } }
    const own = clausesOf('一、补贴\n首席合规官每月补贴二千元，按月发放。', meta)
    const { ask } = await desk({ ...written, clauses: ['《城投集团合规细则》一'] }, own)

    expect(await ask(written.question, '城投集团')).toMatchObject({ mode: 'curated' })
    expect(await ask(written.question, '水务集团')).not.toMatchObject({ mode: 'curated' })
  })

  test('needs a clause that exists, and is warned of a number its clause does not have', async () => {
    const { curated } = await desk(written)

    await expect(curated.put({ ...written, clauses: ['九（九）9'] })).rejects.toMatchObject({
      kind: 'input',
      publicMessage: expect.stringContaining('没有找到条款“九（九）9”'),
    })
    await expect(curated.put({ ...written, clauses: [] })).rejects.toMatchObject({ kind: 'input' })
    expect(await curated.put({ ...written, answer: '每月补贴2000元。' })).toMatchObject({
      warning: expect.stringContaining('2000元'),
    })
  })
})

describe('import and export', () => {
  test('what is exported is imported as it was', async () => {
    const { curated } = await desk(written)
    const { by: _, ...withoutAuthor } = written
    const [entry] = parseCurated(await exportCurated(curated), 'export.yaml')

    expect(entry).toEqual({ ...withoutAuthor, clauses: [`《${PLAN_META.title}》${CLAUSE}`] })
  })

  test('every wrong entry is named with what is missing', () => {
    const text = '- question: 问题\n  answer: 答案\n  clauses: []\n- question: 另一个\n  clauses: [二（二）6]\n'

    expect(() => parseCurated(text, 'a.yaml')).toThrow(
      expect.objectContaining({
        publicMessage: 'a.yaml 没有导入：\n  - 第 1 条：clauses 不能为空\n  - 第 2 条：answer 缺少或类型不对',
      }),
    )
    expect(() => parseCurated('question: [', 'a.yaml')).toThrow(
      expect.objectContaining({ publicMessage: expect.stringContaining('不是有效的 YAML') }),
    )
  })
})

async function desk(answer: typeof written, further: Parameters<typeof openKnowledge>[0] = []) {
  const knowledge = openKnowledge(further)
  const curated = createCurated({ rows: inMemory(), knowledge, clock: createStoppedClock(NOON) })
  const { number } = await curated.put(answer)
  const open = withCurated(knowledge, curated)
  const ask = (text: string, enterprise?: string) =>
    open.ask({ text, at: NOON, ...(enterprise ? { asker: { enterprise } } : {}) })
  return { ask, curated, knowledge, number }
}

/** Rows that forget at the end of a test; the contract tests hold the real ones. */
function inMemory(): CuratedRows {
  const answers = new Map<number, CuratedAnswer>()
  let revision = 0
  const numberOf = (key: string) => [...answers.values()].find((one) => one.key === key)?.number ?? answers.size + 1
  return {
    put: async (answer) => {
      const number = numberOf(answer.key)
      answers.set(number, { ...answer, number })
      revision += 1
      return number
    },
    get: async (number) => answers.get(number),
    all: async () => [...answers.values()],
    revision: async () => revision,
    change: async (number, { state, reason, clauses, at }) => {
      const answer = answers.get(number)
      if (!answer) return
      const { reason: _, ...rest } = answer
      answers.set(number, {
        ...rest,
        state,
        updatedAt: at,
        ...(reason ? { reason } : {}),
        ...(clauses ? { clauses } : {}),
      })
      revision += 1
    },
  }
}
