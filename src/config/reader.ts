import { readFileSync } from 'node:fs'

export type Environment = Readonly<Record<string, string | undefined>>

const SECRET_NAMES = new Set([
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  'OPENAI_API_KEY',
  'DATABASE_URL',
  'GATE_API_KEY',
])

interface NumberRange {
  fallback: number
  min: number
  max: number
}

/** Collects problems instead of stopping at the first, so that one start shows all there is to mend. */
export function createReader(env: Environment) {
  const problems: string[] = []

  function text(name: string): string | undefined {
    const direct = env[name]?.trim()
    const path = SECRET_NAMES.has(name) ? env[`${name}_FILE`]?.trim() : undefined
    if (!path) return direct || undefined
    if (direct) problems.push(`${name}：${name} 和 ${name}_FILE 只能设一个`)
    try {
      return readFileSync(path, 'utf8').trim() || undefined
    } catch (error) {
      problems.push(`${name}_FILE：读不到 ${path}（${(error as NodeJS.ErrnoException).code}），请检查路径和权限`)
      return undefined
    }
  }

  function numeric(name: string, range: NumberRange, whole: boolean): number {
    const value = text(name)
    if (value === undefined) return range.fallback
    const number = Number(value)
    const fits = whole ? Number.isInteger(number) : Number.isFinite(number)
    if (fits && number >= range.min && number <= range.max) return number
    problems.push(`${name}：应为 ${range.min} 到 ${range.max} 之间的${whole ? '整数' : '数'}`)
    return range.fallback
  }
  const integer = (name: string, range: NumberRange) => numeric(name, range, true)
  const number = (name: string, range: NumberRange) => numeric(name, range, false)

  function url(name: string, protocols: readonly string[]): string | undefined {
    const value = text(name)
    if (value === undefined) return undefined
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/+$/, '')
    problems.push(`${name}：应为以 ${protocols.map((protocol) => `${protocol}//`).join(' 或 ')} 开头的地址`)
    return undefined
  }

  function choice<const T extends string>(name: string, known: readonly T[]): T | undefined {
    const value = text(name)
    const chosen = known.find((one) => one === value)
    if (value !== undefined && !chosen) problems.push(`${name}：应为 ${known.join('、')} 之一`)
    return chosen
  }

  return { text, integer, number, url, choice, problems, problem: (sentence: string) => problems.push(sentence) }
}

/** Reads variables by name; what is wrong with one goes to `problems`, and a value that will do is returned. */
export type Reader = ReturnType<typeof createReader>
