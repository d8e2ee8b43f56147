import {
  type Context,
  carriesActor,
  endsActor,
  HOW,
  hasOwnActor,
  measuresOnly,
  namesActor,
  startsWell,
} from './passing.ts'
import { beginsWord, conditional, isAmount, permits, textOf } from './stretches.ts'
import { endsAsActor, type Token } from './tokens.ts'

/** From one place of the quotes to another, with the word of the claim that stands there. */
export interface Step {
  /** Where the word before it stands; -1 before the first. */
  p: number
  q: number
  /** Which word of the claim. */
  i: number
}

export function endsPart(p: number, { source }: Context): boolean {
  return source[p + 1]?.part !== source[p]?.part
}

/** Verbs of duty that something comes out of or is kept by. */
const MAKES = /(?:制定|设立|建立|编制|保存|出具|签订|提交|签署|配置|设置|形成)$/u

/** From here to the end of its part stands what is done something to ("应当设立首席合规官"), and the claim names it whole. */
export function isObject({ q, i }: Pick<Step, 'q' | 'i'>, { said, source, partStarts }: Context): boolean {
  if (said[i + 1]?.key !== source[q + 1]?.key) return false
  const start = partStarts[q] ?? q
  const end = source.findIndex((token, at) => at > q && (token.part !== source[q]?.part || token.aside))
  const object = source.slice(q, end < 0 ? source.length : end)
  const before = source.slice(start, q)
  const sameVerb =
    i >= 2 &&
    before.length >= 2 &&
    said.slice(i - 2, i).every(({ key }, at) => key === before[before.length - 2 + at]?.key)
  return (
    before.length >= 2 &&
    object.length >= (sameVerb ? 2 : 3) &&
    source[q]?.lead === '' &&
    (sameVerb || before.some(({ lead }) => /应|须|要/u.test(lead)) || MAKES.test(textOf(source, start, q))) &&
    !before.some(isAmount) &&
    !conditional(source, q) &&
    !object.some(({ lead }) => lead !== '') &&
    object.every(({ key }, at) => said[i + at]?.key === key && (at === 0 || said[i + at]?.opens === false))
  )
}

/** A list's "或" must not become "和", nor the other way round; "、" is either, as the sentence has it. */
export function joinsAsThere({ p, q, i }: Step, { said, source, marksBefore }: Context): boolean {
  const own = said[i]?.list
  const apart = source[p]?.part !== source[q]?.part
  if (own === undefined) return q !== p + 1 || source[q]?.list === undefined || apart
  if (q < p && !apart) return false

  const [from, to] = q > p ? [p + 1, q + 1] : [q, p + 1]
  const stands = (mark: NonNullable<Token['list']>) => (marksBefore[mark][to] ?? 0) > (marksBefore[mark][from] ?? 0)
  const choice = stands('or')
  if (!choice && !stands('and') && !stands('item') && !apart && p >= 0) return false
  if (own === 'item') return !choice || permits(source, q) || conditional(source, q)
  if (own === 'or') return choice || (stands('item') && permits(source, q))
  return !choice
}

/** "…,并…" must not become "…,或者…". */
export function joinsParts({ q, i }: Pick<Step, 'q' | 'i'>, { said, source }: Context): boolean {
  const [own, there] = [said[i]?.list, source[q]?.list]
  return (own === 'or') === (there === 'or') || (own === undefined && there === 'or')
}

/** The claim puts first what the quotes have later ("通知书应在三日前送达"): once, whole words, and never someone in the place of someone else. */
export function mayGoBack({ p, q, i }: Step, context: Context): boolean {
  const { said, source, partStarts } = context
  if (source[p]?.sentence !== source[q]?.sentence || !beginsWord(p + 1, source)) return false
  if (!beginsWord(q, source) && !HOW.test(textOf(source, partStarts[q] ?? q, q))) return false
  if (source[p]?.part !== source[q]?.part && (conditional(source, p) || hasOwnActor(q, p, context))) return false
  const moved = said
    .slice(beginningOf(said, i), i)
    .map(({ key }) => key)
    .join('')
  const start = partStarts[q] ?? q
  if (moved.length < 2 || (start !== q && measuresOnly(start, q, context) && !endsActor(q - 1, context))) return false
  const passive = /由/u.test(said[i]?.lead ?? '')
  const someoneElse = partStarts[q] === q && namesActor(q, context.source) && !/[前后内的]$/u.test(moved)
  const from = p - moved.length + 1
  const afterTime = partStarts[q] === q && textOf(source, from, p + 1) === moved && TIME.test(textOf(source, q, from))
  return (
    (passive || afterTime || (!someoneElse && !endsAsActor(moved.replace(/#每.*$/u, '')))) && startsWell(q, context)
  )
}

/** What one sentence of the claim joins with a comma is of one sentence of the quotes, or goes on with the beginning of a later one. */
export function staysInSentence({ p, q, i }: Step, { said, source }: Context): boolean {
  const goesOn = p >= 0 && said[i - 1]?.sentence === said[i]?.sentence
  if (!goesOn || source[p]?.sentence === source[q]?.sentence) return true
  const opening = source.findIndex(({ sentence }) => sentence === source[q]?.sentence)
  return q > p && source[opening]?.part === source[q]?.part
}

/** "申报后由合规管理部门…": when stands before who, and may stand behind. */
const TIME = /^[^#]{2,16}[前后时]$/u

/** Someone to or for whom something is done must not become the one who does it, nor the other way round. */
export function standsAsThere({ q, i }: Pick<Step, 'q' | 'i'>, context: Context): boolean {
  const [own, there] = [context.said[i]?.lead ?? '', context.source[q]?.lead ?? '']
  return TOWARDS.test(own) === TOWARDS.test(there) || !namesActor(q, context.source)
}

const TOWARDS = /[向对给]/u

/** Who the claim's part begins with does what a later part of their sentence says; not someone to or for whom it is done. */
export function carriesSubject({ p, q, i }: Step, context: Context): boolean {
  const first = context.said[beginningOf(context.said, i)]
  return !/[向对给将把经]/u.test(first?.lead ?? '') && carriesActor(p, q, context)
}

/** Where the part of a claim begins that a word of it stands in. */
function beginningOf(said: readonly Token[], i: number): number {
  let at = i - 1
  while (at > 0 && said[at]?.opens !== true) at--
  return at
}
