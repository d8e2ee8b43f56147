import { parseNumeral } from '../base/numerals.ts'

/** Where a marker stands in a document's order of ranks; a smaller rank contains a greater one. */
export const RANK = {
  annex: 0,
  book: 1,
  subbook: 2,
  chapter: 3,
  section: 4,
  article: 5,
  part: 10,
  subpart: 11,
  item: 12,
  decimal: 12.1,
  letter: 12.5,
  subitem: 13,
  halfBracketed: 13.5,
  point: 14,
} as const

export type MarkerType = keyof typeof RANK

/** The number a line opens with: `（二）夯实组织基础` → subpart 2, shown `（二）`, the rest `夯实组织基础`. */
export interface Marker {
  type: MarkerType
  number: number
  /** As it stands in paths. */
  shown: string
  /** What follows the marker on its line. */
  rest: string
  /** Blanks or a bracket stand between marker and rest, as in a heading, not in "第十二条规定的". */
  apart: boolean
  /** Of decimal numbers (4.2.1): what stands before the last part (4.2), and how many parts there are. */
  decimal?: { prefix: string; depth: number }
}

const N = '[零〇○一二三四五六七八九十百千两0-9０-９]'
const LAW = new RegExp(`^第\\s*(${N}(?:\\s*${N})*)\\s*(分编|编|篇|章|节|条)((?:之${N}+)?)`, 'u')
const LAW_TYPES: Record<string, MarkerType> = {
  编: 'book',
  篇: 'book',
  分编: 'subbook',
  章: 'chapter',
  节: 'section',
  条: 'article',
}
const ANNEX = /^(附件|附表|附录|附)\s*([0-9０-９一二三四五六七八九十]*)\s*(?:[:：.、\s]|$)/u
const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳'
const ENCLOSED = '㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩'

/** Reads the marker a line opens with; Markdown's own signs and blanks before it do not count. */
export function readMarker(line: string): Marker | undefined {
  const text = line.replace(/^[\s\u3000#>*_]+/u, '')
  return law(text) ?? annex(text) ?? decimal(text) ?? numbered(text)
}

function law(text: string): Marker | undefined {
  const match = LAW.exec(text)
  if (!match) return undefined

  const written = (match[1] ?? '').replace(/\s/g, '')
  const number = parseNumeral(written)
  const type = LAW_TYPES[match[2] ?? '']
  if (number === undefined || type === undefined) return undefined

  const rest = text.slice(match[0].length)
  return {
    type,
    number,
    shown: `第${written.normalize('NFKC')}${match[2]}${match[3]}`,
    rest: tidy(rest),
    apart: /^(?:[\s\u3000*_【（(：:]|$)/u.test(rest),
  }
}

function annex(text: string): Marker | undefined {
  const match = ANNEX.exec(text)
  if (!match || text.length > 60) return undefined

  const number = match[2] ? parseNumeral(match[2]) : undefined
  return {
    type: 'annex',
    number: number ?? 1,
    shown: `${match[1] === '附' ? '附件' : match[1]}${number ?? ''}`,
    rest: tidy(text.slice(match[0].length)),
    apart: true,
  }
}

const FORMS: { type: MarkerType; pattern: RegExp; shown: (written: string) => string }[] = [
  { type: 'part', pattern: /^([一二三四五六七八九十]{1,3})\s*[、.．]/u, shown: (n) => n },
  { type: 'subpart', pattern: /^[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]/u, shown: (n) => `（${n}）` },
  { type: 'item', pattern: /^([0-9０-９]{1,3})\s*(?:[、．]|\.(?![0-9０-９]))/u, shown: (n) => n.normalize('NFKC') },
  { type: 'subitem', pattern: /^[（(]\s*([0-9０-９]{1,3})\s*[)）]/u, shown: (n) => `（${n.normalize('NFKC')}）` },
  { type: 'halfBracketed', pattern: /^([0-9０-９]{1,2})\s*[)）]/u, shown: (n) => `${n.normalize('NFKC')}）` },
]

const DECIMAL = /^(\d{1,2}(?:\.\d{1,2}){0,3})\.(\d{1,2})(?:[.．、]?\s*)(?=[\u4e00-\u9fff“《（(A-Za-z])/u

/** 4.2.1, as standards and enterprise rules number. */
function decimal(text: string): Marker | undefined {
  const [all, prefix, last] = DECIMAL.exec(text) ?? []
  if (all === undefined || prefix === undefined || last === undefined) return undefined
  return {
    type: 'decimal',
    number: Number(last),
    shown: `${prefix}.${last}`,
    rest: tidy(text.slice(all.length)),
    apart: /\s$/u.test(all),
    decimal: { prefix, depth: prefix.split('.').length },
  }
}

function numbered(text: string): Marker | undefined {
  for (const { type, pattern, shown } of FORMS) {
    const match = pattern.exec(text)
    const number = parseNumeral(match?.[1] ?? '')
    if (match?.[1] === undefined || number === undefined) continue
    return { type, number, shown: shown(match[1]), rest: tidy(text.slice(match[0].length)), apart: true }
  }
  return letter(text) ?? enclosed(text)
}

/** a), as standards number items. */
function letter(text: string): Marker | undefined {
  const match = /^[（(]?\s*([a-zA-Z])\s*(?:[)）]|[.．、](?![a-zA-Z]))/u.exec(text)
  if (!match?.[1]) return undefined
  const number = match[1].toLowerCase().charCodeAt(0) - 96
  return { type: 'letter', number, shown: match[1], rest: tidy(text.slice(match[0].length)), apart: true }
}

function enclosed(text: string): Marker | undefined {
  const first = text.charAt(0)
  const circled = first === '' ? -1 : CIRCLED.indexOf(first)
  const rest = tidy(text.slice(1))
  if (circled >= 0) return { type: 'point', number: circled + 1, shown: first, rest, apart: true }

  const bracketed = first === '' ? -1 : ENCLOSED.indexOf(first)
  if (bracketed < 0) return undefined
  const shown = `（${'一二三四五六七八九十'.charAt(bracketed)}）`
  return { type: 'subpart', number: bracketed + 1, shown, rest, apart: true }
}

function tidy(rest: string): string {
  return rest.replace(/^[\s\u3000*_:：、]+|[\s\u3000*_]+$/gu, '')
}
