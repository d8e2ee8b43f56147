import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ClauseRecord } from '../../src/knowledge/clause.ts'
import { DEFAULT_LIMITS } from '../../src/knowledge/parsers/limits.ts'
import { parseDocument } from '../../src/knowledge/parsers/parse-document.ts'
import { structure } from '../../src/knowledge/structure.ts'
import { NOON, openKnowledge } from './plan.ts'

/*
 * 37 more national laws, put together from the articles of the public statute corpus; 211 plain questions of our own for articles drawn
 * by lot, and questions of everyday office life that no law answers. Beside the corpus only: the texts are not shipped.
 */
const CORPUS = new URL('../../../shared/eval/statutes/corpus.jsonl.gz', import.meta.url)
const TITLE = /^(?:中华人民共和国)?(.+?)(第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?)$/u

const linesOf = <T>(text: string): T[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const fixture = (name: string) => readFileSync(new URL(`../fixtures/laws/${name}.jsonl`, import.meta.url), 'utf8')

const questions = linesOf<{ law: string; article: string; question: string }>(fixture('corpus-questions'))
const unanswerable = linesOf<{ question: string }>(fixture('corpus-unanswerable'))

/** The articles of some laws in order; of a law that is there in two editions, the later one. */
function textsOf(wanted: ReadonlySet<string>): Map<string, string> {
  const articles = new Map<string, Map<string, string>>()
  for (const { title, text } of linesOf<{ title: string; text: string }>(gunzipSync(readFileSync(CORPUS)).toString())) {
    const [, law = '', article = ''] = TITLE.exec(title) ?? []
    if (!wanted.has(law)) continue
    const known = articles.get(law)
    if (known && !known.has(article)) known.set(article, text)
    else articles.set(law, new Map([[article, text]]))
  }
  return new Map(
    Array.from(articles, ([law, own]) => [
      law,
      Array.from(own, ([article, text]) => `${article}　${text}`).join('\n\n'),
    ]),
  )
}

async function clausesOf(law: string, text: string): Promise<ClauseRecord[]> {
  const { blocks } = await parseDocument({ name: `${law}.md`, bytes: Buffer.from(text) }, DEFAULT_LIMITS)
  const document = { id: law, title: `中华人民共和国${law}` }
  return structure(blocks).nodes.map((node) => ({ ...node, id: `${law}@1:${node.path}`, document }))
}

test.skipIf(!existsSync(CORPUS))(
  'among 37 laws the right article comes first for four of five questions, and most of what none answers is refused',
  async () => {
    const texts = textsOf(new Set(questions.map(({ law }) => law)))
    expect(texts.size).toBe(37)
    const knowledge = openKnowledge(...(await Promise.all(Array.from(texts, ([law, text]) => clausesOf(law, text)))))
    const firstOf = async (text: string) => {
      const reply = await knowledge.ask({ text, at: NOON })
      return reply.kind === 'answer' ? reply.citations[0] : undefined
    }

    let right = 0
    for (const { law, article, question } of questions) {
      const first = await firstOf(question)
      if (first?.document.endsWith(law) && first.path.split('/').includes(article)) right++
    }
    let answered = 0
    for (const { question } of unanswerable) if (await firstOf(question)) answered++

    expect(right / questions.length).toBeGreaterThanOrEqual(0.8)
    expect(answered / unanswerable.length).toBeLessThanOrEqual(0.4)
  },
)
