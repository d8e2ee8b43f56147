import { Command, CommanderError } from 'commander'
import { type AppError, toAppError } from '../base/errors.ts'
import { addAsk } from './ask.ts'
import { addBench } from './bench.ts'
import { addBundle } from './bundle.ts'
import { addChat } from './chat.ts'
import { speakChinese } from './chinese.ts'
import { addCurated } from './curated.ts'
import { addDocuments } from './documents.ts'
import { addEval } from './eval.ts'
import { addIngest } from './ingest.ts'
import { addLedgerFile } from './ledger-file.ts'
import { addObligations } from './obligations.ts'
import { addPapers } from './papers.ts'
import { addPlans } from './plans.ts'
import { addQuiz } from './quiz.ts'
import { addReminders } from './reminders.ts'
import { addSandbox } from './sandbox.ts'
import type { Services } from './services.ts'
import { addSubsidiaries } from './subsidiaries.ts'
import { addTargets } from './targets.ts'
import { addTickets } from './tickets.ts'

/** Exit codes: 0 done, 1 something failed, 2 the command line or its input was wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/**
 * Runs one command line and returns its exit code. Results go to standard output, everything else to standard error.
 *
 * @param args without the interpreter and script name
 */
export async function runCli(args: readonly string[], services: Services): Promise<number> {
  const program = speakChinese(new Command('hegui'))
    .description('合规小助手：企业微信里的合规问答、提醒与考核')
    .configureHelp({ sortSubcommands: false })
    .exitOverride()
    .showHelpAfterError('（加 --help 查看用法）')
  program
    .command('start', { isDefault: false })
    .description('启动服务；没有企业微信凭据时同时启动模拟器')
    .action(() => services.serve())
  addAsk(program, services)
  addChat(program, services)
  addIngest(program, services)
  addDocuments(program, services)
  addEval(program, services)
  addObligations(program, services)
  addQuiz(program, services)
  addTickets(program, services)
  addCurated(program, services)
  addReminders(program, services)
  addTargets(program, services)
  addSubsidiaries(program, services)
  addLedgerFile(program, services)
  addPlans(program, services)
  addPapers(program, services)
  addBundle(program, services)
  addBench(program, services)
  addSandbox(program, services)

  if (!process.stdout.listeners('error').includes(endQuietlyOnClosedPipe))
    process.stdout.on('error', endQuietlyOnClosedPipe)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return EXIT.ok
  } catch (thrown) {
    return explain(thrown)
  }
}

function explain(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage

  const error = toAppError(thrown)
  process.stderr.write(`${error.publicMessage ?? sentenceOf(error)}\n`)
  return error.kind === 'input' || error.kind === 'config' ? EXIT.usage : EXIT.failed
}

function sentenceOf(error: AppError): string {
  return error.kind === 'defect' ? `出现意外错误：${error.message}（设置 LOG_LEVEL=debug 可看到细节）` : error.message
}

/** `hegui … | head` closes our output early; that is no failure. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.ok)
  throw error
}
