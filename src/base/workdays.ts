import shipped from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { parse } from 'yaml'
import { z } from 'zod'
import { addDays, type CivilDate, isCivilDate, weekdayOf, yearOf } from './calendar.ts'
import { AppError } from './errors.ts'

/** What the State Council's notice changes in one year: week days that are free, week-end days that are worked. */
export interface YearTable {
  holidays: readonly CivilDate[]
  workdays: readonly CivilDate[]
}

export type WorkdayTables = ReadonlyMap<number, YearTable>

/** China's working days. Nothing is guessed silently: the first question about a year without a table is reported. */
export interface Workdays {
  isWorkday(date: CivilDate): boolean
  /** The working day `count` after (or, negative, before) `date`, which itself need not be one; 0 is `date` itself or the last one before it. */
  shift(date: CivilDate, count: number): CivilDate
  /** `date` itself or the first working day after it. */
  onOrAfter(date: CivilDate): CivilDate
  /** Working days after `from`, up to and including `to`; negative the other way round. */
  between(from: CivilDate, to: CivilDate): number
  /** Whether the State Council's table of this year is known. */
  knows(year: number): boolean
}

interface WorkdaysOptions {
  tables?: WorkdayTables
  /** Called once for each year that is computed by Monday to Friday for want of a table. */
  onUnknownYear?: (year: number) => void
}

export function createWorkdays({ tables = shippedTables(), onUnknownYear }: WorkdaysOptions = {}): Workdays {
  const free = new Set([...tables.values()].flatMap(({ holidays }) => holidays))
  const worked = new Set([...tables.values()].flatMap(({ workdays }) => workdays))
  const reported = new Set<number>()

  function isWorkday(date: CivilDate): boolean {
    const year = yearOf(date)
    if (!tables.has(year) && !reported.has(year)) {
      reported.add(year)
      onUnknownYear?.(year)
    }
    if (worked.has(date)) return true
    return weekdayOf(date) <= 5 && !free.has(date)
  }

  function walk(date: CivilDate, step: 1 | -1): CivilDate {
    let day = date
    while (!isWorkday(day)) day = addDays(day, step)
    return day
  }

  function shift(date: CivilDate, count: number): CivilDate {
    if (count === 0) return walk(date, -1)
    const step = count > 0 ? 1 : -1
    let day = date
    for (let left = Math.abs(count); left > 0; left--) day = walk(addDays(day, step), step)
    return day
  }

  function between(from: CivilDate, to: CivilDate): number {
    if (to < from) return -between(to, from)
    let count = 0
    for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkday(day)) count += 1
    return count
  }

  return { isWorkday, shift, onOrAfter: (date) => walk(date, 1), between, knows: (year) => tables.has(year) }
}

/** The tables that came with the product: the notices from 2004 on, as the package chinese-days collects them. */
export function shippedTables(): WorkdayTables {
  return byYear({ holidays: Object.keys(shipped.holidays), workdays: Object.keys(shipped.workdays) })
}

const Days = z.array(z.string()).default([])
const FileShape = z.strictObject({ holidays: Days, workdays: Days })

/**
 * Reads a file that adds years, or replaces those it names: `holidays` and `workdays`, each a list of days or of ranges
 * (`2027-02-05..2027-02-12`).
 *
 * @throws AppError `config` that names every entry which is no day of the calendar
 */
export function extendTables(tables: WorkdayTables, text: string, fileName: string): WorkdayTables {
  const { holidays, workdays } = readShape(text, fileName)
  const problems = [...holidays, ...workdays].filter((entry) => daysOf(entry) === undefined)
  if (problems.length > 0) throw unreadable(fileName, `不是有效日期：${problems.join('、')}`)
  const expand = (entries: readonly string[]) => entries.flatMap((entry) => daysOf(entry) ?? [])
  return new Map([...tables, ...byYear({ holidays: expand(holidays), workdays: expand(workdays) })])
}

function readShape(text: string, fileName: string): z.output<typeof FileShape> {
  try {
    return FileShape.parse(parse(text) ?? {})
  } catch (error) {
    throw unreadable(fileName, '应为 holidays 与 workdays 两个日期列表', error)
  }
}

function unreadable(fileName: string, problem: string, cause?: unknown): AppError {
  return new AppError('config', `${fileName} is no table of working days: ${problem}`, {
    cause,
    publicMessage: `工作日文件 ${fileName} 无法使用：${problem}。日期写作 2027-02-05，连续几天写作 2027-02-05..2027-02-12。`,
  })
}

const LONGEST_RANGE = 31

function daysOf(entry: string): CivilDate[] | undefined {
  const [from = '', to = from, ...rest] = entry.split('..').map((part) => part.trim())
  if (rest.length > 0 || !isCivilDate(from) || !isCivilDate(to) || to < from) return undefined
  const days = [from]
  while ((days.at(-1) ?? to) < to && days.length <= LONGEST_RANGE) days.push(addDays(days.at(-1) ?? to, 1))
  return days.length > LONGEST_RANGE ? undefined : days
}

function byYear({ holidays, workdays }: YearTable): WorkdayTables {
  const years = new Set([...holidays, ...workdays].map(yearOf))
  const of = (year: number, days: readonly CivilDate[]) => days.filter((day) => yearOf(day) === year)
  return new Map([...years].map((year) => [year, { holidays: of(year, holidays), workdays: of(year, workdays) }]))
}
