import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { AppError } from '../base/errors.ts'
import { type Quiz, readAppointees } from '../quiz/quiz.ts'
import { ACTOR } from './quiz-open.ts'
import type { Services } from './services.ts'

/** What `hegui quiz` does with people: assignments, exemptions, the gate, rulings and reports. */
export function addQuizPeople(quiz: Command, services: Services): void {
  addAssign(quiz, services)
  addExempt(quiz, services)
  addGate(quiz, services)
  addVoid(quiz, services)
  addReport(quiz, services)
}

async function withQuiz(services: Services, toChange: boolean, work: (quiz: Quiz) => Promise<void>): Promise<void> {
  const open = await services.openQuiz({ toChange })
  try {
    await work(open.quiz)
  } finally {
    await open.close()
  }
}

interface AssignOptions {
  member?: string[]
  department?: string[]
  enterprise?: string[]
  role?: string[]
  excel?: string
  occasion: string
  closes?: string
  by: string
  dryRun?: boolean
}

function addAssign(quiz: Command, services: Services): void {
  quiz
    .command('assign')
    .description('布置考核：给成员、部门、企业、角色，或 Excel 名单里的人')
    .argument('<paper>', '试卷编号或名称，例如 appointment')
    .option('--member <member...>', '账号或全名')
    .option('--department <name...>', '部门名称；几家企业都有时须同时写 --enterprise')
    .option('--enterprise <name...>', '企业名称；与 --department、--role 同用时只取其中的人')
    .option('--role <role...>', '角色：employee、manager、cco、office、sasac')
    .option('--excel <file>', '任职人员名单（.xlsx），表头有“姓名”或“账号”，可有“拟任职务”')
    .option('--occasion <text>', '事由或拟任职务', '')
    .option('--closes <date>', '截止日期，例如 2027-01-31（当天 24 点截止）')
    .option('--by <name>', '布置人', ACTOR)
    .option('--dry-run', '只列出会布置给谁')
    .action((paper: string, options: AssignOptions) =>
      withQuiz(services, !options.dryRun, (open) => assign(paper, options, { quiz: open, at: services.now() })),
    )
}

async function assign(paper: string, options: AssignOptions, { quiz, at }: { quiz: Quiz; at: Date }): Promise<void> {
  const { member = [], department = [], enterprise = [], role = [], excel, occasion, closes, by } = options
  const closesAt = closes === undefined ? {} : { closesAt: closing(closes, quiz) }
  const base = { paper, assignedBy: by, at, dryRun: options.dryRun === true, ...closesAt }
  const lists = excel ? await listed(excel, occasion) : []
  const named = { members: member, departments: department, enterprises: enterprise, roles: role }
  const orders = [...(Object.values(named).some(({ length }) => length > 0) ? [{ to: named, occasion }] : []), ...lists]
  if (orders.length === 0)
    throw new AppError('input', 'nobody named', {
      publicMessage: '请用 --member、--department、--enterprise、--role 或 --excel 指明布置给谁。',
    })
  // Everything is looked at before anything is done, so that a wrong line assigns nobody.
  for (const order of orders) await quiz.assign({ ...base, ...order, dryRun: true })
  for (const order of orders) {
    const { title, assigned, known } = await quiz.assign({ ...base, ...order })
    const verb = base.dryRun ? '将布置' : '已布置'
    for (const { name, enterprise: where = '', userid } of assigned)
      process.stdout.write(`${verb}《${title}》：${name}（${where || userid}）${order.occasion}\n`)
    for (const { name } of known) process.stdout.write(`此前已布置过，未重复：${name}\n`)
  }
}

async function listed(file: string, occasion: string): Promise<{ to: { members: string[] }; occasion: string }[]> {
  const people = await readAppointees(await bytesOf(file), file)
  return people.map((one) => ({ to: { members: [one.member] }, occasion: one.occasion ?? occasion }))
}

async function bytesOf(file: string): Promise<Uint8Array> {
  return readFile(file).catch((error: unknown) => {
    throw new AppError('input', `cannot read ${file}`, {
      cause: error,
      publicMessage: `读不到文件 ${file}，请检查路径和权限。`,
    })
  })
}

/** @throws AppError `input` when that is no day */
function closing(text: string, quiz: Quiz): Date {
  const at = quiz.endOfDay(text)
  if (at) return at
  throw new AppError('input', `${text} is no date`, { publicMessage: `“${text}”不是日期，请写成 2027-01-31 这样。` })
}

function addExempt(quiz: Command, services: Services): void {
  quiz
    .command('exempt')
    .description('免考：写明原因和批准人')
    .argument('<paper>', '试卷编号或名称')
    .argument('<member>', '账号或全名')
    .requiredOption('--reason <text>', '原因')
    .requiredOption('--approver <name>', '批准人')
    .option('--by <name>', '登记人', ACTOR)
    .action((paper: string, member: string, { reason, approver, by }: Record<'reason' | 'approver' | 'by', string>) =>
      withQuiz(services, true, async (open) => {
        await open.exempt({ paper, member, reason, approver, by, at: services.now() })
        process.stdout.write(`已记录免考：${member}，原因：${reason}，批准人：${approver}\n`)
      }),
    )
}

function addGate(quiz: Command, services: Services): void {
  quiz
    .command('gate')
    .description('查询任前考核结果（与 GET /api/gate/<账号> 相同），输出 JSON')
    .argument('<userid>', '账号')
    .action((userid: string) =>
      withQuiz(services, false, async (open) => {
        const result = await open.gate(userid)
        if (!result)
          throw new AppError('input', `no member ${userid}`, { publicMessage: `通讯录里没有账号 ${userid}。` })
        process.stdout.write(`${JSON.stringify(result)}\n`)
      }),
    )
}

function addVoid(quiz: Command, services: Services): void {
  quiz
    .command('void')
    .description('作废试题：不再出题，考过这道题的人都计满分，并通知本人')
    .argument('<id>', '试题编号')
    .requiredOption('--reason <text>', '原因')
    .option('--by <name>', '决定人', ACTOR)
    .action((id: string, { reason, by }: { reason: string; by: string }) =>
      withQuiz(services, true, async (open) => {
        const { concerned, changed, revoked } = await open.decide({ ruling: { kind: 'void', itemId: id }, reason, by })
        process.stdout.write(`已作废 ${id}：${concerned} 人次考过，${changed} 人次成绩更正，${revoked} 份证书失效\n`)
      }),
    )
}

function addReport(quiz: Command, services: Services): void {
  quiz
    .command('report')
    .description('考核报告：完成率、合格率、未合格人员、建议加强的条款')
    .option('--enterprise <name>', '只看一家企业')
    .option('--excel <file>', '写出完整报告（.xlsx），不能已经存在')
    .action(({ enterprise, excel }: { enterprise?: string; excel?: string }) =>
      withQuiz(services, false, async (open) => {
        const { text, bytes } = await open.workbook(enterprise ? { enterprise } : {})
        process.stdout.write(`${text}\n`)
        if (excel === undefined) return
        await writeFile(excel, bytes, { flag: 'wx' }).catch((error: unknown) => {
          throw new AppError('input', `cannot write ${excel}`, {
            cause: error,
            publicMessage: `写不了文件 ${excel}：可能已经存在，或没有权限。`,
          })
        })
        process.stdout.write(`完整报告已写入 ${excel}\n`)
      }),
    )
}
