import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors.ts'
import { type BankReading, readBankYaml } from './bank-yaml.ts'
import { type BankProblem, type ClauseText, checkRows, placeText } from './check.ts'

/**
 * Reads every `*.yaml` of a folder, in the order of their names, and checks all rows beside each other and against the clauses
 * that answer now. Items a changed document left without proof are among the problems and not used.
 */
export function readBank(folder: string, clauseText: ClauseText): BankReading {
  return checked(readFolder(folder), clauseText)
}

/** Reads every `*.yaml` of a folder, in the order of their names; nothing is checked yet. */
export function readFolder(folder: string): BankReading[] {
  return namesIn(folder).map((name) => readBankYaml(readFileSync(join(folder, name), 'utf8'), name))
}

/** Rows that may enter the bank, and everything that is wrong with the others. */
export function checked(readings: readonly BankReading[], clauseText: ClauseText): BankReading {
  const rows = readings.flatMap((reading) => reading.rows)
  const found = checkRows(rows, clauseText)
  const bad = new Set(found.map(({ place }) => placeText(place)))
  return {
    rows: rows.filter(({ place }) => !bad.has(placeText(place))),
    problems: [...readings.flatMap(({ problems }) => problems), ...found].sort(inReadingOrder),
  }
}

function inReadingOrder(a: BankProblem, b: BankProblem): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1
  return a.place.line - b.place.line
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
  } catch (error) {
    throw new AppError('input', `cannot read ${folder}`, {
      cause: error,
      publicMessage: `读不到题库目录 ${folder}，请检查路径和权限。`,
    })
  }
}

/** A problem as a line for people: where, which item, what. */
export function problemText({ place, id, message }: BankProblem): string {
  return `${placeText(place)}${id ? `（${id}）` : ''}：${message}`
}
