import { SingleBar } from 'cli-progress'
import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import { type Arrival, arrivalsAt, type Outcome, parseStated, type Stated } from '../knowledge/knowledge.ts'
import {
  changeLines,
  changeSummary,
  type DirectoryNames,
  factLines,
  factSummary,
  strangersNotice,
} from './document-words.ts'
import type { Services } from './services.ts'

interface IngestOptions {
  dryRun?: boolean
  json?: boolean
  again?: boolean
}

/** The options that state facts about a document; `documents confirm` takes the same. */
export interface FactOptions {
  id?: string
  title?: string
  number?: string
  issuer?: string
  level?: string
  from?: string
  to?: string
  supersedes?: string[]
  enterprise?: string[]
  department?: string[]
}

/** `hegui ingest`: files and folders into the knowledge base. */
export function addIngest(program: Command, services: Services): void {
  const command = program
    .command('ingest')
    .description('把文件（.md .txt .docx .pdf .html .xlsx）或文件夹导入知识库；内容没变的自动跳过')
    .argument('<path...>', '文件或文件夹')
    .option('--dry-run', '只预览：显示识别到的信息、条款数和与现行版本的差异，不写入')
    .option('--again', '已导入的也重新拆分条款（程序升级后用）；拆分结果不同的存为新版本')
    .option('--json', '输出完整结果（JSON）')
  addFactOptions(command.option('--id <id>', '文件编号，默认由标题得出'))
  command.action(async (paths: string[], options: IngestOptions & FactOptions) => {
    const arrivals = arrivalsAt(paths, statedBy(options))
    if (arrivals.length === 0)
      throw new AppError('input', 'nothing to ingest', { publicMessage: `${paths.join('、')} 里没有文件。` })
    refuseSharedFacts(arrivals, statedBy(options))
    const open = await services.openDocuments({ toChange: !options.dryRun })
    try {
      const outcomes = open.intake.takeIn(arrivals, {
        rehearse: options.dryRun === true,
        again: options.again === true,
      })
      const known = await open.directoryNames()
      report(await takeIn(arrivals, outcomes, { ...options, known }), options)
    } finally {
      await open.close()
    }
  })
}

export function addFactOptions(command: Command): void {
  command
    .option('--title <title>', '标题')
    .option('--number <number>', '文号')
    .option('--issuer <issuer>', '发文机关')
    .option(
      '--level <level>',
      '层级：law 法律、regulation 行政法规、rule 部门规章、local 地方方案、enterprise 企业制度',
    )
    .option('--from <date>', '施行日期，例如 2023-03-01')
    .option('--to <date>', '失效日期（当天仍有效）')
    .option('--supersedes <title...>', '被它废止的文件的标题')
    .option('--enterprise <name...>', '只对这些企业的成员可见')
    .option('--department <name...>', '只对这些部门的成员可见')
}

/** Options that are not called as the fact they state. */
const OPTION_NAMES: Readonly<Record<string, string>> = { inForceFrom: 'from', inForceTo: 'to' }

/** @throws AppError `input` naming the option that makes no sense */
export function statedBy(options: FactOptions): Stated {
  const { id, title, number, issuer, level, from, to, supersedes, enterprise, department } = options
  const audience =
    enterprise || department
      ? { ...(enterprise ? { enterprises: enterprise } : {}), ...(department ? { departments: department } : {}) }
      : undefined
  const given = { id, title, number, issuer, level, inForceFrom: from, inForceTo: to, supersedes, audience }
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return parseStated(written, '选项有误', (fact) => `--${OPTION_NAMES[fact] ?? fact}`)
}

/** A title, number or id belongs to one document. */
function refuseSharedFacts(arrivals: readonly Arrival[], { id, title, number }: Stated): void {
  if (arrivals.length > 1 && (id ?? title ?? number) !== undefined)
    throw new AppError('input', 'one title for several files', {
      publicMessage: `--id、--title、--number 只能用于单个文件，这里有 ${arrivals.length} 个。请逐个导入，或把信息写在各文件旁边的 .meta.yaml 里。`,
    })
}

