import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ClauseRecord } from '../../src/knowledge/clause.ts'
import type { Citation, Knowledge } from '../../src/knowledge/knowledge.ts'
import { DEFAULT_LIMITS } from '../../src/knowledge/parsers/limits.ts'
import { parseDocument } from '../../src/knowledge/parsers/parse-document.ts'
import { structure } from '../../src/knowledge/structure.ts'
import { NOON, openKnowledge } from './plan.ts'

/*
 * Eight national laws that nothing in the product was written for (public texts, taken from STARD's corpus), ninety plain questions
 * for single articles of them, every second only ever scored, and questions that none of them answers.
 */
interface LawQuestion {
  law: string
  article: string
  question: string
  heldOut: boolean
}

const linesOf = <T>(name: string): T[] =>
  readFileSync(new URL(`../fixtures/laws/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)

const questions = linesOf<LawQuestion>('questions')
const unanswerable = linesOf<{ question: string }>('unanswerable')
const laws = [...new Set(questions.map(({ law }) => law))]

async function lawClauses(law: string): Promise<ClauseRecord[]> {
  const bytes = readFileSync(new URL(`../fixtures/laws/${law}.md`, import.meta.url))
  const { blocks } = await parseDocument({ name: `${law}.md`, bytes }, DEFAULT_LIMITS)
  const document = { id: law, title: `中华人民共和国${law}` }
  return structure(blocks).nodes.map((node) => ({ ...node, id: `${law}@1:${node.path}`, document }))
}

const clauses = new Map(await Promise.all(laws.map(async (law) => [law, await lawClauses(law)] as const)))

const isRight = ({ document, path }: Citation, { law, article }: LawQuestion) =>
  document.endsWith(law) && path.split('/').includes(article)

async function shareRight(knowledge: Knowledge, asked: readonly LawQuestion[]): Promise<number> {
  let right = 0
  for (const question of asked) {
    const reply = await knowledge.ask({ text: question.question, at: NOON })
    const [first] = reply.kind === 'answer' ? reply.citations : []
    if (first && isRight(first, question)) right++
  }
  return right / asked.length
}

async function shareAnswered(knowledge: Knowledge): Promise<number> {
  let answered = 0
  for (const { question } of unanswerable)
    if ((await knowledge.ask({ text: question, at: NOON })).kind === 'answer') answered++
  return answered / unanswerable.length
}

describe('laws never seen', () => {
  test('eight of them at once: the right article comes first, other questions are refused', async () => {
    const knowledge = openKnowledge(...clauses.values())
    expect(await shareRight(knowledge, questions)).toBeGreaterThanOrEqual(FLOOR.together)
    expect(await shareAnswered(knowledge)).toBeLessThanOrEqual(FLOOR.falseAnswers)
  })

  test.each([
    ['an amount that the nearest clause leaves out', '发生特别重大事故要罚多少钱？', '第一百一十四条'],
    ['a number of people spoken of in everyday words', '裁员多少人以上要报告劳动行政部门？', '第四十一条'],
    ['a number of members far behind the committee', '评标委员会由几个人组成？', '第三十七条'],
    ['the kinds there are of something', '招标分为哪几种方式？', '第十条'],
  ])('%s is not said to be unwritten', async (_, question, article) => {
    const reply = await openKnowledge(...clauses.values()).ask({ text: question, at: NOON })
    expect(reply.kind === 'answer' && reply.citations[0]?.path.split('/')).toContain(article)
  })

  test('each of them alone beside the plan', async () => {
    let right = 0
    for (const law of laws) {
      const asked = questions.filter((question) => question.law === law)
      right += asked.length * (await shareRight(openKnowledge(clauses.get(law) ?? []), asked))
    }
    expect(right / questions.length).toBeGreaterThanOrEqual(FLOOR.alone)
  })
})

const FLOOR = { together: 0.8, alone: 0.8, falseAnswers: 0.1 }
