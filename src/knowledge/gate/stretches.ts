import type { Token } from './tokens.ts'

/** Words without weight, which a claim may pass over. */
const PASSED =
  /^(?:合规|国务院|通过|发生|时间|期限|标准|成员|进行|开展|给予|予以|负责|切实|认真|积极|严格|依法|有关|相关|相应|人数|情况|工作|事项|结果|#每人|总数|成员|共同|年度|完成|办理|实施|采用|参加|作出|提出|有|相互|方式|方法|之|内容|数)+$/u
/** An amount, a date or a word of time. */
export function isAmount(token: Token | undefined): boolean {
  return token?.key.startsWith('#') === true
}

/** What stands from one place up to another. */
export function textOf(source: readonly Token[], from: number, to: number): string {
  return source
    .slice(from, to)
    .map(({ key }) => key)
    .join('')
}

const BINDS = /应|须|可|不得|要/u

/** The part is a condition ("…的,"), or what "…,必须" is said of. */
export function conditional(source: readonly Token[], q: number): boolean {
  const part = source[q]?.part ?? -1
  const known = conditions.get(source) ?? new Map<number, boolean>()
  conditions.set(source, known)
  const found = known.get(part) ?? isCondition(source, part)
  known.set(part, found)
  return found
}

/** What was found of the parts of a text, which is asked for every pair of places. */
const conditions = new WeakMap<readonly Token[], Map<number, boolean>>()

function isCondition(source: readonly Token[], part: number): boolean {
  const end = source.findLastIndex((token) => token.part === part)
  if (/的$/u.test(source[end]?.trail ?? '')) return true
  const [own, next] = [source.filter((token) => token.part === part), source[end + 1]]
  const bound =
    next?.sentence === source[end]?.sentence && (BINDS.test(next?.lead ?? '') || /由/u.test(next?.lead ?? ''))
  return bound && !own.some(({ lead }) => BINDS.test(lead) || /[由予]/u.test(lead))
}

/** What one may or may not do: each of several ways is one. */
export function permits(source: readonly Token[], q: number): boolean {
  const sentence = source[q]?.sentence
  for (let at = q; at >= 0 && source[at]?.sentence === sentence; at--) {
    const lead = source[at]?.lead ?? ''
    if (/不得|可/u.test(lead)) return true
    if (/应|须/u.test(lead)) return false
  }
  return false
}

/** Whether a word begins at a place for certain: something stands between it and the one before. */
export function beginsWord(at: number, source: readonly Token[]): boolean {
  const [before, own] = [source[at - 1], source[at]]
  if (own === undefined || before === undefined || own.opens) return true
  return own.lead !== '' || own.list !== undefined || own.aside !== before.aside || isAmount(own) || isAmount(before)
}

/** A run of words is said elsewhere, but for words without weight. */
export function isTold(run: readonly string[], keys: string): boolean {
  const told = [true]
  for (let end = 1; end <= run.length; end++)
    told.push(
      run.slice(0, end).some((_, start) => {
        const piece = run.slice(start, end)
        return (
          told[start] === true &&
          (PASSED.test(piece.join('')) ||
            ((piece.length > 1 || piece[0]?.startsWith('#') === true) &&
              keys.includes(piece.map((key) => `${key}\u0001`).join(''))))
        )
      }),
    )
  return told.at(-1) === true
}

/** Words that follow one another at once. */
export function runsOf(tokens: readonly Token[]): string[][] {
  const runs: string[][] = []
  tokens.forEach(({ key, lead, list, opens }, at) => {
    const run = runs.at(-1)
    if (at > 0 && run && lead === '' && list === undefined && !opens) run.push(key)
    else runs.push([key])
  })
  return runs
}
