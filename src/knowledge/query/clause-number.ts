import { parseNumeral } from '../../base/numerals.ts'
import type { Unit } from '../units.ts'

/** A clause named by its number: what it is called, and the units that bear it (none: there is no such clause). */
export interface NumberedReference {
  shown: string
  units: Unit[]
}

const PATH =
  /(?<![\u4e00-\u9fff第])([一二三四五六七八九十]{1,2})[、.]?(?:部分)?[（(]([一二三四五六七八九十]{1,2})[)）](?:第?([\d]{1,3})(?:条|项|点|款)?)?/u
const SINGLE = /第([零〇一二三四五六七八九十百千\d]+)(条|项|点|部分|大?章|小节)(?!道|线|责任|之|防线|款项)/u

/** Reads a clause number in folded text ("第十二条", "二（二）6", "第三部分") and finds the units it names. */
export function clauseByNumber(text: string, units: () => readonly Unit[]): NumberedReference | undefined {
  const path = PATH.exec(text)
  if (path) {
    const wanted = [path[1], `（${path[2]}）`, path[3]].filter((part) => part !== undefined).join('/')
    return {
      shown: path[0],
      units: units().filter(({ clause }) => clause.path === wanted || clause.path.startsWith(`${wanted}/`)),
    }
  }
  const single = SINGLE.exec(text)
  const number = parseNumeral(single?.[1] ?? '')
  if (!single || number === undefined) return undefined
  return { shown: single[0], units: units().filter((unit) => bears(unit, number, single[2] ?? '')) }
}

function bears({ clause }: Unit, number: number, word: string): boolean {
  const segments = clause.path.split('/')
  if (word === '部分' || word.endsWith('章')) {
    const first = segments[0] ?? ''
    return parseNumeral(/^第?([一二三四五六七八九十百]+)章?$/u.exec(first)?.[1] ?? '') === number
  }
  const last = segments.at(-1) ?? ''
  const own = /^第([零〇一二三四五六七八九十百千\d]+)条$/u.exec(last)?.[1] ?? (clause.kind === 'item' ? last : '')
  return parseNumeral(own) === number
}
