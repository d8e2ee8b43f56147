import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { isCivilDate } from '../base/calendar.ts'
import { AppError, toAppError } from '../base/errors.ts'
import {
  type Candidate,
  compare,
  type Decisions,
  draftPlan,
  extractCandidates,
  type Offer,
  parsePlan,
  pointOut,
  type SourceClause,
  spellQuantity,
} from '../reminders/reminders.ts'
import type { Services } from './services.ts'

/** `hegui obligations`: from the text of a document to a ledger, and back to paper. */
export function addObligations(program: Command, services: Services): void {
  const obligations = program.command('obligations').description('从文件条文到事项台账：抽取、审核、导入导出、报告')
  addExtract(obligations, services)
  addReview(obligations, services)
  addCheck(obligations, services)
  addDiff(obligations, services)
}

function addExtract(parent: Command, services: Services): void {
  parent
    .command('extract')
    .description('从一份文件中抽取有期限、有数量或反复进行的事项')
    .argument('<file>', '文件（txt、md、docx、pdf、html、xlsx）')
    .option('--written-on <date>', '文件日期 YYYY-MM-DD（文中没有落款日期时用来推定“今年”“年底”）')
    .option('--json', '输出 JSON 数组')
    .option('--model', MODEL_HELP)
    .action(async (file: string, { json, writtenOn, model }: ExtractOptions) => {
      if (writtenOn !== undefined && !isCivilDate(writtenOn)) {
        throw new AppError('input', 'impossible date', {
          publicMessage: `“${writtenOn}”不是存在的日期，请按 YYYY-MM-DD 填写，例如 2023-03-01。`,
        })
      }
      const { clauses, warnings } = await services.readDocument(file)
      for (const warning of warnings) process.stderr.write(`${warning}\n`)
      const proposals = model ? await askModel(clauses, services) : []
      const candidates = extractCandidates(clauses, { proposals, ...(writtenOn ? { writtenOn } : {}) })
      if (model) tellPassed(candidates, proposals)
      process.stdout.write(json ? `${JSON.stringify(candidates.map(toJson), null, 2)}\n` : table(candidates))
    })
}

interface ExtractOptions {
  json?: boolean
  writtenOn?: string
  model?: boolean
}

const MODEL_HELP = '另请大模型指出遗漏的事项：引文须逐字在原文中，日期仍由程序读出（需配置 OPENAI_API_KEY 等）'

type Proposals = Awaited<ReturnType<typeof pointOut>>['proposals']

/** What a model points out; without it, or when it fails, what was found without it stands. */
async function askModel(clauses: readonly SourceClause[], services: Services): Promise<Proposals> {
  const opened = await services.openDutyFinder()
  if (!opened?.find)
    throw new AppError('input', 'no model is configured', {
      publicMessage:
        '没有配置大模型，不能使用 --model。请设置 OPENAI_API_KEY（以及 OPENAI_BASE_URL、OPENAI_MODEL），或去掉 --model。',
    })
  const { proposals, tokens, failure } = await pointOut(clauses, opened.find).finally(opened.close)
  process.stderr.write(`大模型指出 ${proposals.length} 处，用去 ${tokens} token。\n`)
  if (failure !== undefined)
    process.stderr.write(`大模型没有读完（${toAppError(failure).message}），其余只列程序抽取的结果。\n`)
  return proposals
}

function tellPassed(candidates: readonly Candidate[], proposals: Proposals): void {
  if (proposals.length === 0) return
  const passed = candidates.filter(({ source }) => source === 'model').length
  process.stderr.write(`通过核对的新候选 ${passed} 项；其余与已有的重复、不是义务，或引文不在原文中。\n`)
}

function addDiff(parent: Command, services: Services): void {
  parent
    .command('diff')
    .description('核对事项文件与（修订后的）文件：新增、期限变动、不再要求的事项；期限由审核人自定而原文未变的另列')
    .argument('<plan>', '事项文件（YAML，如 knowledge/milestones.yaml）')
    .argument('<file>', '文件（txt、md、docx、pdf、html、xlsx）')
    .action(async (plan: string, file: string) => {
      const decisions = parsePlan(await readPlan(plan))
      const { clauses } = await services.readDocument(file)
      const { added, moved, own, dropped, thinned, reopened } = compare(decisions, extractCandidates(clauses))
      const lines = [
        ...added.map(({ label, quote, due }) => `新增  ${label}  ${due ?? '无固定日期'}  ${quote}`),
        ...reopened.map(
          ({ candidate: { label, quote, due }, rejection }) =>
            `再议  ${label}  ${rejection.due ?? '无固定日期'} → ${due ?? '无固定日期'}  ${quote}（此前否决：${rejection.reason}）`,
        ),
        ...moved.map(({ obligation: { id, title, due: was }, due }) => `变动  ${id}  ${was} → ${due}  ${title}`),
        ...thinned.map(({ obligation: { id }, gone }) => `缺句  ${id}  ${gone.quote}`),
        ...dropped.map(({ id, title }) => `取消  ${id}  ${title}`),
      ]
      const kept = own.map(
        ({ obligation: { id, title, due: set }, due }) => `自定  ${id}  ${set}（原文仍为 ${due}）  ${title}`,
      )
      process.stdout.write(`${[...(lines.length === 0 ? ['没有变化。'] : lines), ...kept].join('\n')}\n`)
    })
}

