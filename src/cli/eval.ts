import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { z } from 'zod'
import { monotonicMs } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { answerBatch, evaluate, type Figures } from '../knowledge/knowledge.ts'
import type { RetrievalFigures, Services } from './services.ts'

interface EvalOptions {
  clauses?: string
  retrieval?: string
  compare?: boolean
  json?: boolean
}

const QuestionLine = z.object({
  id: z.string(),
  question: z.string(),
  after: z.string().optional(),
  clauses: z.array(z.string()),
  must_contain: z.array(z.string()).default([]),
  answerable: z.boolean(),
  also_ok: z.array(z.string()).optional(),
})

/** `hegui eval`: how good the answers are on a question set with gold clauses, and which ones are wrong. */
export function addEval(program: Command, services: Services): void {
  program
    .command('eval')
    .description('用带标准条款的问题集评测回答，并列出答错的题')
    .argument('[file]', '问题集（JSONL）')
    .option('--clauses <file>', '标准条款的正文（JSON），默认为问题集旁边的 clauses.json')
    .option('--retrieval <folder>', '只评测检索：文件夹内有 corpus.jsonl.gz、queries.jsonl、qrels.tsv')
    .option('--compare', '与 --retrieval 同用：同时测量 MiniSearch 和 Orama（需数分钟，按抽样提问）')
    .option('--json', '只输出 JSON')
    .action(async (file: string | undefined, options: EvalOptions) => {
      if (options.retrieval) return evaluateRetrieval(options.retrieval, options, services)
      if (!file)
        throw new AppError('input', 'nothing to evaluate', {
          publicMessage: '请写上问题集文件，或用 --retrieval 指定检索评测的文件夹。',
        })
      const questions = await readQuestions(file)
      const clausesFile = options.clauses ?? join(dirname(file), 'clauses.json')
      if (!existsSync(clausesFile)) throw unreadable(clausesFile, '找不到标准条款文件，请用 --clauses 指定')
      const clauses = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(clausesFile, 'utf8')))

      const open = await services.openKnowledge()
      try {
        const answers = await answerBatch(questions, {
          knowledge: open.knowledge,
          at: services.now(),
          elapsed: monotonicMs,
        })
        const figures = evaluate(questions, answers, clauses)
        process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : report(figures))
      } finally {
        await open.close()
      }
    })
}

async function evaluateRetrieval(folder: string, options: EvalOptions, services: Services): Promise<void> {
  if (!options.json) process.stdout.write(`${RETRIEVAL_COLUMNS.join('  ')}\n`)
  for await (const figures of services.measureRetrieval(folder, { compare: options.compare ?? false }))
    process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : retrievalLine(figures))
}

const RETRIEVAL_COLUMNS = ['R@1 ', 'R@10', 'R@100', 'nDCG@10', '问题数', '建索引', 'p50/p99 ms', '内存', '引擎']

function retrievalLine(figures: RetrievalFigures): string {
  const { recallAt1, recallAt10, recallAt100, ndcgAt10, queries, buildSeconds, p50ms, p99ms, megabytes } = figures
  const columns = [
    recallAt1.toFixed(3),
    recallAt10.toFixed(3),
    recallAt100.toFixed(3),
    ndcgAt10.toFixed(3),
    String(queries),
    `${buildSeconds.toFixed(1)} s`,
    `${p50ms.toFixed(1)}/${p99ms.toFixed(1)}`,
    `${megabytes.toFixed(0)} MB`,
    figures.note ? `${figures.name}（${figures.note}）` : figures.name,
  ]
  return `${columns.join('  ')}\n`
}

async function readQuestions(file: string) {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, '读不到问题集', error)
  })
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), where: `${file} 第 ${index + 1} 行` }))
  return lines.filter(({ line }) => line !== '').map(parseLine)
}

function parseLine({ line, where }: { line: string; where: string }) {
  try {
    const { after, also_ok, ...rest } = QuestionLine.parse(JSON.parse(line))
    return { ...rest, ...(also_ok ? { also_ok } : {}), ...(after === undefined ? {} : { after }) }
  } catch (error) {
    throw new AppError('input', `${where} is not an evaluation question`, {
      cause: error,
      publicMessage: `${where}不是有效的评测题。`,
    })
  }
}

function report({ misses, ...figures }: Figures): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  const lines = [
    `题数           ${figures.questions}`,
    `完整 complete       ${percent(figures.complete)}`,
    `命中 anyGold        ${percent(figures.anyGold)}（全部命中 allGold ${percent(figures.allGold)}）`,
    `准确 precision      ${percent(figures.precision)}`,
    `误答 falseAnswers   ${percent(figures.falseAnswers)}`,
    `误拒 falseRefusals  ${percent(figures.falseRefusals)}`,
    `回答字数中位数      ${figures.medianChars}`,
    `用时 p50 / p95      ${figures.p50ms.toFixed(1)} / ${figures.p95ms.toFixed(1)} ms`,
    '',
    `未通过的题（${misses.length}）`,
    ...misses.map(
      ({ id, problem, question, gold, cited }) =>
        `  ${id} ${problem}  ${question}  应引 ${gold.join('、') || '—'}  实引 ${cited.join('、') || '—'}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function unreadable(file: string, sentence: string, cause?: unknown): AppError {
  return new AppError('input', `cannot read ${file}`, {
    publicMessage: `${sentence}：${file}`,
    ...(cause === undefined ? {} : { cause }),
  })
}
