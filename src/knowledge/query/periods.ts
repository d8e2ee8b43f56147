import { parseNumeral } from '../../base/numerals.ts'
import { type Moment, type Span, spanOf } from './moments.ts'

/** The years a question speaks of: as what it asks about ("2024年的自查报告"), or as what it believes ("是2024年1月底吧"). */
export interface Years {
  about: number[]
  believed: number[]
  /** When it asks what held then ("2024年时…"), not what is to be done that year; civil dates. */
  asOf?: Span
  /** The time whose rules it asks for, as its words name it ("去年12月", "修订前"); what held then answers first. */
  moment?: Moment
}

const YEAR = /(?<!\d)(20\d\d|2[0-9])年|(二[〇零○]二[零〇○一二三四五六七八九])年|(?<!\d)(20[0-4]\d)(?!\d)/gu
const CONFIRMS = /(?:吧|对吧|对吗|是吗|对不对|是不是|没错|没记错|对么|是不|可以了吧)$|是不是|^是否|是.{0,14}(?:吗|吧)$/u

/** What follows a date by which something is believed to be due. */
const LIMIT = /^底?(?:之?前|以前)?(?:才|就|再|交|报|建|做|完|弄|搞)/u

const AS_OF =
  /^(?:(\d{1,2})月份?(?:(\d{1,2})[日号])?)?底?的?(?:时候|那时候?|那会儿?|那阵子?|当时|那年|那一年|期间|时(?![间限])|(?:老|旧|原来的?|有效的?)?(?:规定|办法|文件|版本|制度|标准)(?=[,里中上是怎如何对谁由多有]|$))/u

/** Reads the years of one stretch of folded text; "2024" alone and "24年" count. */
export function readYears(text: string): Years {
  const years: Years = { about: [], believed: [] }
  for (const match of text.matchAll(YEAR)) {
    const written = match[1] ?? match[3]
    const year = written ? Number(written.length === 2 ? `20${written}` : written) : parseNumeral(match[2] ?? '')
    if (year === undefined) continue

    const after = text.slice(match.index + match[0].length)
    const before = text.slice(0, match.index)
    if (/^的(?:$| )/u.test(after) && /还是|是|都是|用的|老的?$|旧的?$/u.test(before)) continue
    const then = AS_OF.exec(after)
    if (then) {
      years.asOf = spanOf(year, { month: then[1], day: then[2] })
      continue
    }
    const asserted =
      CONFIRMS.test(text) &&
      !after.startsWith('的') &&
      (/[是到在于止前]$|截止|报送|交$|完成$/u.test(before) || LIMIT.test(after))
    years[asserted ? 'believed' : 'about'].push(year)
  }
  return years
}

const TODAY =
  /(?:现在|今天|今儿|眼下|目前|如今|今年)(?:已经|都|才)?(?:是|到了?)(20\d\d)年(?:(\d{1,2})月)?(?:份)?(?:(\d{1,2})[日号])?(?:了)?/u
const RELATIVE = /年底|今年|年内|接下来|下半年|还要|还有|还得|剩下|往后|下一步|本年|当年/u

/** A message's own "today" ("现在是2025年7月1号"), cut out of the text so that it is not taken for the subject. */
export function readToday(message: string): { text: string; year?: number; span?: Span; relative: boolean } {
  const match = TODAY.exec(message)
  if (!match) return { text: message, relative: false }

  const text = message.replace(match[0], '')
  const year = Number(match[1])
  return { text, year, span: spanOf(year, { month: match[2], day: match[3] }), relative: RELATIVE.test(text) }
}
