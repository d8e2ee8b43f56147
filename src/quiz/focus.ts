/** A clause by document and path. */
export interface ClauseRef {
  documentId: string
  clause: string
}

/** How often a clause was asked about in the chat and answered wrong in quizzes. */
export interface FocusClause extends ClauseRef {
  asked: number
  answers: number
  /** Share of wrong answers, 0 to 1; undefined where too few answered. */
  wrongRate: number | undefined
  /** Items on the clause people most often got wrong, worst first. */
  itemIds: string[]
}

export interface ClauseAnswer {
  itemId: string
  basis: readonly ClauseRef[]
  right: boolean
}

/** Fewer answers than this make no rate. */
const LEAST_ANSWERS = 5
const ITEMS_SHOWN = 3

/**
 * The topics to train next: clauses people ask about most and get wrong most. Both count alike, each as a share of its largest, so
 * that a clause that is high in one of them is on the list and one that is high in both is first.
 *
 * @param citations one for each question asked in the chat and clause its answer cited
 */
export function focusClauses(citations: readonly ClauseRef[], answers: readonly ClauseAnswer[]): FocusClause[] {
  const asked = Map.groupBy(citations, keyOf)
  const answered = Map.groupBy(
    answers.flatMap((answer) => distinct(answer.basis).map((ref) => ({ ref, answer }))),
    ({ ref }) => keyOf(ref),
  )
  const refs = new Map([...citations, ...answers.flatMap(({ basis }) => basis)].map((ref) => [keyOf(ref), ref]))
  const clauses = [...refs].map(([key, { documentId, clause }]) => {
    const given = (answered.get(key) ?? []).map(({ answer }) => answer)
    const wrong = given.filter(({ right }) => !right)
    return {
      documentId,
      clause,
      asked: asked.get(key)?.length ?? 0,
      answers: given.length,
      wrongRate: given.length < LEAST_ANSWERS ? undefined : wrong.length / given.length,
      itemIds: mostOften(wrong.map(({ itemId }) => itemId)).slice(0, ITEMS_SHOWN),
    }
  })
  return ranked(clauses)
}

function ranked(clauses: readonly FocusClause[]): FocusClause[] {
  const mostAsked = Math.max(1, ...clauses.map(({ asked }) => asked))
  const weight = ({ asked, wrongRate = 0 }: FocusClause) => asked / mostAsked + wrongRate
  return clauses
    .filter((clause) => weight(clause) > 0)
    .sort((a, b) => weight(b) - weight(a) || keyOf(a).localeCompare(keyOf(b), 'zh-Hans-CN'))
}

function mostOften(ids: readonly string[]): string[] {
  return [...Map.groupBy(ids, (id) => id)]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([id]) => id)
}

function distinct(refs: readonly ClauseRef[]): ClauseRef[] {
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()]
}

function keyOf({ documentId, clause }: ClauseRef): string {
  return `${documentId}\n${clause}`
}
