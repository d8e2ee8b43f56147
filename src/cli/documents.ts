import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import type { DocumentMeta, Shelf } from '../knowledge/knowledge.ts'
import { changeLines, factLines, factSummary, oneLine, strangersNotice } from './document-words.ts'
import { addFactOptions, type FactOptions, statedBy } from './ingest.ts'
import type { OpenDocuments, Services } from './services.ts'

interface Output {
  json?: boolean
}

/** `hegui documents`: what is in the knowledge base, its versions, and changes by hand. */
export function addDocuments(program: Command, services: Services): void {
  const documents = program.command('documents').description('查看和管理已导入的文件')
  addList(documents, services)
  addShow(documents, services)
  addDiff(documents, services)
  addChanges(documents, services)
  addConfirm(documents, services)
}

type Work = (shelf: Shelf, open: OpenDocuments) => Promise<{ value: unknown; text: string }>

async function run(services: Services, { toChange, json }: { toChange: boolean } & Output, work: Work): Promise<void> {
  const open = await services.openDocuments({ toChange })
  try {
    const { value, text } = await work(open.shelf, open)
    process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`)
  } finally {
    await open.close()
  }
}

function addList(documents: Command, services: Services): void {
  documents
    .command('list')
    .description('列出全部文件，以及未能读取的文件和原因')
    .option('--json', '输出 JSON')
    .action((options: Output) =>
      run(services, { toChange: false, ...options }, async (shelf) => {
        const value = await shelf.list()
        const items = value.documents.map(
          ({ id, meta, version, clauses }) =>
            `${id}\n    ${[`《${meta.title}》`, `第 ${version ?? '-'} 版`, `${clauses} 个条款`, factSummary(meta), meta.proposed ? '（有信息待确认）' : ''].filter((part) => part !== '').join(' ')}`,
        )
        const refused = value.refused.map(({ fileName, reason }) => `✗ ${fileName}\n    ${reason}`)
        const lines = [
          ...items,
          ...(refused.length > 0 ? ['', `未能读取的文件 ${refused.length} 个：`, ...refused] : []),
        ]
        return { value, text: lines.length > 0 ? lines.join('\n') : '知识库里还没有文件。用 hegui ingest 导入。' }
      }),
    )
}

function addShow(documents: Command, services: Services): void {
  documents
    .command('show')
    .description('一份文件的信息、版本和条款目录')
    .argument('<document>', '文件编号或标题（可以只写一部分）')
    .option('--json', '输出 JSON')
    .action((named: string, options: Output) =>
      run(services, { toChange: false, ...options }, async (shelf, { dayOf }) => {
        const value = await shelf.show(named)
        const { item, versions, clauses } = value
        const text = [
          `文件编号：${item.id}`,
          ...factLines(item.meta),
          ...versions.map(
            ({ number, fileName, createdAt, answers, clauses: count }) =>
              `第 ${number} 版${answers ? '（现行）' : ''}：${fileName}，${count} 个条款，${dayOf(createdAt)} 导入`,
          ),
          '',
          ...clauses.map(
            ({ path, text }) => `${'  '.repeat(path.split('/').length - 1)}${brief(underItsNumber(path, text))}`,
          ),
        ].join('\n')
        return { value, text }
      }),
    )
}

function addDiff(documents: Command, services: Services): void {
  documents
    .command('diff')
    .description('两个版本的条款差异（默认现行版本与上一版本）')
    .argument('<document>', '文件编号或标题')
    .option('--from <version>', '旧版本号')
    .option('--to <version>', '新版本号')
    .option('--json', '输出 JSON')
    .action((named: string, options: Output & { from?: string; to?: string }) =>
      run(services, { toChange: false, ...options }, async (shelf) => {
        const value = await shelf.diff(named, versionNumber(options.from), versionNumber(options.to))
        const head = `${value.id}：第 ${value.from} 版 → 第 ${value.to} 版`
        const body = value.changes.length > 0 ? value.changes.flatMap(changeLines) : ['条款内容没有变化。']
        return { value, text: [head, ...body].join('\n') }
      }),
    )
}

function addChanges(documents: Command, services: Services): void {
  documents
    .command('rollback')
    .description('让以前的版本重新作为现行版本（默认上一版本）')
    .argument('<document>', '文件编号或标题')
    .argument('[version]', '版本号')
    .option('--json', '输出 JSON')
    .action((named: string, version: string | undefined, options: Output) =>
      run(services, { toChange: true, ...options }, async (shelf) => {
        const value = await shelf.rollback(named, versionNumber(version))
        return { value, text: `已恢复 ${value.id} 第 ${value.to} 版；运行中的服务会在几秒内换用。` }
      }),
    )
  documents
    .command('remove')
    .description('删除一份文件的全部版本（不能恢复，不再用于任何回答），或清除“未能读取”的记录')
    .argument('[document]', '完整的文件编号或标题，或未能读取的文件名')
    .option('--refused', '清除全部“未能读取”的记录')
    .option('--json', '输出 JSON')
    .action((named: string | undefined, { refused, ...options }: Output & { refused?: boolean }) =>
      run(services, { toChange: true, ...options }, async (shelf) => {
        if ((refused === true) === (named !== undefined))
          throw new AppError('input', 'nothing or two things to remove', {
            publicMessage: '请写要删除的文件的标题或编号；要清除全部“未能读取”的记录，只写 --refused。',
          })
        if (named === undefined) {
          const forgotten = await shelf.forgetRefused()
          return { value: { forgotten }, text: `已清除“未能读取”的记录 ${forgotten} 条。` }
        }
        const value = await shelf.remove(named)
        const text =
          'fileName' in value
            ? `已清除记录：${value.fileName}`
            : `已删除《${value.title}》（${value.id}）的全部版本和条款。`
        return { value, text }
      }),
    )
}

function addConfirm(documents: Command, services: Services): void {
  const command = documents
    .command('confirm')
    .description('确认从原文识别出的信息；加选项则改写并确认所写的几项')
    .argument('<document>', '文件编号或标题')
    .option('--json', '输出 JSON')
  addFactOptions(command)
  command.action((named: string, options: Output & FactOptions) =>
    run(services, { toChange: true, ...options }, async (shelf, { directoryNames }) => {
      const value = await shelf.confirm(named, statedBy(options))
      return { value, text: confirmedText(value, strangersNotice(value, await directoryNames())) }
    }),
  )
}

function confirmedText(meta: DocumentMeta, notice: string | undefined): string {
  const open = meta.proposed ? '其余各项不加选项再执行一次即可确认。' : undefined
  return [`《${meta.title}》已确认：`, ...factLines(meta), open, notice].filter((line) => line !== undefined).join('\n')
}

function versionNumber(written: string | undefined): number | undefined {
  if (written === undefined) return undefined
  const number = Number(written)
  if (Number.isInteger(number) && number > 0) return number
  throw new AppError('input', `${written} is no version`, { publicMessage: `版本号应为 1、2、3……，不是“${written}”。` })
}

/** 第三条 stands before the words of an article already; a second 款 has no number of its own. */
function underItsNumber(path: string, text: string): string {
  const own = path.split('/').at(-1) ?? ''
  return text.trimStart().startsWith(own) ? text : `${own}  ${text}`
}

function brief(text: string): string {
  const line = oneLine(text)
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
