import { type Command, InvalidArgumentError } from 'commander'
import { AppError, toAppError } from '../base/errors.ts'
import {
  AUDIENCE_LABELS,
  asReading,
  type ChoosableClause,
  type Drafted,
  draftByModel,
  draftByTemplates,
  TYPE_LABELS,
} from '../quiz/quiz.ts'
import { ACTOR, withItems } from './quiz-open.ts'
import { optionLines } from './quiz-show.ts'
import type { OpenItems, Services } from './services.ts'

interface DraftOptions {
  document?: string
  topic: string
  audience?: string[]
  count: number
  templates?: boolean
  dryRun?: boolean
}

const MOST_ITEMS = 20

/** `hegui quiz draft`: items from a clause, by templates and, where one is configured, by a model. */
export function addDraft(quiz: Command, services: Services): void {
  quiz
    .command('draft')
    .description('由条款起草试题（模板；配置了大模型时也用大模型），存为草稿，复核启用（quiz approve）后才会出题')
    .argument('<clause>', '条款，例如 二（二）8 或 二/（二）/8')
    .option('--document <id>', '文件编号；几个文件有同名条款时必须写')
    .option('--topic <topic>', '主题', '综合')
    .option('--audience <audience...>', `对象：${Object.keys(AUDIENCE_LABELS).join('、')}，默认全部`)
    .option('--count <n>', '请大模型出几道题', countOf, 6)
    .option('--templates', '只用模板，不用大模型')
    .option('--dry-run', '只显示，不存为草稿')
    .action((clause: string, options: DraftOptions) =>
      withItems(services, !options.dryRun, (open) => draftInto(clause, options, open)),
    )
}

async function draftInto(name: string, options: DraftOptions, open: OpenItems): Promise<void> {
  const clauses = await open.clauses()
  const target = clauseNamed(name, clauses, options.document)
  const request = {
    target,
    siblings: clauses.filter(({ documentId }) => documentId === target.documentId),
    defaults: { topic: options.topic, audience: audienceOf(options), documentId: target.documentId },
    clauseText: (documentId: string, clause: string) =>
      clauses.find((other) => other.documentId === documentId && other.clause === clause)?.text,
  }
  const drafts: { by: string; drafted: Drafted }[] = [{ by: '模板', drafted: draftByTemplates(request) }]
  if (open.write && !options.templates) {
    const { write } = open
    const asked = { where: target.clause, text: target.text, count: options.count }
    // Without the model there are still the templates.
    const written = await write(asked).catch((error: unknown) => {
      process.stderr.write(`大模型没有给出可用的试题：${toAppError(error).message}\n`)
    })
    if (written) drafts.push({ by: '大模型', drafted: draftByModel(written, request) })
  }
  for (const { by, drafted } of drafts) {
    show(by, drafted)
    if (options.dryRun) continue
    const { added, problems } = await open.bank.take(asReading(drafted, target), {
      actor: `${ACTOR}（${by}）`,
      origin: 'draft',
      state: 'draft',
    })
    for (const { id, message } of problems) process.stderr.write(`${id ?? ''} 没有存为草稿：${message}\n`)
    process.stdout.write(`${by}：${added.length} 题存为草稿\n`)
  }
}

function show(by: string, { items, refused }: Drafted): void {
  for (const item of items) {
    process.stdout.write(`${item.id}  ${TYPE_LABELS[item.type]}  ${item.stem}\n`)
    if (item.type !== 'single' && item.type !== 'multiple') continue
    for (const line of optionLines(item.options, [item.key].flat())) process.stdout.write(`${line}\n`)
  }
  for (const { stem, reasons } of refused)
    process.stderr.write(`${by}起草的“${stem}”未通过检查：${reasons.join('；')}\n`)
}

function clauseNamed(name: string, clauses: readonly ChoosableClause[], documentId?: string): ChoosableClause {
  const plain = (path: string) => path.normalize('NFKC').replace(/[/\s]/g, '')
  const found = clauses.filter(
    (clause) => plain(clause.clause) === plain(name) && (documentId === undefined || clause.documentId === documentId),
  )
  const [first, second] = found
  if (!first)
    throw new AppError('input', `no clause ${name}`, { publicMessage: `没有条款 ${name}，写法例如 二（二）8。` })
  if (second)
    throw new AppError('input', `several clauses ${name}`, {
      publicMessage: `几个文件都有条款 ${name}，请用 --document 指定：${found.map((clause) => clause.documentId).join('、')}`,
    })
  return first
}

function audienceOf({ audience }: DraftOptions) {
  const all = ['manager', 'key-post', 'new-hire'] as const
  const chosen = all.filter((name) => audience === undefined || audience.includes(name))
  if (chosen.length > 0) return chosen
  throw new AppError('input', 'unknown audience', { publicMessage: `对象只能是 ${all.join('、')}。` })
}

function countOf(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= MOST_ITEMS) return count
  throw new InvalidArgumentError(`应为 1 到 ${MOST_ITEMS} 的整数`)
}
