import { readFile, writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { type Command, Option } from 'commander'
import { AppError } from '../base/errors.ts'
import {
  AUDIENCE_LABELS,
  type BankEntry,
  DIFFICULTY_LABELS,
  type Intake,
  problemText,
  readItems,
  STATE_LABELS,
  TYPE_LABELS,
  writeItems,
} from '../quiz/quiz.ts'
import { addDraft } from './quiz-draft.ts'
import { ACTOR, withItems } from './quiz-open.ts'
import { addQuizPeople } from './quiz-people.ts'
import { addShow } from './quiz-show.ts'
import type { Services } from './services.ts'

type State = BankEntry['state']
type Defaults = Parameters<typeof readItems>[2]

/** `hegui quiz`: the bank of question items. */
export function addQuiz(program: Command, services: Services): void {
  const quiz = program.command('quiz').description('题库和考核：导入、导出、检查、复核；布置、免考、报告')
  addImport(quiz, services)
  addCheck(quiz, services)
  addExport(quiz, services)
  addTemplate(quiz, services)
  addList(quiz, services)
  addShow(quiz, services)
  addDraft(quiz, services)
  addApprove(quiz, services)
  addQuizPeople(quiz, services)
}

interface ImportOptions {
  dryRun?: boolean
  draft?: boolean
  document?: string
  topic?: string
  difficulty?: string
  audience?: string[]
}

function addImport(quiz: Command, services: Services): void {
  const command = quiz
    .command('import')
    .description('导入试题；合格的导入，不合格的逐行说明原因')
    .argument('<file...>', '.yaml、.xlsx（模板见 quiz template）、.gift（Moodle GIFT）、.xml（Moodle XML）')
    .option('--dry-run', '只检查，不写入')
    .option('--draft', '作为草稿导入，复核启用（quiz approve）后才会出题')
  addDefaults(command)
  command.action((files: string[], options: ImportOptions) =>
    withItems(services, !options.dryRun, async ({ bank }) => {
      const by = { actor: ACTOR, origin: 'import', state: options.draft ? 'draft' : 'active' } as const
      await takeFiles(files, options, (reading) => bank.take(reading, { ...by, dryRun: options.dryRun === true }))
    }),
  )
}

function addCheck(quiz: Command, services: Services): void {
  const command = quiz
    .command('check')
    .description('检查试题文件（不写入）；不写文件时检查题库，列出失去条款依据的试题')
    .argument('[file...]', '试题文件')
  addDefaults(command)
  command.action((files: string[], options: ImportOptions) =>
    withItems(services, false, async ({ bank }) => {
      if (files.length === 0) return tellFaults(await bank.check())
      const by = { actor: ACTOR, origin: 'import', dryRun: true } as const
      await takeFiles(files, { ...options, dryRun: true }, (reading) => bank.take(reading, by))
    }),
  )
}

function addDefaults(command: Command): void {
  command
    .option('--document <id>', '文件里没有写明依据文件时用的文件编号')
    .option('--topic <topic>', '文件里没有写明主题时用的主题')
    .addOption(
      new Option('--difficulty <difficulty>', '文件里没有写明难度时用的难度').choices(Object.keys(DIFFICULTY_LABELS)),
    )
    .addOption(
      new Option('--audience <audience...>', '文件里没有写明对象时用的对象').choices(Object.keys(AUDIENCE_LABELS)),
    )
}

function defaultsOf({ document, topic, difficulty, audience }: ImportOptions): Defaults {
  return {
    documentId: document,
    topic,
    difficulty: difficulty as NonNullable<Defaults>['difficulty'],
    audience: audience as NonNullable<Defaults>['audience'],
  }
}

/** One after the other, so that a later file is checked against what an earlier one brought. */
async function takeFiles(
  files: readonly string[],
  options: ImportOptions,
  take: (reading: Awaited<ReturnType<typeof readItems>>) => Promise<Intake>,
): Promise<void> {
  let bad = 0
  for (const file of files) {
    const intake = await take(await readItems(await bytesOf(file), basename(file), defaultsOf(options)))
    for (const problem of intake.problems) process.stderr.write(`${problemText(problem)}\n`)
    process.stdout.write(`${summary(file, intake, options.dryRun === true)}\n`)
    bad += intake.problems.length
  }
  if (bad === 0) return
  throw new AppError('input', `${bad} problems`, {
    publicMessage: `共 ${bad} 处问题，有问题的试题没有导入；改好后再次导入即可，已导入的不会重复。`,
  })
}

function summary(file: string, { added, changed, unchanged }: Intake, dryRun: boolean): string {
  const verb = dryRun ? '检查完毕（未写入）' : '已导入'
  return `${file} ${verb}：新增 ${added.length} 题，更新 ${changed.length} 题，未变 ${unchanged.length} 题`
}

function tellFaults(faults: readonly { id: string; message: string }[]): void {
  for (const { id, message } of faults) process.stdout.write(`${id}：${message}\n`)
  if (faults.length > 0)
    throw new AppError('input', `${faults.length} faults`, { publicMessage: `共 ${faults.length} 处问题。` })
  process.stdout.write('题库没有问题：每道题的引文都在现行条款中。\n')
}

function addExport(quiz: Command, services: Services): void {
  quiz
    .command('export')
    .description('导出试题，格式由文件名决定：.yaml、.xlsx、.gift、.xml（Moodle XML）')
    .argument('<file>', '要写入的文件，不能已经存在')
    .addOption(stateOption().default('active'))
    .action((file: string, { state }: { state: State }) =>
      withItems(services, false, async ({ bank, clauses }) => {
        const items = (await bank.entries([state])).map(({ item }) => item)
        await writeNew(file, await writeItems(items, file, await clauses()))
        process.stdout.write(`已导出 ${items.length} 题到 ${file}\n`)
      }),
    )
}

function addTemplate(quiz: Command, services: Services): void {
  quiz
    .command('template')
    .description('生成带下拉选项、条款表和填写说明的 Excel 模板')
    .argument('<file>', '要写入的 .xlsx 文件，不能已经存在')
    .action((file: string) =>
      withItems(services, false, async ({ clauses }) => {
        if (extname(file).toLowerCase() !== '.xlsx')
          throw new AppError('input', 'not xlsx', { publicMessage: '模板是 Excel 文件，文件名请以 .xlsx 结尾。' })
        await writeNew(file, await writeItems([], file, await clauses()))
        process.stdout.write(`模板已写入 ${file}，填好后用 hegui quiz import ${file} 导入\n`)
      }),
    )
}

function addList(quiz: Command, services: Services): void {
  quiz
    .command('list')
    .description('列出试题')
    .addOption(stateOption())
    .option('--topic <topic>', '只列这个主题')
    .option('--json', '输出完整内容（JSON）')
    .action(({ state, topic, json }: { state?: State; topic?: string; json?: boolean }) =>
      withItems(services, false, async ({ bank }) => {
        const entries = await bank.entries(state ? [state] : undefined)
        const wanted = entries.filter(({ item }) => topic === undefined || item.topic === topic)
        if (json) return void process.stdout.write(`${JSON.stringify(wanted, null, 2)}\n`)
        for (const entry of wanted) process.stdout.write(`${entryLine(entry)}\n`)
        process.stdout.write(`共 ${wanted.length} 题\n`)
      }),
    )
}

function entryLine({ item, state, version, reason }: BankEntry): string {
  const facts = [STATE_LABELS[state], TYPE_LABELS[item.type], DIFFICULTY_LABELS[item.difficulty], item.topic]
  const why = reason === undefined ? '' : `（${reason}）`
  return `${item.id}  v${version}  ${facts.join(' ')}  ${item.stem}${why}`
}

function addApprove(quiz: Command, services: Services): void {
  quiz
    .command('approve')
    .description('复核后启用草稿或待复核的试题')
    .argument('<id...>', '试题编号')
    .action((ids: string[]) =>
      withItems(services, true, async ({ bank }) => {
        const approved = await bank.approve(ids, ACTOR)
        process.stdout.write(
          `已启用 ${approved.length} 题${approved.length < ids.length ? '，其余本来就已启用' : ''}\n`,
        )
      }),
    )
}

function stateOption(): Option {
  return new Option('--state <state>', '状态：draft 草稿、active 启用、review 待复核、void 已作废').choices(
    Object.keys(STATE_LABELS),
  )
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new AppError('input', `cannot read ${file}`, {
      cause: error,
      publicMessage: `读不到文件 ${file}，请检查路径和权限。`,
    })
  }
}

/** Never over a file that is there: it may be somebody's work. */
async function writeNew(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx' })
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new AppError('input', `cannot write ${file}`, {
      cause: error,
      publicMessage: taken ? `${file} 已经存在，请换一个文件名。` : `写不了文件 ${file}，请检查路径和权限。`,
    })
  }
}
