import { foldText } from '../base/text.ts'
import { foreignAddressee } from './gate/addressees.ts'
import { underived } from './gate/derivation.ts'
import { changedPolarity } from './gate/polarity.ts'
import { foreignQuantity, joinThousands } from './gate/quantities.ts'
import { changedRelation } from './gate/relations.ts'
import { changedStrength } from './gate/strengths.ts'
import { foreignText, unsupported } from './gate/support.ts'
import { droppedException, foreignWord } from './gate/words.ts'

/** What a model drafted: statements, each with the clauses it claims to rest on. */
export interface Claim {
  text: string
  citations: { clause: string; quote: string }[]
}

export type GateReason =
  | 'no-citation'
  | 'unknown-clause'
  | 'quote-not-in-clause'
  | 'quote-too-short'
  | 'number'
  | 'strength'
  | 'negation'
  | 'condition'
  | 'relation'
  | 'addressee'
  | 'unsupported'
  | 'underived'
  | 'foreign'

export type Verdict = { kept: true; claim: Claim } | { kept: false; claim: Claim; reason: GateReason; detail: string }

/** Fewer folded characters than this prove nothing: "合规管理" stands in every clause. */
const SHORTEST_QUOTE = 6

/**
 * The verbatim gate: lets a claim through only if every quote stands, folded, in the clause it names, and every number, date,
 * percentage, word of obligation, negation and addressee of the claim stands in those quotes in the same place.
 *
 * @param textOf the whole text of a clause by its id, undefined when the clause was not among those given to the model
 */
export function judgeClaim(claim: Claim, textOf: (clauseId: string) => string | undefined): Verdict {
  const refused = (reason: GateReason, detail: string): Verdict => ({ kept: false, claim, reason, detail })
  if (claim.citations.length === 0) return refused('no-citation', claim.text)

  for (const { clause, quote } of claim.citations) {
    const source = textOf(clause)
    if (source === undefined) return refused('unknown-clause', clause)
    const folded = foldText(quote)
    if (folded.length < SHORTEST_QUOTE) return refused('quote-too-short', quote)
    if (!standsIn(foldText(source), folded)) return refused('quote-not-in-clause', quote)
  }

  const said = joinThousands(foldText(claim.text))
  const quoted = joinThousands(claim.citations.map(({ quote }) => foldText(quote)).join('\n'))
  const sentences = wholeSentences(claim, textOf)
  const outside = droppedException(said, sentences.whole)
  if (outside !== undefined) return refused('condition', outside)
  if (!isWholeStretch(said, quoted)) {
    const changed = changedMeaning(said, quoted, sentences.begun)
    if (changed) return refused(changed.reason, changed.detail)
  }
  const turned = underived(said, sentences.begun)
  return turned === undefined ? { kept: true, claim } : refused('underived', turned)
}

/** What a claim in other words than its quotes says that they do not. */
function changedMeaning(
  said: string,
  quoted: string,
  begun: string,
): { reason: GateReason; detail: string } | undefined {
  for (const { reason, find } of CHECKS) {
    const detail = find(said, quoted)
    if (detail !== undefined) return { reason, detail }
  }
  const stranger = foreignAddressee(said, begun)
  if (stranger !== undefined) return { reason: 'addressee', detail: stranger }
  const foreign = foreignWord(said, begun) ?? unsupported(said, begun)
  return foreign === undefined ? undefined : { reason: 'unsupported', detail: foreign }
}

/** A quote that begins right behind a negation says the contrary of its clause. */
function standsIn(source: string, quote: string): boolean {
  for (let at = source.indexOf(quote); at >= 0; at = source.indexOf(quote, at + 1))
    if (!/[不未非被勿]/u.test(source.charAt(at - 1))) return true
  return false
}

/**
 * The quotes from the beginning of their sentences, since who is bound often stands before the words that are quoted; and with
 * the rest of their sentences, where an exception may follow.
 */
function wholeSentences({ citations }: Claim, textOf: (clauseId: string) => string | undefined) {
  const sentences = citations.map(({ clause, quote }) => {
    const source = foldText(textOf(clause) ?? '')
    const wanted = foldText(quote)
    const at = source.indexOf(wanted)
    const begun = source.slice(source.slice(0, at).search(/[^。;]*$/), at + wanted.length)
    const rest = /[。;]$/.test(wanted) ? '' : (/^[^。;]*/.exec(source.slice(at + wanted.length))?.[0] ?? '')
    return { begun, whole: begun + rest }
  })
  const joined = (key: 'begun' | 'whole') => joinThousands(sentences.map((one) => one[key]).join('\n'))
  return { begun: joined('begun'), whole: joined('whole') }
}

/** The quotes' own words from one mark of punctuation to another need no comparison of meaning. */
function isWholeStretch(said: string, quoted: string): boolean {
  const marks = /[,;。:!?\n]/g
  const bare = (text: string) => `\n${text.replace(marks, '\n')}\n`
  return bare(quoted).includes(bare(said.replace(/[,;。:!?]+$/, '')))
}

interface Check {
  reason: GateReason
  /** What the claim says and the quotes do not; undefined when all is covered. Both texts are folded. */
  find(said: string, quoted: string): string | undefined
}

const CHECKS: readonly Check[] = [
  { reason: 'foreign', find: foreignText },
  { reason: 'number', find: foreignQuantity },
  { reason: 'strength', find: changedStrength },
  { reason: 'negation', find: changedPolarity },
  { reason: 'relation', find: changedRelation },
]
