import { AppError } from '../base/errors.ts'
import { openBook } from '../base/workbook.ts'

/** A line of a list of appointees. */
export interface Appointee {
  /** Userid or full name. */
  member: string
  /** The post, where the list names one. */
  occasion?: string
  line: number
}

const MEMBER_HEADERS = ['账号', 'userid', '姓名']
const OCCASION_HEADERS = ['拟任职务', '职务', '事由']
/** A title or two may stand above the header. */
const HEADER_WITHIN = 10

/**
 * Reads the first sheet of a workbook whose header names 账号 or 姓名 (where both are, either will do), and perhaps 拟任职务.
 *
 * @throws AppError `input` when there is no such sheet, header or line, or a line names a post and nobody
 */
export async function readAppointees(bytes: Uint8Array, file: string): Promise<Appointee[]> {
  const rows = await rowsOf(bytes, file)
  const header = rows.findIndex((row) => row.some((cell) => MEMBER_HEADERS.includes(cell)))
  if (header < 0 || header >= HEADER_WITHIN)
    throw refused(`${file} 里没有找到表头：第一张表应有“姓名”或“账号”一列，可以有“拟任职务”一列。`)
  const titles = rows[header] ?? []
  const membersAt = MEMBER_HEADERS.map((name) => titles.indexOf(name)).filter((at) => at >= 0)
  const occasionAt = OCCASION_HEADERS.map((name) => titles.indexOf(name)).find((at) => at >= 0)
  const people = rows.slice(header + 1).flatMap((row, index): Appointee[] => {
    const line = header + index + 2
    const member = membersAt.map((at) => row[at] ?? '').find((cell) => cell !== '')
    const occasion = occasionAt === undefined ? '' : (row[occasionAt] ?? '')
    if (member) return [{ member, line, ...(occasion ? { occasion } : {}) }]
    // Passed over, somebody would take up a post unexamined.
    if (occasion) throw refused(`${file} 第 ${line} 行写了“${occasion}”，没有写姓名或账号，请补上后再试。`)
    return []
  })
  if (people.length === 0) throw refused(`${file} 的表头下面没有人员，请逐行填写后再试。`)
  return people
}

async function rowsOf(bytes: Uint8Array, file: string): Promise<string[][]> {
  const book = await openBook(bytes).catch((error: unknown) => {
    const why = error instanceof AppError ? error.publicMessage : undefined
    throw refused(`${file}：${why ?? '不是有效的 Excel 文件（.xlsx）'}。`, error)
  })
  const rows: string[][] = []
  book.worksheets[0]?.eachRow({ includeEmpty: true }, (row) => {
    const cells: string[] = []
    row.eachCell({ includeEmpty: true }, (cell) => void cells.push(cell.text.normalize('NFKC').trim()))
    rows.push(cells)
  })
  return rows
}

function refused(publicMessage: string, cause?: unknown): AppError {
  return new AppError('input', 'the list of appointees cannot be used', { publicMessage, cause })
}
