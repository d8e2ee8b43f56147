import { demandsOf } from './demand.ts'
import type { AnalyseDeps, SubQuestion } from './question.ts'
import { findTerms } from './terms.ts'

/** One question for each part of a known whole ("三道防线分别是谁") and for each of several years ("2023、2024年底各要到多少"). */
export function takeApart(question: SubQuestion, deps: AnalyseDeps): SubQuestion[] {
  return bySet(question, deps) ?? byYear(question) ?? [question]
}

function bySet(question: SubQuestion, { lexicon }: AnalyseDeps): SubQuestion[] | undefined {
  const set = lexicon.sets.find(({ say }) => say.some((phrase) => question.text.includes(phrase)))
  return set?.parts.map((part) => {
    const terms = findTerms(part, lexicon, 1)
    return {
      ...question,
      text: part,
      context: '',
      terms,
      own: terms,
      focus: [],
      demands: demandsOf(part),
      gathers: false,
    }
  })
}

function byYear(question: SubQuestion): SubQuestion[] | undefined {
  const about = [...new Set(question.years.about)]
  if (about.length < 2) return undefined
  return about.map((year) => ({ ...question, years: { ...question.years, about: [year] }, gathers: false }))
}

/** The question says itself that its subjects differ. */
export function distributes(question: SubQuestion): boolean {
  return /分别|各自|各(?=是|有|由|管|要|归|负|做|怎|干)/u.test(question.text)
}

const JOINT = /以及|还有|和|与|跟|及|、/u
const TAIL = /分别|各自|各|都|是不是|是(?!否合)|要|需|应|什么|谁|哪|多少|几|怎|如何|吗|由|归|设|做|写|放/u

/**
 * The questions about each of several joined subjects ("平台建成率和首席合规官占比各是多少"), with what is asked of all of them;
 * empty when nothing is joined. Whether they need separate clauses only the search can tell.
 */
export function joinedSubjects(question: SubQuestion): SubQuestion[] {
  const tailAt = question.text.search(TAIL)
  const head = tailAt > 0 ? question.text.slice(0, tailAt) : question.text
  const tail = tailAt > 0 ? question.text.slice(tailAt) : ''
  const subjects = head.split(JOINT).map((subject) => subject.trim())
  if (subjects.length < 2 || subjects.length > 4) return []

  const parts = subjects.map((subject) =>
    about(question, subject, { others: subjects.filter((other) => other !== subject), tail }),
  )
  return parts.every((part) => part.own.some((term) => part.subject.includes(term.surface))) ? parts : []
}

function about(
  question: SubQuestion,
  subject: string,
  { others, tail }: { others: string[]; tail: string },
): SubQuestion & { subject: string } {
  const elsewhere = (surface: string) =>
    !subject.includes(surface) && others.some((other) => other.includes(surface)) && !tail.includes(surface)
  const keep = (term: { surface: string }) => !elsewhere(term.surface)
  return {
    ...question,
    subject,
    text: subject + tail,
    terms: question.terms.filter(keep),
    own: question.own.filter(keep),
    focus: question.focus.filter(keep),
    gathers: false,
  }
}
