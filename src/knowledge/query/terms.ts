import { cut, tag } from 'jieba-wasm'
import type { Alternative, Lexicon } from '../lexicon.ts'

/** A word or phrase of a question with what documents may say for it. */
export interface Term {
  surface: string
  /** How much it counts in the question (1: asked about, less: context). */
  weight: number
  alternatives: readonly Alternative[]
  /** The lexicon knows it. */
  known: boolean
  /** It stands in the question itself, not in the words around it. */
  own: boolean
  /** It points at no thing of its own (see `Lexicon.light`). */
  light: boolean
  /** The segmenter only guessed that these characters are a word (废标; but also 入|职后): one if the documents use it. */
  guessed?: true
}

/** Occupations: who asks or whom it concerns, seldom what is asked. */
const ROLE = /(?:[员师长工]|会计|出纳|司机|经理|主管|专员|干事|调度|总监|董秘|助理|秘书|前台|文员)$/u

/** A verb of one character with its result (设到, 交完): says no more than the verb. */
const COMPLEMENT = /^[\u4e00-\u9fff](?:到|好|完|成|掉|过|出|起|住|上|下|着|了|给|进|回|完了|好了|起来|下来|出来|下去)$/u

const CHINESE = /^[\u4e00-\u9fff]+$/u

/** A guess that joins a noun with the verb beside it (管理|人有|哪些). */
const ASTRIDE = /^[有是在会能]|[有是在会能]$/u

/** Words built around a question word (百分之几, 由谁来, 需不需要). */
const ASKING = /几|哪|谁|啥|咋|多少|多久|多长|什么|怎|(.)不\1/u

/** Asks for a number of people (配几个人): what is asked, not of whom. */
const PEOPLE = /(?:几|多少)(?:个|名|位)?人/u

/** A modal verb that the segmenter joined with what follows (应从, 需按). */
const JOINED = /^[应需可将已须能会要][从按由在对向与和以为就]$/u

/** What a word that points at nothing counts of one that does. */
const LIGHT = 0.5

const FUNCTION_TAGS = /^(?:u|p|c|y|e|o|w|m|q|r|d|f)/u
/** What the segmenter's dictionary does not hold. */
const GUESSED = 'x'

/** The terms of a folded stretch of text: lexicon phrases (longest first), then the content words between them. */
export function findTerms(text: string, lexicon: Lexicon, weight: number): Term[] {
  const own = weight >= 1
  const words = tag(text, true)
  const starts = new Map<number, number>()
  let at = 0
  for (const { word } of words) {
    starts.set(at, at + word.length)
    at += word.length
  }

  const terms: Term[] = []
  const covered = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const phrase = phraseAt(text, i, { lexicon, starts })
    if (phrase === undefined) continue

    const light = lexicon.light.has(phrase) || PEOPLE.test(phrase)
    terms.push({
      surface: phrase,
      weight: light ? weight * LIGHT : weight,
      alternatives: lexicon.alternatives.get(phrase) ?? [],
      known: true,
      own,
      light,
    })
    covered.fill(1, i, i + phrase.length)
    i += phrase.length - 1
  }
  at = 0
  for (const { word, tag: kind } of words) {
    const start = at
    at += word.length
    if (
      word.trim().length === 0 ||
      lexicon.empty.has(word) ||
      ASKING.test(word) ||
      ((FUNCTION_TAGS.test(kind) || (kind === GUESSED && (!CHINESE.test(word) || ASTRIDE.test(word)))) &&
        !/[a-z]{2}/u.test(word))
    )
      continue
    const marks = covered.subarray(start, at)
    // A phrase that ends inside a longer noun (合规文化|节) does not speak for that noun.
    const straddled = /^[nv]/u.test(kind) && marks.some((mark) => mark === 0) && marks[0] === 1
    if (word.length < 2 || (marks.some((mark) => mark === 1) && !straddled)) continue
    const light = lexicon.light.has(word) || JOINED.test(word) || (COMPLEMENT.test(word) && cut(word, false).length > 1)
    terms.push({
      surface: word,
      weight: light ? weight * LIGHT : ROLE.test(word) ? weight * 0.4 : weight,
      alternatives: [{ text: word, weight: 1 }],
      known: false,
      own,
      light,
      ...(kind === GUESSED && CHINESE.test(word) ? { guessed: true } : {}),
    })
  }
  return unique([...terms, ...dateTerms(text, weight), ...numberTerms(text, weight)])
}

const CONFIRMS = /吧|吗|是不是|对不对|是否/u

/** Months and days named in a question; one that it only believes ("是12月20号吧") counts little. */
function dateTerms(text: string, weight: number): Term[] {
  return Array.from(text.matchAll(/(?<!\d)(\d{1,2})月(?:份)?(?:(\d{1,2})[日号])?(底|末)?/gu), (match) => {
    const [surface, month, day, end] = match
    const exact = day ? `${month}月${day}日` : end ? `${month}月底` : `${month}月`
    const alternatives = [
      { text: exact, weight: 1 },
      ...(exact === `${month}月` ? [] : [{ text: `${month}月`, weight: 0.5 }]),
    ]
    return {
      surface,
      weight: CONFIRMS.test(text) ? weight * 0.15 : weight,
      alternatives,
      known: true,
      own: weight >= 1,
      light: false,
    }
  })
}

/** Percentages and spans named in a question (85%, 1-2名); believed ones count little. */
function numberTerms(text: string, weight: number): Term[] {
  return Array.from(text.matchAll(/\d+(?:\.\d+)?%|\d+-\d+[名人个次]/gu), ([surface]) => ({
    surface,
    weight: CONFIRMS.test(text) ? weight * 0.15 : weight,
    alternatives: [{ text: surface, weight: 1 }],
    known: true,
    own: weight >= 1,
    light: false,
  }))
}

function phraseAt(text: string, at: number, { lexicon, starts }: { lexicon: Lexicon; starts: Map<number, number> }) {
  return lexicon.byFirst
    .get(text.charAt(at))
    ?.find(
      (phrase) =>
        text.startsWith(phrase, at) &&
        (phrase.length > 2 || starts.has(at) || !starts.has(at + 1)) &&
        (phrase.length > 1 || starts.get(at) === at + 1) &&
        latinWhole(text, at, phrase),
    )
}

/** "it" is not found inside "item". */
function latinWhole(text: string, at: number, phrase: string): boolean {
  if (!/^[a-z]+$/u.test(phrase)) return true
  return !/[a-z]/u.test(text.charAt(at - 1)) && !/[a-z]/u.test(text.charAt(at + phrase.length))
}

function unique(terms: Term[]): Term[] {
  const bySurface = new Map<string, Term>()
  for (const term of terms) {
    const known = bySurface.get(term.surface)
    if (!known || known.weight < term.weight) bySurface.set(term.surface, term)
  }
  return [...bySurface.values()]
}
