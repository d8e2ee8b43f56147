const DIGITS = new Map([...'零一二三四五六七八九'].map((digit, value) => [digit, value]))
const VARIANTS: Record<string, string> = {
  〇: '零',
  '○': '零',
  两: '二',
  壹: '一',
  贰: '二',
  叁: '三',
  肆: '四',
  伍: '五',
}
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

/** The value of a Chinese or Arabic numeral up to 亿 ("一百三十三", "２０２３", "二〇二五", "3万"); undefined when it is none. */
export function parseNumeral(written: string): number | undefined {
  const text = [...written.normalize('NFKC').replace(/\s/g, '')].map((c) => VARIANTS[c] ?? c).join('')
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^[零一二三四五六七八九十百千万亿\d]+$/.test(text)) return undefined
  if (/^[零一二三四五六七八九]+$/.test(text)) return Number([...text].map((digit) => DIGITS.get(digit)).join(''))

  for (const [unit, size] of [
    ['亿', 1e8],
    ['万', 1e4],
  ] as const) {
    const at = text.indexOf(unit)
    if (at < 0) continue

    const high = parseNumeral(text.slice(0, at))
    const low = at + 1 < text.length ? parseNumeral(text.slice(at + 1)) : 0
    return high === undefined || low === undefined ? undefined : high * size + low
  }
  return belowTenThousand(text)
}

function belowTenThousand(text: string): number | undefined {
  let total = 0
  let digit: number | undefined
  for (const character of text) {
    const unit = UNITS[character]
    if (unit === undefined) {
      digit = DIGITS.get(character) ?? (/\d/.test(character) ? Number(character) : undefined)
      if (digit === undefined) return undefined
    } else {
      total += (digit ?? 1) * unit
      digit = undefined
    }
  }
  return total + (digit ?? 0)
}

/** A small number in Chinese: 12 → "十二". For numbers below 10,000. */
export function toChinese(value: number): string {
  const digits = '零一二三四五六七八九'
  if (value < 10) return digits.charAt(value)

  let text = ''
  let rest = value
  for (const [unit, size] of [
    ['千', 1000],
    ['百', 100],
    ['十', 10],
  ] as const) {
    const count = Math.floor(rest / size)
    if (count > 0) text += digits.charAt(count) + unit
    else if (text !== '' && rest > 0 && !text.endsWith('零')) text += '零'
    rest %= size
  }
  text += rest > 0 ? digits.charAt(rest) : ''
  return text.replace(/^一十/, '十').replace(/零+$/, '')
}
