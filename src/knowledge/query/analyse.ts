import { foldText } from '../../base/text.ts'
import type { Facet, Lexicon } from '../lexicon.ts'
import { type Demand, demandsOf } from './demand.ts'
import { dependsOnPrevious, inherited } from './followup.ts'
import { readYears, withoutToday, type Years } from './periods.ts'
import { type Segment, splitSegments } from './segments.ts'
import { findTerms, type Term } from './terms.ts'

/** One thing a message asks, with everything the message says around it. */
export interface SubQuestion {
  /** Its own words, folded, politeness removed. */
  text: string
  terms: Term[]
  demands: Demand[]
  years: Years
  facets: Facet[]
  /** It wants all of a kind ("一共要交哪几份"), so several clauses may be needed. */
  gathers: boolean
}

/** A message understood: what it asks, in the order asked. */
export interface Analysis {
  parts: SubQuestion[]
  /** It leans on the previous question. */
  followUp: boolean
  /** The question as it stands alone. */
  standalone: string
}

export interface AnalyseDeps {
  lexicon: Lexicon
  /** Mends typing errors in a folded stretch of text. */
  repair: (text: string) => string
  idf: (phrase: string) => number
}

const GATHERS =
  /一共|总共|哪几[份个项种类]|分别|都[要有得]|所有|全部|逐[一年项]|各个?(?:阶段|年度|年)|列(?:一下|出|个)|几[份类项种](?:材料|报告|清单|文件)/u
/** Weight of what the message says besides its question. */
const CONTEXT = 0.3
const ASIDE = 0.12

/** Understands a message: its sub-questions with weighted terms, demands, years; the previous question fills what it leaves out. */
export function analyse(message: string, previous: string | undefined, deps: AnalyseDeps): Analysis {
  const segments = splitSegments(withoutTodayOf(message), deps.lexicon.noise).map((segment) => ({
    ...segment,
    text: deps.repair(segment.text),
  }))
  const asking = segments.filter((segment) => segment.asks)
  const questions =
    asking.length > 0
      ? asking
      : [joined(segments.filter((s) => !s.aside).length ? segments.filter((s) => !s.aside) : segments)]
  const own = new Map(questions.map((segment) => [segment, findTerms(segment.text, deps.lexicon, 1)]))
  const followUp =
    previous !== undefined &&
    dependsOnPrevious(questions[0]?.text ?? '', mass(own.get(questions[0] as Segment) ?? [], deps))
  const background = previous !== undefined && followUp ? inherited(previous, questions[0]?.text ?? '', deps) : []
  const context = { segments, own, deps, background }

  const parts = mergeThin(questions, context).map((group) => subQuestion(group, context))
  return { parts, followUp, standalone: followUp && previous ? `${previous} ${message}` : message }
}

function withoutTodayOf(message: string): string {
  const folded = foldText(message)
  const cut = withoutToday(folded)
  return cut === folded ? message : cut
}

function joined(segments: Segment[]): Segment {
  return { text: segments.map((segment) => segment.text).join(' '), asks: true, aside: false }
}

interface Context {
  segments: Segment[]
  own: Map<Segment, Term[]>
  deps: AnalyseDeps
  background: Term[]
}

/** The telling weight of a list of terms. */
function mass(terms: readonly Term[], { idf }: AnalyseDeps): number {
  return terms.reduce(
    (sum, term) => sum + term.weight * Math.max(...term.alternatives.map((form) => idf(form.text) * form.weight)),
    0,
  )
}

/** A question without a subject of its own ("最晚啥时候弄好") keeps its own demand but takes the words before it. */
function mergeThin(questions: Segment[], _context: Context): Segment[][] {
  return questions.map((segment) => [segment])
}

function subQuestion(group: Segment[], { segments, own, deps, background }: Context): SubQuestion {
  const text = group.map((segment) => segment.text).join(' ')
  const terms = group.flatMap((segment) => own.get(segment) ?? [])
  const ownMass = mass(terms, deps)
  const thin = Math.max(0, 1 - ownMass / 1.2)
  const around = segments
    .filter((segment) => !group.includes(segment))
    .flatMap((segment) =>
      findTerms(
        segment.text,
        deps.lexicon,
        segment.aside ? ASIDE : segment.asks ? CONTEXT + 0.4 * thin : CONTEXT + 0.4 * thin,
      ),
    )
  const whole = joined(segments).text
  return {
    text,
    terms: strongest([...terms, ...around, ...background]),
    demands: demandsOf(text),
    years: readYears(text),
    facets: deps.lexicon.facets.filter((facet) => facet.asked.test(text)),
    gathers: GATHERS.test(text) || (group.length === 1 && GATHERS.test(whole) && segments.length <= 3),
  }
}

function strongest(terms: Term[]): Term[] {
  const bySurface = new Map<string, Term>()
  for (const term of terms) {
    const known = bySurface.get(term.surface)
    if (!known || known.weight < term.weight) bySurface.set(term.surface, term)
  }
  return [...bySurface.values()]
}
