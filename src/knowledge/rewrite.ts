import { foldText } from '../base/text.ts'
import { foreignQuantity, joinThousands } from './gate/quantities.ts'
import { foreignText } from './gate/support.ts'

/** Words by which a follow-up points back; a complete question needs none of them. */
const POINTING =
  /^(?:那么?|然后|还有|再|另外|其中|其他|换成|要是|如果|接着)+|[呢吗吧啊呀嘛么?!。,]+$|这[个些样里]|那[个些]|上面|刚才/g
/** What may stand in a question without having been said before. */
const FREE = /[的了呢吗吧啊么是有要和在由为谁与被会该时候还应当需须何哪些几多少什怎样如得能可以否?,。、:;!《》"()]/g
const NEGATIONS = /[不未没无非]/g
/** Shorter stretches stand in every text. */
const SHORTEST = 2

/**
 * A model's rewriting of a follow-up, if it keeps all that the follow-up says (numbers, dates, names, negations, its own words)
 * and adds nothing that neither question says; undefined otherwise.
 */
export function acceptRewrite(
  rewritten: string,
  { text, previous }: { text: string; previous: string },
): string | undefined {
  const [said, own, before] = [rewritten, text, previous].map((one) => joinThousands(foldText(one))) as [
    string,
    string,
    string,
  ]
  const known = `${before}\n${own}`
  const invented =
    foreignText(said, known) ??
    foreignQuantity(said, known) ??
    foreignWords(said, known) ??
    foreignNegation(said, known)
  const lost = foreignText(own, said) ?? lostQuantity(own, said) ?? lostWords(own, said) ?? foreignNegation(own, said)
  return invented === undefined && lost === undefined ? rewritten.trim() : undefined
}

function lostQuantity(own: string, said: string): string | undefined {
  return foreignQuantity(own.replace(POINTING, ''), said)
}

/** What is left of a text when every stretch it shares with another is taken away. */
function foreignWords(said: string, known: string): string | undefined {
  let rest = ''
  for (let at = 0; at < said.length; ) {
    const length = sharedLength(said.slice(at), known)
    if (length < SHORTEST) rest += said.charAt(at)
    at += length < SHORTEST ? 1 : length
  }
  return rest.replace(FREE, '') || undefined
}

function sharedLength(text: string, known: string): number {
  let length = 0
  while (length < text.length && known.includes(text.slice(0, length + 1))) length += 1
  return length
}

/** The follow-up's own words, without those that only point back, must all be in the rewriting. */
function lostWords(own: string, said: string): string | undefined {
  const content = own.replace(POINTING, '')
  return content.length < SHORTEST ? undefined : foreignWords(content, said)
}

function foreignNegation(said: string, known: string): string | undefined {
  return (said.match(NEGATIONS) ?? []).find((word) => !known.includes(word))
}
