import { toChinese } from '../../base/numerals.ts'
import { childrenOf, descend, isOn, parseXml, valueAt, type XmlElement } from './xml.ts'

/** One level of a Word list: how its number looks and when it starts again. */
interface ListLevel {
  start: number
  format: string
  /** e.g. `第%1条`; %n is the number of level n. */
  text: string
  suffix: string
  style: string | undefined
  /** 0: runs on for ever; n: starts again after level n (counted from 1); undefined: after any higher level. */
  restartAfter: number | undefined
  arabic: boolean
}

interface List {
  definition: string
  levels: Map<number, ListLevel>
  /** Levels that this instance starts again at a number of its own. */
  starts: Map<number, number>
}

/** The list a paragraph belongs to and its depth there, from 0. */
export interface ListPosition {
  list: string
  level: number
}

/** Computes the automatic numbers that Word paints and does not store. Stateful: call `next` once per paragraph, in order. */
export interface Numbering {
  /** The number as text, e.g. `第三条 ` or `（二）`; '' for bullets and unknown lists. */
  next(position: ListPosition): string
  /** The level that a style is tied to in a list. */
  levelOfStyle(list: string, style: string): number | undefined
}

export function createNumbering(xml: string | undefined): Numbering {
  const lists = xml === undefined ? new Map<string, List>() : readLists(xml)
  const counters = new Map<string, number[]>()
  const begun = new Set<string>()

  return {
    next({ list: id, level }) {
      const list = lists.get(id)
      const shape = list?.levels.get(level)
      if (!list || !shape) return ''

      const counts = counters.get(list.definition) ?? []
      counters.set(list.definition, counts)
      const own = begun.has(`${id}:${level}`) ? undefined : list.starts.get(level)
      begun.add(`${id}:${level}`)
      counts[level] = own ?? (counts[level] === undefined ? shape.start : counts[level] + 1)
      for (const [deeper, { restartAfter }] of list.levels) {
        if (deeper > level && (restartAfter === undefined || level < restartAfter)) delete counts[deeper]
      }
      return paint(shape, list, counts)
    },
    levelOfStyle(id, style) {
      return [...(lists.get(id)?.levels ?? [])].find(([, level]) => level.style === style)?.[0]
    },
  }
}

function readLists(xml: string): Map<string, List> {
  const root = parseXml(xml, 'w:numbering')
  const definitions = new Map(
    childrenOf(root, 'w:abstractNum').map((one) => [one.attributes['w:abstractNumId'] ?? '', one]),
  )
  const byStyle = new Map(
    [...definitions].flatMap(([id, one]) => {
      const style = valueAt(one, 'w:styleLink')
      return style === undefined ? [] : [[style, id] as const]
    }),
  )

  return new Map(
    childrenOf(root, 'w:num').map((num) => {
      const named = valueAt(num, 'w:abstractNumId') ?? ''
      const link = valueAt(definitions.get(named), 'w:numStyleLink')
      const definition = (link === undefined ? undefined : byStyle.get(link)) ?? named
      const levels = new Map(childrenOf(definitions.get(definition), 'w:lvl').map(readLevel))
      return [num.attributes['w:numId'] ?? '', { definition, levels, starts: override(num, levels) }]
    }),
  )
}

/** Applies an instance's own levels in place; returns the starts it sets. */
function override(num: XmlElement, levels: Map<number, ListLevel>): Map<number, number> {
  const starts = new Map<number, number>()
  for (const one of childrenOf(num, 'w:lvlOverride')) {
    const level = Number(one.attributes['w:ilvl'] ?? 0)
    const start = valueAt(one, 'w:startOverride')
    if (start !== undefined) starts.set(level, Number(start))
    for (const own of childrenOf(one, 'w:lvl')) levels.set(...readLevel(own))
  }
  return starts
}

