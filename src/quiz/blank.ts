import { parseNumeral } from '../base/numerals.ts'

/**
 * Brings what people write into a 填空 to one form per value: full-width and half-width, Chinese and Arabic numerals, the ways
 * to write a date or a percentage, spaces and closing punctuation make no difference.
 */
export function normaliseBlank(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s《》〈〉"“”'‘’「」『』]/gu, '')
    .replace(/[。.,，;；!！]+$/u, '')
  return plainNumbers(dates(chineseNumbers(plain)))
}

/** Whether the words are one of the accepted forms. */
export function matchesBlank(text: string, accepted: readonly string[]): boolean {
  const value = normaliseBlank(text)
  return value !== '' && accepted.some((form) => normaliseBlank(form) === value)
}

const NUMERAL = '[零〇○一二两三四五六七八九十百千万亿]+'
const FRACTION = '(?:点[零〇○一二三四五六七八九]+)?'

function chineseNumbers(text: string): string {
  return text
    .replace(/廿/gu, '二十')
    .replace(
      new RegExp(`百分之(${NUMERAL}${FRACTION}|\\d+(?:\\.\\d+)?)`, 'gu'),
      (_, part: string) => `${decimal(part)}%`,
    )
    .replace(new RegExp(NUMERAL + FRACTION, 'gu'), decimal)
}

/** The digits of a numeral with or without 点; what is no numeral after all stays as it is. */
function decimal(part: string): string {
  const [whole = '', fraction] = part.split('点')
  const value = parseNumeral(whole)
  if (value === undefined) return part
  if (!fraction) return String(value)
  return `${value}.${[...fraction].map((digit) => parseNumeral(digit)).join('')}`
}

function dates(text: string): string {
  return text
    .replace(/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/gu, '$1年$2月$3日')
    .replace(/(\d{1,2})月(\d{1,2})号/gu, '$1月$2日')
    .replace(/(\d{4})[-/.](\d{1,2})(?![\d日])/gu, '$1年$2月')
}

/** 1,000 = 1000, 03 = 3, 80.0 % = 80 %. */
function plainNumbers(text: string): string {
  return text
    .replace(/(?<=\d),(?=\d{3})/gu, '')
    .replace(/\d+(?:\.\d+)?/gu, (number) => String(Number(number)))
    .replace(/个(?=[百千万]?(?:月|小时|工作日|季度))/gu, '')
}
