import type { AnalyseDeps, SubQuestion } from './analyse.ts'
import { demandsOf } from './demand.ts'
import { findTerms } from './terms.ts'

const DISTRIBUTES = /分别|各自|各是|各有|各由|都/u

/**
 * One question for each thing a question distributes over: the parts of a known whole ("三道防线分别是谁"), several years
 * ("2023、2024年底各要到多少"), or joined subjects ("首席合规官和合规管理员分别谁来当").
 */
export function takeApart(question: SubQuestion, deps: AnalyseDeps): SubQuestion[] {
  return bySet(question, deps) ?? byYear(question) ?? bySubject(question) ?? [question]
}

function bySet(question: SubQuestion, { lexicon }: AnalyseDeps): SubQuestion[] | undefined {
  const set = lexicon.sets.find(({ say }) => say.some((phrase) => question.text.includes(phrase)))
  return set?.parts.map((part) => {
    const terms = findTerms(part, lexicon, 1)
    return { ...question, text: part, terms, own: terms, demands: demandsOf(part), gathers: false }
  })
}

function byYear(question: SubQuestion): SubQuestion[] | undefined {
  const { about } = question.years
  if (about.length < 2) return undefined
  return [...new Set(about)].map((year) => ({
    ...question,
    years: { ...question.years, about: [year] },
    gathers: false,
  }))
}

function bySubject(question: SubQuestion): SubQuestion[] | undefined {
  if (!DISTRIBUTES.test(question.text)) return undefined
  for (const first of question.own) {
    const second = question.own.find((other) =>
      ['和', '与', '跟', '、', '及', '以及', '还有'].some((joint) =>
        question.text.includes(first.surface + joint + other.surface),
      ),
    )
    if (!second) continue
    return [without(question, second.surface), without(question, first.surface)]
  }
  return undefined
}

function without(question: SubQuestion, surface: string): SubQuestion {
  const keep = (term: { surface: string }) => term.surface !== surface
  return {
    ...question,
    text: question.text.replace(surface, ''),
    terms: question.terms.filter(keep),
    own: question.own.filter(keep),
    gathers: false,
  }
}
