import { vi } from 'vitest'
import { spellMoment } from '../../src/base/calendar.ts'
import { runCli } from '../../src/cli/cli.ts'
import type { Services } from '../../src/cli/services.ts'
import type { TestApp } from './app.ts'

/** Runs `hegui obligations …` over the ledger of a running app. */
export async function hegui({ app }: TestApp, args: readonly string[]): Promise<{ code: number; text: string }> {
  const written: string[] = []
  const write = (chunk: unknown) => {
    written.push(String(chunk))
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(write)
  vi.spyOn(process.stderr, 'write').mockImplementation(write)
  const services = {
    measurements: [],
    momentOf: (instant: Date) => spellMoment(instant, 'Asia/Shanghai'),
    openLedger: async () => ({ reminders: app.reminders, close: async () => undefined }),
  } as unknown as Services
  const code = await runCli(['obligations', ...args], services)
  vi.restoreAllMocks()
  return { code, text: written.join('') }
}
