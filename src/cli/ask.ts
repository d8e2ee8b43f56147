import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { monotonicMs } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { answerBatch } from '../knowledge/knowledge.ts'
import type { OpenKnowledge, Services } from './services.ts'

interface AskOptions {
  json?: boolean
  batch?: string
  after?: string
  as?: string
}

const BatchLineShape = z.object({ id: z.string(), question: z.string(), after: z.string().optional() })
type BatchLine = { id: string; question: string; after?: string }

/** `hegui ask`: one question, or a file of questions, answered from the knowledge base. */
export function addAsk(program: Command, services: Services): void {
  program
    .command('ask')
    .description('提一个合规问题，或用 --batch 逐行回答一个文件')
    .argument('[question]', '问题，例如 "首席合规官由谁兼任？"')
    .option('--after <question>', '上一个问题（用于“那没有的呢？”这样的追问）')
    .option('--as <member>', '以某位成员的身份提问（账号或姓名）：能看到仅限其企业、部门的文件')
    .option('--batch <file>', '每行一个 {"id","question","after"?} 的 JSONL 文件，- 表示标准输入')
    .option('--json', '输出完整结果（JSON）')
    .action(async (question: string | undefined, options: AskOptions) => {
      if (!options.batch && !question?.trim()) {
        throw new AppError('input', 'no question', {
          publicMessage: '请写上问题，例如：npm run hegui -- ask "首席合规官由谁兼任？"',
        })
      }
      const open = await services.openKnowledge()
      try {
        const knowledge = await askable(open, options.as)
        if (options.batch) await askBatch(options.batch, knowledge, services)
        else await askOne(question ?? '', options, { knowledge, services })
      } finally {
        await open.close()
      }
    })
}

type Askable = Pick<OpenKnowledge['knowledge'], 'ask'>

/** The knowledge base as nobody in particular sees it, or as a member does. */
async function askable({ knowledge, askerOf }: OpenKnowledge, named: string | undefined): Promise<Askable> {
  if (named === undefined) return knowledge
  const asker = await askerOf(named)
  return { ask: (question) => knowledge.ask({ ...question, asker }) }
}

async function askOne(
  text: string,
  options: AskOptions,
  { knowledge, services }: { knowledge: Askable; services: Services },
): Promise<void> {
  const started = monotonicMs()
  const previous = options.after ? { previous: { text: options.after } } : {}
  // Standard error, and only for people: whoever reads the output by machine gets the finished answer.
  const onStatement = (statement: string) => process.stderr.write(`… ${statement}\n`)
  const watched = process.stderr.isTTY ? { onStatement } : {}
  const reply = await knowledge.ask({ text, at: services.now(), ...previous, ...watched })
  const ms = monotonicMs() - started
  process.stdout.write(
    options.json ? `${JSON.stringify({ question: text, ...reply, ms: round(ms) }, null, 2)}\n` : `${reply.text}\n`,
  )
}

async function askBatch(file: string, knowledge: Askable, services: Services): Promise<void> {
  for await (const line of readBatch(file)) {
    const [answer] = await answerBatch([line], { knowledge, at: services.now(), elapsed: monotonicMs })
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
}

/** Reads JSON lines; a bad line is named by its number and stops the run before anything else is answered wrongly. */
export async function* readBatch(file: string): AsyncGenerator<BatchLine> {
  const input = file === '-' ? process.stdin : createReadStream(file, 'utf8')
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1
      if (line.trim() !== '') yield parseLine(line, `${file} 第 ${number} 行`)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw new AppError('input', `cannot read ${file}`, {
      cause: error,
      publicMessage: `读不到文件 ${file}，请检查路径和权限。`,
    })
  }
}

function parseLine(line: string, where: string): BatchLine {
  try {
    const { id, question, after } = BatchLineShape.parse(JSON.parse(line.replace(/^\uFEFF/, '')))
    return { id, question, ...(after === undefined ? {} : { after }) }
  } catch (error) {
    throw new AppError('input', `${where} is not a question`, {
      cause: error,
      publicMessage: `${where}不是有效的问题：应为 {"id":"…","question":"…","after":"…可省"}。`,
    })
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
