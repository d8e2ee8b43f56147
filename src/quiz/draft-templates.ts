import { createHash } from 'node:crypto'
import { toChinese } from '../base/numerals.ts'
import { type DraftClause, fragmentAround, STRENGTHS, sentencesOf } from './draft-text.ts'
import { letter } from './exchange.ts'

/** An item as a bank file holds it, before it is read and checked. */
export type DraftRow = Readonly<Record<string, unknown>> & { id: string; stem: string }

const GAP = '______'

/**
 * Items that follow from the words of a clause alone: numbers, dates, who does what, how binding it is. The same clause always
 * gives the same drafts. They lack topic, audience and difficulty, which the caller adds.
 *
 * @param siblings clauses of the same document; who acts in them are the wrong answers to who acts here
 */
export function draftFromTemplates(target: DraftClause, siblings: readonly DraftClause[]): DraftRow[] {
  const actors = actorsIn(siblings)
  const drafts = sentencesOf(target.text).flatMap((sentence) => [
    ...numberDrafts(sentence),
    ...dateDrafts(sentence),
    ...strengthDrafts(sentence),
    ...actorDrafts(sentence, actors),
  ])
  const { documentId, clause } = target
  const rows = drafts.map(({ quote, ...draft }) => ({
    ...draft,
    id: `draft-${createHash('sha256').update(`${documentId}\n${clause}\n${draft.stem}`).digest('hex').slice(0, 10)}`,
    basis: [{ document: documentId, clause, quote }],
  }))
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

type Draft = Readonly<Record<string, unknown>> & { stem: string; quote: string }

function numberDrafts(sentence: string): Draft[] {
  const matches = [...sentence.matchAll(/(?<![\d.-])(\d+)(%|(?=[次名项张个家份]))/g)]
  return matches.flatMap(({ 0: shown, 1: digits = '', 2: percent, index }) => {
    const fragment = fragmentAround(sentence, index)
    if (fragment === undefined) return []
    const value = Number(digits)
    const near = percent ? [value - 20, value - 10, value + 10] : [value + 1, value + 2, value + 3]
    const gap = blanked(fragment, shown)
    const explanation = `原文：“${fragment}”。`
    const wrong = near
      .filter((other) => other > 0 && (!percent || other < 100))
      .map((other) => `${other}${percent ?? ''}`)
    return [
      choice({
        stem: `“${gap}”，空白处是哪一项？`,
        quote: fragment,
        key: shown,
        wrong,
        explanation,
        difficulty: 'medium',
      }),
      {
        type: 'blank',
        stem: `${blanked(fragment, digits)}。（填数字）`,
        accepted: [digits, ...(value < 10_000 ? [toChinese(value)] : [])],
        quote: fragment,
        explanation,
        difficulty: 'medium',
      },
    ]
  })
}

function dateDrafts(sentence: string): Draft[] {
  const matches = [...sentence.matchAll(/(?<![\d-])(20\d\d)年(?:(\d{1,2})月(?:(\d{1,2})日)?)?/g)]
  return matches.flatMap(({ 0: shown, 1: year = '', 2: month, 3: day, index }) => {
    const fragment = fragmentAround(sentence, index)
    if (fragment === undefined || !fragment.includes(shown)) return []
    const stem = `“${blanked(fragment, shown)}”，空白处是哪一项？`
    const wrong = otherDates({ year: Number(year), month: Number(month ?? 0), day: Number(day ?? 0) })
    return [
      choice({ stem, quote: fragment, key: shown, wrong, explanation: `原文：“${fragment}”。`, difficulty: 'medium' }),
    ]
  })
}

/** Dates somebody may take for the right one: the finest part a little off, the coarser one off by one. */
function otherDates({ year, month, day }: { year: number; month: number; day: number }): string[] {
  if (day > 0) {
    const other = day > 10 ? day - 10 : day + 10
    return [
      `${year}年${month}月${other}日`,
      `${year}年${shifted(month, 1)}月${day}日`,
      `${year + 1}年${month}月${day}日`,
    ]
  }
  if (month > 0)
    return [`${year}年${shifted(month, 1)}月`, `${year}年${shifted(month, 3)}月`, `${year + 1}年${month}月`]
  return [`${year - 1}年`, `${year + 1}年`, `${year + 2}年`]
}

function shifted(month: number, by: number): number {
  return month + by > 12 ? month - by : month + by
}

/** 推动 is left out: it is more often a plain verb than a word of obligation. */
const ASKED_STRENGTHS = STRENGTHS.filter((word) => word !== '推动')
/** Words with which a sentence stays a sentence when one stands for the other. */
const MODALS: readonly string[] = ['应当', '必须', '不得', '可以']

function strengthDrafts(sentence: string): Draft[] {
  const unquoted = sentence.replace(/“[^”]*”/g, (quoted) => ' '.repeat(quoted.length))
  const word = ASKED_STRENGTHS.find((strength) => unquoted.includes(strength))
  if (!word) return []
  const at = unquoted.indexOf(word)
  const subjectless = /[，\s]$/.test(unquoted.slice(0, at))
  const fragment = fragmentAround(sentence, at, { before: subjectless ? 1 : 0 })
  if (fragment?.split(word).length !== 2) return []
  const explanation = `原文用“${word}”。`
  const wrong = STRENGTHS.filter((other) => other !== word && !fragment.includes(other)).slice(0, 3)
  const stem = `“${blanked(fragment, word)}”，空白处原文用哪个词？`
  return [
    choice({ stem, quote: fragment, key: word, wrong, explanation, difficulty: 'hard' }),
    ...(MODALS.includes(word) ? [statement(fragment, word, explanation)] : []),
  ]
}

/** Half of the statements stay as the clause has them, the others are turned; which, depends on their words alone. */
function statement(fragment: string, word: string, explanation: string): Draft {
  const turned = word === '可以' ? '必须' : '可以'
  const key = Number.parseInt(createHash('sha256').update(fragment).digest('hex').slice(0, 2), 16) % 2 === 0
  const stem = `${key ? fragment : fragment.replace(word, turned)}。`
  return { type: 'judgement', stem, key, quote: fragment, explanation, difficulty: 'medium' }
}

const ACTING = /^([^，。；、“”（）()]{2,12}?)(应当|要|牵头负责|负责|将)/
const BY_WHOM = /由([^，。；、“”（）()\d]{2,10}?)(签字|担任|兼任)/

function actorsIn(clauses: readonly DraftClause[]): string[] {
  const sentences = clauses.flatMap(({ text }) => sentencesOf(text))
  const found = sentences.flatMap((sentence) => [ACTING.exec(sentence)?.[1], BY_WHOM.exec(sentence)?.[1]])
  return [...new Set(found.filter((actor) => actor !== undefined && BODY.test(actor)) as string[])]
}

/** What may act: a body or a post, not a thing that something is done with. */
const BODY = /(?:企业|部门|机构|国资委|委员会|小组|负责人|合规官|法律顾问|管理员|书记|主任)$/

/** What follows says only on what basis or in which way; the duty comes in the next part of the sentence. */
const PRELUDE = /^(?:根据|按照|围绕|结合|依据|对照|对)/

function actorDrafts(sentence: string, actors: readonly string[]): Draft[] {
  return [
    ...actorDraft(sentence, { match: ACTING.exec(sentence), actors, asked: '谁' }),
    ...actorDraft(sentence, { match: BY_WHOM.exec(sentence), actors, asked: '由谁' }),
  ]
}

function actorDraft(
  sentence: string,
  { match, actors, asked }: { match: RegExpExecArray | null; actors: readonly string[]; asked: '谁' | '由谁' },
): Draft[] {
  const actor = match?.[1]
  if (!match || !actor || !BODY.test(actor)) return []
  const after = PRELUDE.test(sentence.slice(match.index + match[0].length)) ? 1 : 0
  const fragment = fragmentAround(sentence, match.index, { after })
  const words = asked === '谁' ? actor : `由${actor}`
  if (!fragment?.includes(words)) return []
  const wrong = actors
    .filter((other) => !other.includes(actor) && !actor.includes(other) && !sentence.includes(other))
    .slice(0, 3)
  const stem = `按照条款，${fragment.replace(words, asked)}？`
  return [
    choice({ stem, quote: fragment, key: actor, wrong, explanation: `原文：“${fragment}”。`, difficulty: 'easy' }),
  ]
}

function blanked(fragment: string, words: string): string {
  return fragment.replace(words, GAP)
}

interface Choice {
  stem: string
  quote: string
  key: string
  wrong: readonly string[]
  explanation: string
  difficulty: 'easy' | 'medium' | 'hard'
}

/** The options stand in an order that depends on their words alone, so that the key has no place of its own. */
function choice({ key, wrong, ...rest }: Choice): Draft {
  const order = (text: string) => createHash('sha256').update(`${rest.stem}\n${text}`).digest('hex')
  const options = [key, ...wrong]
    .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((text, index) => ({ id: letter(index), text, ...(text === key ? {} : { why: `原文为“${key}”` }) }))
  return { ...rest, type: 'single', options, key: options.find(({ text }) => text === key)?.id }
}
