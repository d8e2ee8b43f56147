import { type ScheduledTask, schedule } from 'node-cron'
import type { Log } from '../base/log.ts'
import type { Job } from './timetable.ts'

export interface JobRunner {
  start(): void
  /** Runs one job now; used at start and by tests. */
  run(name: string): Promise<void>
  stop(): Promise<void>
}

/** Wakes jobs by cron. A job never overlaps itself, and one that fails is logged and woken again at its next time. */
export function createJobRunner(jobs: readonly Job[], { timeZone, log }: { timeZone: string; log: Log }): JobRunner {
  const running = new Map<string, Promise<void>>()
  let tasks: ScheduledTask[] = []

  async function run(name: string): Promise<void> {
    const job = jobs.find((candidate) => candidate.name === name)
    if (!job) throw new Error(`there is no job named ${name}`)
    const current = running.get(name) ?? execute(job).finally(() => running.delete(name))
    running.set(name, current)
    return current
  }

  async function execute(job: Job): Promise<void> {
    try {
      const result = await job.run()
      log.debug({ job: job.name, ...result }, 'job done')
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed')
    }
  }

  return {
    start: () => {
      // A run in progress is joined, not overlapped, so a late or repeated tick is nothing to warn of.
      const options = { timezone: timeZone, suppressMissedWarning: true, logger: quiet(log) }
      tasks = jobs.map((job) => schedule(job.at, () => run(job.name), { ...options, name: job.name }))
    },
    run,
    stop: async () => {
      await Promise.all(tasks.map((task) => task.destroy()))
      await Promise.all(running.values())
    },
  }
}

/** The scheduler's own remarks, which say nothing an operator could act on. */
function quiet(log: Log) {
  const note = (message: string | Error) => log.debug({ remark: String(message) }, 'scheduler')
  return { info: note, warn: note, error: note, debug: note }
}
