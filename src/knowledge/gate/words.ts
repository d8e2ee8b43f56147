import { withoutNumbers } from './support.ts'

/** Characters with which a sentence is put together, and those of everyday ways to say the same; none of them names a thing or a deed. */
const LIGHT = new Set(
  '的地得了着过是为在由从以于与和及或等而且并但若如则即就才也又还都均皆共全各每其该此这那些个名位次项件种类家人们把将被让使令给对向往至到自起止内外中间里上下前后时期之所有无不未可能会要应当须需必请按照据依经因故做开办搞来去出进成组担任者方部门一二两三几多少数本能够它他她别再仍已曾正主负责',
)
const HAN = /\p{Script=Han}/u

/** A word of at least two characters that no quote has a single one of: another thing, another deed. Folded texts. */
export function foreignWord(said: string, quoted: string): string | undefined {
  let word = ''
  for (const character of [...withoutNumbers(said), '。']) {
    if (HAN.test(character) && !quoted.includes(character) && !LIGHT.has(character)) word += character
    else if (word.length >= 2) return word
    else word = ''
  }
  return undefined
}

/** Where a sentence of the quotes ends in an exception, a claim that tells the rule must not pass over it. Folded texts. */
export function droppedException(said: string, quoted: string): string | undefined {
  if (/除外|除非|例外|另有|^除.*外|[,;。]除.*外/u.test(said)) return undefined
  const sentences = quoted.split(/[。;\n]/u)
  for (const told of said.split(/[。;]/u)) {
    const near = Math.max(...sentences.map((sentence) => shareOf(told, sentence)))
    const dropped = sentences
      .filter((sentence) => shareOf(told, sentence) === near)
      .flatMap((one) => exceptionTo(told, one))
    if (dropped.length > 0) return dropped[0]
  }
  return undefined
}

/** The exception in which a sentence ends that a claim tells without it. */
function exceptionTo(said: string, sentence: string): string[] {
  const parts = sentence.split(/[,:]/u)
  const exception = parts.findIndex((part) => /除外$/u.test(part))
  if (exception < 0) return []
  // "逾期不予报销,但…除外" excepts from what follows being late, not from the duty before it.
  const from = parts.slice(0, exception).findLastIndex((part) => /^(?:逾期|否则)/u.test(part))
  const ruled = parts.slice(Math.max(0, from), exception).some((part) => part.length >= 6 && isTold(part, said))
  return ruled ? parts.slice(exception, exception + 1) : []
}

/** So much of a part of a sentence tells it. */
const TOLD = 0.6

function isTold(part: string, said: string): boolean {
  return shareOf(part, said) >= TOLD
}

/** Share of a text's pairs of characters that another has. */
function shareOf(text: string, other: string): number {
  const pairs = Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
  return pairs.length === 0 ? 0 : pairs.filter((pair) => other.includes(pair)).length / pairs.length
}
