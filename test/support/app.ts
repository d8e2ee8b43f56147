import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type App, startApp } from '../../src/app.ts'
import { createStoppedClock } from '../../src/base/clock.ts'
import { type Log, silentLog } from '../../src/base/log.ts'
import { loadConfig } from '../../src/config.ts'
import type { Entry } from '../../src/sandbox/contract.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

export interface TestApp {
  app: App
  sandbox: Sandbox
  clock: ReturnType<typeof createStoppedClock>
  dataDir: string
  /** Says something as a member and returns what the bot answered, once everything has settled. */
  ask(member: string, text: string): Promise<string[]>
  /** All texts the bot has sent to a member, oldest first. */
  heard(member: string): string[]
  /** Stops the app and starts another over the same data, as after a restart. The emulator is a new one. */
  stop(): Promise<void>
}

export interface TestAppOptions {
  /** Wall-clock time in China, for example '2026-03-24 09:15'. */
  at?: string
  dataDir?: string
  env?: Record<string, string>
  slowAfterMs?: number
  modelBudgetMs?: number
  vectorsInMemory?: number
  /** A plan of the current cycle, as beside the emulator. */
  demo?: boolean
  log?: Log
}

/**
 * The real product with its emulator, over real HTTP, on a clock that stands still, so jobs run when a test says so: a sweep woken by
 * the clock on the wall would now and then be the one a test joins. Stopped when the test ends.
 */
export async function buildTestApp({
  at = '2026-03-24 09:15',
  dataDir,
  env = {},
  demo = false,
  log = silentLog,
  ...patience
}: TestAppOptions = {}): Promise<TestApp> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'hegui-test-'))
  const clock = createStoppedClock(new Date(`${at.replace(' ', 'T')}:00+08:00`))
  const config = { ...loadConfig(env), port: 0, dataDir: folder }
  const app = await startApp({ config, log, clock, random: () => 0.5, demo, scheduled: false, ...patience })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= app.stop()
    return stopped
  }
  onTestFinished(async () => {
    await stop()
    if (!dataDir) rmSync(folder, { recursive: true, force: true })
  })
  if (!app.sandbox) throw new Error('the test app runs beside the emulator')
  const { sandbox } = app
  const heard = (member: string) => textsOf(sandbox.conversation(member))

  async function ask(member: string, text: string): Promise<string[]> {
    const before = heard(member).length
    await sandbox.say(member, text)
    await app.settled()
    return heard(member).slice(before)
  }

  return { app, sandbox, clock, dataDir: folder, ask, heard, stop }
}

function textsOf(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === 'text' && entry.from === 'bot' ? [entry.text] : []))
}
