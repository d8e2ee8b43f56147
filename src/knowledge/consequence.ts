import { parseNumeral } from '../base/numerals.ts'
import type { Corpus } from './corpus.ts'
import type { SubQuestion } from './query/question.ts'
import type { Ranked } from './rank.ts'
import type { Unit } from './units.ts'

const ASKED = /罚|处分|后果|法律责任|追究|坐牢|判刑|吊销|拘留/u
const STATED = /罚款|处分|责令|没收|吊销|拘留|追究/u
const BREACH =
  /(?:违反|[不未]履行|[不未](?:按照|依照|依据|根据|遵守))本(?:法|条例|办法|规定|细则|制度|规程)第.{0,60}?规定/gu
const ARTICLE = /(至)?第([零〇一二三四五六七八九十百千\d]+)条(之[一二三四五六七八九十])?/gu
/** Words of a question that may be after what follows from breaking a duty. */
const MAY_ASK = /罚|处分|处理|纠正|后果|责任|追究|坐牢|判刑|吊销|拘留|赔/u
const PUNISHES =
  /罚款|责令.{0,6}(?:改正|退还|停)|没收违法|给予(?:处分|警告|治安)|追究(?:其?刑事|法律)责任|予以收缴|吊销/u
const DUTY_FIRST = 0.92
/** As many of the best clauses may be the duty whose breach is asked about. */
const DUTIES = 2

/** "导游能要小费吗" is answered by the article that forbids it, not by the one that punishes it, which says the same words. */
export function dutyFactor({ text }: SubQuestion, { folded }: Unit): number {
  return !MAY_ASK.test(text) && PUNISHES.test(folded) ? DUTY_FIRST : 1
}

/**
 * Laws forbid in one article and punish in another that names the first by its number ("违反本法第三十一条第一款规定的,…处…罚款").
 * Where a question asks for the consequence, the article that punishes comes before the one it names and takes over what that says.
 */
export function beforeDuties(ranked: readonly Ranked[], question: SubQuestion, corpus: Corpus): Ranked[] {
  if (!ASKED.test(question.text)) return [...ranked]
  const order = [...ranked]
  const placeOf = (wanted: Unit) => order.findIndex(({ unit }) => unit === wanted)
  for (const duty of ranked.slice(0, DUTIES)) {
    if (STATED.test(duty.unit.folded)) continue
    for (const one of corpus.companions(duty.unit).flatMap((unit) => punishingFor(duty, unit, ranked) ?? [])) {
      const before = placeOf(one.unit)
      if (before >= 0 && before < placeOf(duty.unit)) continue
      if (before >= 0) order.splice(before, 1)
      order.splice(placeOf(duty.unit), 0, one)
    }
  }
  return order.map((one, place) => ({ ...one, score: Math.max(one.score, order[place + 1]?.score ?? 0) }))
}

/** A unit that states what follows from breaking a duty, weighed as if it said the duty's words where it names it. */
function punishingFor(duty: Ranked, unit: Unit, ranked: readonly Ranked[]): Ranked | undefined {
  if (unit === duty.unit || !STATED.test(unit.folded)) return undefined
  const naming = unit.sentences.map(({ folded }) => namesArticle(folded, duty.unit))
  if (!naming.some(Boolean)) return undefined

  const own = ranked.find((one) => one.unit === unit)
  const peak = Math.max(0, ...duty.sentences)
  return {
    unit,
    duty: duty.unit,
    score: duty.score,
    coverage: Math.max(duty.coverage, own?.coverage ?? 0),
    support: Math.max(duty.support ?? 0, own?.support ?? 0),
    mass: Math.max(duty.mass, own?.mass ?? 0),
    sentences: naming.map((names, i) => (names ? peak : (own?.sentences[i] ?? 0))),
  }
}

/** Whether a folded sentence speaks of the breach of the article that a unit is ("第二十一条、第二十五条", "第三十三条至第三十五条"). */
function namesArticle(sentence: string, { clause }: Unit): boolean {
  const wanted = articleOf(clause.path)
  if (wanted === undefined) return false
  return [...sentence.matchAll(BREACH)].some(([breach]) => {
    let last = Number.POSITIVE_INFINITY
    return [...breach.matchAll(ARTICLE)].some(([, range, numeral = '', sub = '']) => {
      const number = parseNumeral(numeral) ?? 0
      const inRange = range !== undefined && wanted.sub === '' && wanted.number > last && wanted.number <= number
      last = number
      return inRange || (number === wanted.number && sub === wanted.sub)
    })
  })
}

function articleOf(path: string): { number: number; sub: string } | undefined {
  const [, numeral = '', sub = ''] =
    /第([零〇一二三四五六七八九十百千\d]+)条(之[一二三四五六七八九十])?$/u.exec(path) ?? []
  const number = parseNumeral(numeral)
  return number === undefined ? undefined : { number, sub }
}
