import type { Occurrence } from '../../src/reminders/ledger.ts'
import { buildTestApp, type TestApp } from './app.ts'

/** Number of 城投集团's self-inspection report in the plan to try out: due on 20 December 2026, kept by Sun Li of the compliance department. */
export const REPORT = 2

/** The product on 25 November 2026 with the plan to try out. */
export async function startDemo(env: Record<string, string> = {}): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-11-25 10:00', demo: true, env })
  await bot.app.jobs.run('directory.synchronise')
  return bot
}

/** The report as it stands in the ledger. */
export async function report({ app }: TestApp): Promise<Occurrence> {
  const found = await app.store.ledger.byNumber('20', REPORT)
  if (!found) throw new Error('城投集团 keeps a self-inspection report')
  return found
}

/** Number of the first request that waits for the office. */
export async function openRequest({ app }: TestApp): Promise<number> {
  return (await app.store.ledgerTalk.requests({ state: 'open' }))[0]?.number ?? Number.NaN
}
