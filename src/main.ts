import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type App, startApp } from './app.ts'
import { civilDateAt, spellMoment } from './base/calendar.ts'
import { systemClock } from './base/clock.ts'
import { createLog, silentLog } from './base/log.ts'
import { EXAMPLE_QUESTIONS } from './chat/replies.ts'
import { runCli } from './cli/cli.ts'
import type {
  OpenBot,
  OpenDocuments,
  OpenDutyFinder,
  OpenItems,
  OpenOffice,
  OpenQuiz,
  Services,
} from './cli/services.ts'
import { type Config, loadConfig } from './config.ts'
import { measurements } from './measure/measure.ts'
import { measureRetrieval } from './measure/retrieval.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import { openStore } from './store/store.ts'
import { openConfiguredKnowledge, openOwnOrShared, overStore, storeOptions } from './wiring/configured.ts'
import { readDocumentText } from './wiring/document-text.ts'
import { openDocuments as wireDocuments } from './wiring/documents.ts'
import { dutyFinder } from './wiring/duty-finder.ts'
import { choosableClauses, itemWriter, openItemBank } from './wiring/item-bank.ts'
import { rulingTheBank } from './wiring/item-rulings.ts'
import { openKnowledge as wireKnowledge } from './wiring/knowledge.ts'
import { openQuizAtTerminal } from './wiring/quiz-terminal.ts'
import { ledgerFor } from './wiring/reminders.ts'
import { openTicketViews } from './wiring/tickets.ts'

/** Runs one command line; resolves with the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runCli(args, services)
}

const services: Services = {
  serve,
  serveSandbox,
  openKnowledge: openConfiguredKnowledge,
  openDocuments,
  openItems,
  openQuiz,
  openOffice,
  openLedger: (options) => overStore(options, async (context) => ({ reminders: ledgerFor(context) })),
  readDocument: readDocumentText,
  openDutyFinder,
  openBot,
  runningAt,
  measurements,
  measureRetrieval,
  now: () => systemClock.now(),
  momentOf: (instant) => spellMoment(instant, loadConfig().timeZone),
}

async function serve(): Promise<void> {
  const config = loadConfig()
  const log = createLog(config.logLevel)
  if (process.stderr.isTTY) process.stderr.write('正在启动……\r')
  const app = await startApp({ config, log })
  process.stdout.write(`${banner(config, app)}\n`)

  await stopSignal()
  process.stderr.write('\n正在停止……\n')
  await app.stop()
  process.stderr.write('已停止，数据已保存。\n')
}

function banner(config: Config, { url, caution }: Pick<App, 'url' | 'caution'>): string {
  const warning = caution ? [`  注意      ${caution}`] : []
  const where = config.databaseUrl ? 'PostgreSQL' : relative(process.cwd(), config.dataDir) || '.'
  if (config.wecom.mode === 'wecom') {
    return [
      '合规小助手已启动（企业微信）',
      `  回调地址  ${config.publicUrl ?? url}/wecom/callback`,
      `  数据      ${where}`,
      ...warning,
      '  停止      Ctrl-C',
    ].join('\n')
  }
  return [
    '合规小助手已启动（未配置企业微信，使用内置模拟器）',
    `  聊天页面  ${url}/sandbox`,
    ...EXAMPLE_QUESTIONS.map((question, index) => `  ${index === 0 ? '试着问  ' : '        '}  ${question}`),
    ...warning,
    `  停止      Ctrl-C（数据保存在 ${where}）`,
  ].join('\n')
}

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && signal !== 'SIGHUP') process.exit(130)
        asked = true
        resolve()
      })
    }
  })
}

async function serveSandbox({ callbackUrl, port }: { callbackUrl: string; port: number }): Promise<void> {
  const { wecom, logLevel } = loadConfig()
  const sandbox = createSandbox({
    clock: systemClock,
    log: createLog(logLevel),
    callbackUrl,
    realCredentialsPresent: wecom.mode === 'wecom',
  })
  const listening = await sandbox.listen(port)
  const { corpId, agentId, secret, token, encodingAesKey } = sandbox.credentials
  const address = `http://127.0.0.1:${listening.port}`
  process.stdout.write(`企业微信模拟器：${address}/sandbox\n机器人请使用以下配置：\n`)
  const variables = {
    WECOM_API_BASE: address,
    WECOM_LOGIN_BASE: address,
    WECOM_CORP_ID: corpId,
    WECOM_AGENT_ID: agentId,
    WECOM_SECRET: secret,
    WECOM_TOKEN: token,
    WECOM_ENCODING_AES_KEY: encodingAesKey,
  }
  process.stdout.write(
    `${Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`,
  )
  await stopSignal()
  await sandbox.close()
}

async function openDocuments({ toChange }: { toChange: boolean }): Promise<OpenDocuments> {
  const config = loadConfig()
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const store = toChange ? await openStore(storeOptions(config, log)) : (await openOwnOrShared(config, log)).store
  const documents = wireDocuments(store)
  const close = async () => {
    documents.close()
    await store.close()
  }
  const dayOf = (instant: Date) => civilDateAt(instant, config.timeZone)
  const { intake, shelf, directoryNames } = documents
  return { intake, shelf, directoryNames, dayOf, close }
}

async function openDutyFinder(): Promise<OpenDutyFinder | undefined> {
  if (!loadConfig().model) return undefined
  return overStore({ toChange: true }, async (context) => {
    const find = dutyFinder(context)
    return find ? { find } : {}
  })
}

async function openItems({ toChange }: { toChange: boolean }): Promise<OpenItems> {
  return overStore({ toChange }, async (context) => {
    const { store, log, readOnly } = context
    if (!readOnly) await wireKnowledge(context)
    const bank = await openItemBank({ store, log, readOnly })
    const write = itemWriter(context)
    return { bank, clauses: () => choosableClauses(store), ...(write ? { write } : {}) }
  })
}

async function openQuiz({ toChange }: { toChange: boolean }): Promise<OpenQuiz> {
  return overStore({ toChange }, async (context) => {
    const { store, log, readOnly, config } = context
    if (!readOnly) await wireKnowledge(context)
    const bank = await openItemBank({ store, log, readOnly })
    return { quiz: rulingTheBank(await openQuizAtTerminal({ store, bank, config, log }), bank) }
  })
}

async function openOffice({ toChange }: { toChange: boolean }): Promise<OpenOffice> {
  return overStore({ toChange }, async (context) => {
    const { store, clock, config } = context
    const { curated } = await wireKnowledge(context)
    return { curated, tickets: openTicketViews(store, { clock, timeZone: config.timeZone }) }
  })
}

async function openBot(): Promise<OpenBot> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-'))
  const config: Config = { ...loadConfig({}), port: 0, dataDir }
  const app = await startApp({ config, log: silentLog })
  return {
    url: app.url,
    stop: async () => {
      await app.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function runningAt(): Promise<string | undefined> {
  const { host, port } = loadConfig()
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  try {
    const reply = await fetch(`${url}/sandbox/api/state`, { signal: AbortSignal.timeout(1_000) })
    return reply.ok ? url : undefined
  } catch {
    return undefined
  }
}
