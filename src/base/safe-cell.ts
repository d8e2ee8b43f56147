/** What a spreadsheet program may take for the start of a formula (OWASP, "CSV Injection"). */
const FORMULA_START = /^'*[=+\-@\t\r]/

/**
 * A text as it may stand in a sheet: one that begins like a formula gets an apostrophe before it, so that it stays text also
 * when the sheet is saved as CSV and opened again.
 */
export function safeCell<T>(value: T): T | string {
  return typeof value === 'string' && FORMULA_START.test(value) ? `'${value}` : value
}

/** Takes away the apostrophe `safeCell` has put there. */
export function unsafeCell(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text
}