async function takeIn(
  arrivals: readonly Arrival[],
  outcomes: AsyncIterable<Outcome>,
  { json, ...shown }: IngestOptions & Shown,
): Promise<Outcome[]> {
  const bar =
    process.stderr.isTTY && !json
      ? new SingleBar({ format: '{bar} {value}/{total} {name}', clearOnComplete: true })
      : undefined
  bar?.start(arrivals.length, 0, { name: arrivals[0]?.name ?? '' })
  const all: Outcome[] = []
  try {
    for await (const outcome of outcomes) {
      all.push(outcome)
      bar?.update(all.length, { name: arrivals[all.length]?.name ?? '' })
      if (!json && !bar) process.stdout.write(`${linesOf(outcome, shown)}\n`)
    }
  } finally {
    bar?.stop()
  }
  if (bar)
    for (const outcome of all.filter(({ kind }) => kind !== 'unchanged' || all.length === 1))
      process.stdout.write(`${linesOf(outcome, shown)}\n`)
  return all
}

/** How outcomes are shown. */
interface Shown {
  dryRun?: boolean
  known: DirectoryNames
}

function linesOf(outcome: Outcome, { dryRun, known }: Shown): string {
  if (outcome.kind === 'refused') return `✗ ${outcome.name}：${outcome.reason}`

  const { name, meta, clauses, warnings } = outcome
  const facts = dryRun ? factLines(meta).map((line) => `    ${line}`) : []
  const changes =
    outcome.kind === 'changed' ? (outcome.shown ?? []).flatMap(changeLines).map((line) => `    ${line}`) : []
  return [
    `${markOf(outcome)} ${name}：《${meta.title}》${clauses} 个条款${whatHappened(outcome)}`,
    ...(dryRun || factSummary(meta) === '' ? [] : [`    ${factSummary(meta)}`]),
    ...facts,
    ...changes,
    ...warnings.map((warning) => `    注意：${warning}`),
    ...[strangersNotice(meta, known)].filter((notice) => notice !== undefined).map((notice) => `    ${notice}`),
  ].join('\n')
}

function markOf({ kind }: Outcome): string {
  return { added: '＋', changed: '↻', described: '✎', unchanged: '＝', refused: '✗' }[kind]
}

function whatHappened(outcome: Exclude<Outcome, { kind: 'refused' }>): string {
  switch (outcome.kind) {
    case 'added':
      return '，新增'
    case 'changed':
      return `，更新为第 ${outcome.version} 版：${changeSummary(outcome.changes)}`
    case 'described':
      return '，正文未变，已更新文件信息'
    case 'unchanged':
      return '，未变'
    default:
      return outcome satisfies never
  }
}

/** Prints the end of the story. @throws AppError `conflict` when files were refused, so that scripts notice */
function report(outcomes: readonly Outcome[], { json, dryRun }: IngestOptions): void {
  const count = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length
  const summary = {
    files: outcomes.length,
    added: count('added'),
    changed: count('changed'),
    described: count('described'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    clauses: outcomes.reduce((sum, outcome) => sum + (outcome.kind === 'refused' ? 0 : outcome.clauses), 0),
    dryRun: dryRun === true,
  }
  if (json) process.stdout.write(`${JSON.stringify({ files: outcomes, summary }, null, 2)}\n`)
  else
    process.stdout.write(
      `${dryRun ? '预览（没有写入）：' : ''}共 ${summary.files} 个文件、${summary.clauses} 个条款：新增 ${summary.added}、更新 ${summary.changed}、更新信息 ${summary.described}、未变 ${summary.unchanged}、未能读取 ${summary.refused}\n`,
    )
  if (summary.refused > 0)
    throw new AppError('conflict', `${summary.refused} files were refused`, {
      publicMessage: `有 ${summary.refused} 个文件没有导入，原因见上；用 hegui documents list 可随时查看。`,
    })
}
