import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addDays, civilDateAt, yearOf } from '../base/calendar.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { createWorkdays, extendTables, shippedTables, type Workdays } from '../base/workdays.ts'
import type { Config } from '../config.ts'

const FILE = 'workdays.yaml'

interface CalendarOptions {
  dataDir: string
  log: Log
  /** How a missing table is logged: `info` where whoever starts the service is told in plain words. */
  level?: 'info' | 'warn'
  /** Says it in Chinese instead, to somebody at a terminal. */
  tell?: (words: string) => void
}

const untabled = (year: number, file: string) =>
  `${year} 年起没有放假安排，先按周一至周五计算工作日；国务院办公厅公布后请写入 ${file}`

/** For a command: notices go to standard error. */
export function tellAtTerminal(words: string): void {
  process.stderr.write(`注意：${words}\n`)
}

/**
 * China's working days: the tables that came with the product, extended by `workdays.yaml` in the data folder. Missing years are
 * logged (or told) in one line, by the first of them.
 *
 * @throws AppError `config` when that file cannot be read as such
 */
export function openWorkdays({ dataDir, log, level = 'warn', tell }: CalendarOptions): Workdays {
  const file = join(dataDir, FILE)
  const tables = existsSync(file) ? extendTables(shippedTables(), readFileSync(file, 'utf8'), file) : shippedTables()
  let told = Number.POSITIVE_INFINITY
  return createWorkdays({
    tables,
    onUnknownYear: (year) => {
      if (year > told) return
      told = year
      if (tell) return tell(untabled(year, file))
      log[level](
        { fromYear: year, file },
        'no table of holidays from this year on: Monday to Friday is taken for work; add the State Council’s notice to the file',
      )
    },
  })
}

/** The first reminder of a date goes out a month before it, and its day is counted in workdays before that. */
const DAYS_AHEAD = 90

/** The calendar of the running service, and what whoever starts it has to see to. */
export function openCalendar(
  { dataDir, timeZone, wecom }: Pick<Config, 'dataDir' | 'timeZone' | 'wecom'>,
  { clock, log }: { clock: Clock; log: Log },
): { workdays: Workdays; caution: string | undefined } {
  const workdays = openWorkdays({ dataDir, log, level: wecom.mode === 'sandbox' ? 'info' : 'warn' })
  const today = civilDateAt(clock.now(), timeZone)
  const year = [today, addDays(today, DAYS_AHEAD)].map(yearOf).find((one) => !workdays.knows(one))
  return { workdays, caution: year === undefined ? undefined : untabled(year, join(dataDir, FILE)) }
}
