import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import { type Curated, exportCurated, parseCurated } from '../knowledge/knowledge.ts'
import type { Services } from './services.ts'

const STATES = { active: '使用中', suspended: '已暂停', retired: '已停用' } as const

/** `hegui curated`: the answers the compliance office has written (标准问答), in and out of YAML. */
export function addCurated(program: Command, services: Services): void {
  const curated = program.command('curated').description('标准问答：列出、导入、导出')
  curated
    .command('list')
    .description('列出全部标准问答、状态和依据')
    .option('--json', '输出 JSON')
    .action(({ json }: { json?: boolean }) => withCurated(services, false, (answers) => list(answers, json)))
  curated
    .command('import')
    .description('从 YAML 导入；问题相同的替换原有答案，文件有任何错误时一条也不导入')
    .argument('<file>', 'YAML 文件：question、similar、negative、answer、clauses')
    .action((file: string) => withCurated(services, true, (answers) => importFrom(file, answers)))
  curated
    .command('export')
    .description('导出为 YAML（可再导入）；不写文件名时输出到屏幕')
    .argument('[file]', '输出文件')
    .action((file: string | undefined) => withCurated(services, false, (answers) => exportTo(file, answers)))
}

async function withCurated(
  services: Services,
  toChange: boolean,
  work: (curated: Curated) => Promise<void>,
): Promise<void> {
  const open = await services.openOffice({ toChange })
  try {
    await work(open.curated)
  } finally {
    await open.close()
  }
}

async function list(curated: Curated, json: boolean | undefined): Promise<void> {
  const answers = await curated.all()
  const lines = answers.flatMap((answer) => [
    `${answer.number}\t${STATES[answer.state]}\t${answer.question}${answer.reason ? `（${answer.reason}）` : ''}`,
    `\t依据 ${curated.clausesOf(answer).join('、') || '（条款已不存在）'}`,
  ])
  const text = lines.length > 0 ? lines.join('\n') : '还没有标准问答。'
  process.stdout.write(`${json ? JSON.stringify(answers, null, 2) : text}\n`)
}

/** Reads and checks everything first, so that a bad entry leaves nothing half imported. */
async function importFrom(file: string, curated: Curated): Promise<void> {
  const entries = parseCurated(await read(file), file)
  await curated.check(entries.map((entry) => ({ ...entry, by: ACTOR })))
  for (const entry of entries) {
    const { number, warning } = await curated.put({ ...entry, by: ACTOR })
    process.stdout.write(`${number}\t${entry.question}\n`)
    if (warning) process.stderr.write(`标准问答 ${number}：${warning}\n`)
  }
  process.stderr.write(`已导入 ${entries.length} 条标准问答。\n`)
}

/** Who wrote what was imported at the terminal. */
const ACTOR = '命令行'

async function exportTo(file: string | undefined, curated: Curated): Promise<void> {
  const yaml = await exportCurated(curated)
  if (file === undefined) process.stdout.write(yaml)
  else await writeFile(file, yaml)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new AppError('input', `cannot read ${file}`, {
      cause: error,
      publicMessage: `读不到文件 ${file}，请检查路径和权限。`,
    })
  }
}