function readLevel(level: XmlElement): [number, ListLevel] {
  const restart = valueAt(level, 'w:lvlRestart')
  return [
    Number(level.attributes['w:ilvl'] ?? 0),
    {
      start: Number(valueAt(level, 'w:start') ?? 1),
      format: formatOf(level),
      text: valueAt(level, 'w:lvlText') ?? '',
      suffix: valueAt(level, 'w:suff') ?? 'tab',
      style: valueAt(level, 'w:pStyle'),
      restartAfter: restart === undefined ? undefined : Number(restart),
      arabic: isOn(level, 'w:isLgl'),
    },
  ]
}

/** Newer formats hide in an alternative: `mc:Choice` for those who know them, `mc:Fallback` for the rest. */
function formatOf(level: XmlElement): string {
  const alternative = descend(level, 'mc:AlternateContent')
  return valueAt(level, 'w:numFmt') ?? valueAt(alternative, 'mc:Fallback', 'w:numFmt') ?? 'decimal'
}

function paint(shape: ListLevel, list: List, counts: number[]): string {
  if (shape.format === 'bullet' || shape.format === 'none') return ''

  const label = shape.text.replace(/%([1-9])/g, (_, digit: string) => {
    const level = Number(digit) - 1
    const count = counts[level] ?? list.levels.get(level)?.start ?? 1
    return formatNumber(count, shape.arabic ? 'decimal' : (list.levels.get(level)?.format ?? 'decimal'))
  })
  const closed = shape.suffix === 'nothing' || label === '' || /[、）)．]$/u.test(label)
  return closed ? label : `${label} `
}

/** A number in one of Word's list formats (ECMA-376, ST_NumberFormat). */
export function formatNumber(value: number, format: string): string {
  switch (format) {
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'japaneseCounting':
      return toChinese(value)
    case 'ideographDigital':
    case 'japaneseDigitalTenThousand':
    case 'taiwaneseDigital':
      return [...String(value)].map((digit) => '〇一二三四五六七八九'.charAt(Number(digit))).join('')
    case 'chineseLegalSimplified':
    case 'ideographLegalTraditional':
      return legalNumber(value)
    case 'ideographTraditional':
      return pick('甲乙丙丁戊己庚辛壬癸', value)
    case 'ideographZodiac':
      return pick('子丑寅卯辰巳午未申酉戌亥', value)
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return pick('①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳', value)
    case 'decimalFullWidth':
    case 'decimalFullWidth2':
      return String(value).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    case 'decimalZero':
      return String(value).padStart(2, '0')
    default:
      return latinNumber(value, format)
  }
}

function latinNumber(value: number, format: string): string {
  switch (format) {
    case 'upperRoman':
      return roman(value)
    case 'lowerRoman':
      return roman(value).toLowerCase()
    case 'upperLetter':
      return letters(value)
    case 'lowerLetter':
      return letters(value).toLowerCase()
    default:
      return String(value)
  }
}

function pick(list: string, value: number): string {
  return list.charAt(value - 1) || String(value)
}

function legalNumber(value: number): string {
  const plain = '零一二三四五六七八九十百千'
  return [...toChinese(value)].map((digit) => '零壹贰叁肆伍陆柒捌玖拾佰仟'.charAt(plain.indexOf(digit))).join('')
}

/** Word doubles the letter after Z: 27 is AA, 28 is BB. */
function letters(value: number): string {
  return String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.floor((value - 1) / 26) + 1)
}

function roman(value: number): string {
  const signs: [string, number][] = [
    ['M', 1000],
    ['CM', 900],
    ['D', 500],
    ['CD', 400],
    ['C', 100],
    ['XC', 90],
    ['L', 50],
    ['XL', 40],
    ['X', 10],
    ['IX', 9],
    ['V', 5],
    ['IV', 4],
    ['I', 1],
  ]
  let text = ''
  let rest = Math.min(value, 10_000)
  for (const [sign, size] of signs) for (; rest >= size; rest -= size) text += sign
  return text
}