export async function readPlan(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path))
}

export async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new AppError('input', `cannot read ${path}`, {
      cause,
      publicMessage: `读不到文件 ${path}，请检查路径和权限。`,
    })
  })
}

function addReview(parent: Command, services: Services): void {
  parent
    .command('review')
    .description('把抽取结果写成可编辑的事项文件（YAML），供人工采纳、修改、拆分、合并或否决')
    .argument('<file>', '文件（txt、md、docx、pdf、html、xlsx）')
    .option('--plan <name>', '计划周期，例如 2023-2025')
    .option('--document <id>', '文件编号，例如 hegui-fangan-2023')
    .option('--reviewed <plan>', '已审核的事项文件：其中采纳和否决过的不再提出，计划周期和文件编号默认与它相同')
    .option('--model', MODEL_HELP)
    .action(async (file: string, options: ReviewOptions) => {
      const decided = options.reviewed === undefined ? undefined : parsePlan(await readPlan(options.reviewed))
      const { plan = decided?.plan, document: documentId = decided?.documentId } = options
      if (plan === undefined || documentId === undefined)
        throw new AppError('input', 'no plan or document named', {
          publicMessage:
            '请写明 --plan（例如 2023-2025）和 --document（例如 hegui-fangan-2023），或用 --reviewed 指出已审核的事项文件。',
        })
      const { clauses } = await services.readDocument(file)
      const proposals = options.model ? await askModel(clauses, services) : []
      const candidates = extractCandidates(clauses, { proposals })
      if (options.model) tellPassed(candidates, proposals)
      const offers = offersOf(candidates, decided)
      process.stdout.write(draftPlan(offers, { plan, documentId, ...(decided ? { decided } : {}) }))
    })
}

interface ReviewOptions {
  plan?: string
  document?: string
  reviewed?: string
  model?: boolean
}

/** What a person still has to decide on, in the order of the text. */
function offersOf(candidates: readonly Candidate[], decided: Decisions | undefined): Offer[] {
  if (!decided) return candidates.map((candidate) => ({ candidate }))
  const { added, reopened } = compare(decided, candidates)
  return [...added.map((candidate) => ({ candidate })), ...reopened].toSorted(
    (a, b) => a.candidate.start - b.candidate.start,
  )
}

function addCheck(parent: Command, services: Services): void {
  parent
    .command('check')
    .description('核对事项文件：日期、重复规则、编号、条款和引文；有一处错误即全部不通过')
    .argument('<plan>', '事项文件（YAML）')
    .argument('<file>', '事项所依据的文件')
    .action(async (plan: string, file: string) => {
      const { clauses } = await services.readDocument(file)
      const text = (_: string, path: string) => clauses.find((clause) => clause.path === path)?.text
      const decided = parsePlan(await readPlan(plan), text)
      const { obligations, rejected } = decided
      const open = offersOf(extractCandidates(clauses), decided).map(
        ({ candidate: { label, quote } }) => `  ${label}  ${quote}`,
      )
      const lines = [
        `核对通过，共 ${obligations.length} 项${rejected.length > 0 ? `，否决 ${rejected.length} 项` : ''}。`,
        ...(open.length > 0
          ? [`文件中还有 ${open.length} 处没有决定，用 hegui obligations review --reviewed 列出：`, ...open]
          : []),
      ]
      process.stdout.write(`${lines.join('\n')}\n`)
    })
}

function toJson(candidate: Candidate) {
  const { quote, clause, due, who, quantity, trace, confidence, ...rest } = candidate
  return {
    quote,
    clause,
    due: due ?? null,
    recurrence: spellRecurrence(candidate) ?? null,
    who: who ?? null,
    quantity: quantity ? spellQuantity(quantity) : null,
    trace,
    confidence,
    label: rest.label,
    what: rest.what,
    phase: rest.phase ?? null,
    start: rest.start,
    end: rest.end,
    restDay: rest.restDay ?? null,
    problem: rest.problem ?? null,
    source: rest.source ?? 'text',
  }
}

function spellRecurrence({ recurrence }: Candidate): string | undefined {
  return recurrence && (recurrence.rule ?? recurrence.text)
}

function table(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return '没有找到有期限、有数量或反复进行的事项。\n'
  const lines = candidates.map((candidate) => {
    const facts = [
      candidate.label,
      candidate.due ?? spellRecurrence(candidate) ?? '日期未定',
      candidate.quantity ? spellQuantity(candidate.quantity) : undefined,
      candidate.who ?? '责任主体未写明',
      `把握 ${Math.round(candidate.confidence * 100)}%`,
    ].filter((fact) => fact !== undefined)
    const remarks = [
      candidate.problem ? `  ！${candidate.problem}` : [],
      `  依据 ${candidate.trace.join('；') || '原文直接写明'}`,
    ].flat()
    return [facts.join(' · '), `  ${candidate.what}`, ...remarks].join('\n')
  })
  return `${lines.join('\n\n')}\n\n共 ${candidates.length} 项。\n`
}
