import { forXml } from './text.ts'

/** What a spreadsheet program may take for the start of a formula (OWASP, "CSV Injection"), also after blanks and in full width. */
const FORMULA_START = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/
/** The most characters Excel bears in a cell; a file with more is "damaged". */
const LONGEST = 32_767

/**
 * A text as it may stand in a sheet: without what would make the file unreadable, and with an apostrophe before what begins like a
 * formula, so that it stays text also when the sheet is saved as CSV and opened again.
 */
export function safeCell<T>(value: T): T | string {
  if (typeof value !== 'string') return value
  const plain = forXml(value)
  return clip(FORMULA_START.test(plain) ? `'${plain}` : plain)
}

/** Takes away the apostrophe `safeCell` has put there. */
export function unsafeCell(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text
}

function clip(text: string): string {
  return text.length <= LONGEST ? text : text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')
}
