import type { Corpus } from './corpus.ts'
import { match } from './match.ts'
import type { SubQuestion } from './query/question.ts'
import type { Ranked } from './rank.ts'
import { display } from './sentences.ts'
import type { Unit } from './units.ts'

/** Words that bind. */
export const DUTY = /不得|严禁|必须|应当|务必|应|要|需|须/u

const BINDING =
  /不得|严禁|禁止|必须|务必|应当|可以|鼓励|提倡|探索|(?<![需主重首简概只])要(?![求点素领件闻害])|(?<![所必])需(?![求])|应(?![对用急变收付届有诉])/gu

/**
 * The word that says how binding the thing asked about is: the one of the part of a sentence that speaks of it, or the last
 * one before that part in the same sentence. Undefined when there is none.
 */
export function bindingWord({ own }: SubQuestion, { unit, sentences }: Ranked, corpus: Corpus): string | undefined {
  const weigh = (text: string) => own.reduce((sum, term) => sum + term.weight * match(term, text, corpus), 0)
  const peak = Math.max(...sentences)
  let best: { weight: number; word: string | undefined } = { weight: 0, word: undefined }
  unit.sentences.forEach((sentence, i) => {
    if (sentence.heading || (sentences[i] ?? 0) < 0.75 * peak) return
    let last: string | undefined
    for (const part of sentence.folded.split(/[,:]/u)) {
      const [word] = part.match(BINDING) ?? []
      last = word ?? last
      const weight = weigh(part)
      if (weight > best.weight) best = { weight, word: last }
    }
  })
  return best.word
}

const BOUND =
  /^(?:[^，,。；;]{0,30}[，,])?([^，,。；;“”]{0,18}?(?:企业|单位|部门|机构|人|人员|国资委|组织|集团|公司|委员会|员工|职工|经营者|股东|董事))(?:均|都|也|还)?(?:应当|必须|不得|应(?![对用急])|要(?!求)|需(?!要|求))/u

/** Whom a clause binds, as its first sentence names them ("各企业"), in original spelling; undefined when it does not. */
export function addresseeOf({ sentences, text }: Pick<Unit, 'sentences' | 'text'>): string | undefined {
  const first = sentences.find((sentence) => !sentence.heading)
  return first && BOUND.exec(display(text.slice(first.start, first.end)))?.[1]
}
