import { childrenOf, descend, parseXml } from './xml.ts'

/** Which cell styles show dates or percentages, and from when days are counted. */
export interface Formats {
  kindOf(style: number): 'date' | 'percent' | 'plain'
  since1904: boolean
}

const DAY_MS = 86_400_000
/** Day 0 of Excel's calendar; 1900 counts as a leap year there, so the count is right from 1900-03-01 on. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)

/** Reads a workbook's number formats; built-in ids 14–22, 27–36, 45–47, 50–58 are dates (ECMA-376, 18.8.30). */
export function createFormats(xml: string | undefined, since1904: boolean): Formats {
  const root = xml === undefined ? undefined : parseXml(xml, 'styleSheet')
  const codes = new Map(
    childrenOf(descend(root, 'numFmts'), 'numFmt').map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? '',
    ]),
  )
  const kinds = childrenOf(descend(root, 'cellXfs'), 'xf').map(({ attributes }) => {
    const id = Number(attributes.numFmtId ?? 0)
    return kindOfFormat(id, codes.get(id))
  })
  return { kindOf: (style) => kinds[style] ?? 'plain', since1904 }
}

function kindOfFormat(id: number, code: string | undefined): 'date' | 'percent' | 'plain' {
  if (code === undefined) {
    const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
    if (isDate) return 'date'
    return id === 9 || id === 10 ? 'percent' : 'plain'
  }
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
  if (/[ymdh年月日]/i.test(bare) && !/general/i.test(bare)) return 'date'
  return bare.includes('%') ? 'percent' : 'plain'
}

interface StoredCell {
  type: string
  style: number
  value: string
}

/** A cell as a person reads it: dates as YYYY-MM-DD, percentages with their sign, errors as nothing. */
export function cellDisplay({ type, style, value }: StoredCell, strings: string[], formats: Formats): string {
  if (type === 's') return strings[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? '是' : '否'
  if (type === 'e') return ''
  if (type === 'd') return value.slice(0, 10)
  const number = Number(value)
  if (type !== 'n' || value === '' || !Number.isFinite(number)) return value

  const kind = formats.kindOf(style)
  if (kind === 'date') return dateText(number, formats.since1904)
  return kind === 'percent' ? `${tidyNumber(number * 100)}%` : tidyNumber(number)
}

/** Serial days to text; the part after the point is the time of day. */
function dateText(serial: number, since1904: boolean): string {
  const ms = Math.round(((since1904 ? EPOCH_1904 : EPOCH_1900) + serial * DAY_MS) / 1000) * 1000
  if (Math.abs(ms) > 8.64e15) return String(serial)

  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const clock = time.slice(0, 5)
  if (serial < 1) return clock
  return clock === '00:00' ? date : `${date} ${clock}`
}

/** 0.1 + 0.2 reads 0.3, as Excel shows it. */
function tidyNumber(value: number): string {
  return String(Number(value.toPrecision(12)))
}
