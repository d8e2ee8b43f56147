/** One question of a finished attempt. */
export interface ScoredQuestion {
  questionId: string
  /** Version of its item: another wording is another question. */
  version: number
  /** Share of its points, 0 to 1. */
  score: number
  /** Option ids; absent where nothing was answered or there are no options. */
  chosen?: readonly string[]
}

/** A finished attempt with its questions in the order of the paper. Voided questions are left out. */
export interface ScoredAttempt {
  id: string
  questions: readonly ScoredQuestion[]
}

export interface OptionStatistics {
  id: string
  right: boolean
  /** Shares of those who chose it: of all, of the best 27 %, of the weakest 27 % (where there are such groups). */
  all: number
  upper: number | undefined
  lower: number | undefined
}

export interface QuestionStatistics {
  questionId: string
  version: number
  /** Attempts in which it was asked. */
  asked: number
  /** Mean share of the points; for right-or-wrong questions the share of right answers (Crocker & Algina 1986, ch. 14). */
  facility: number
  /** Correlation with the rest of the paper; undefined where one of the two does not vary. */
  discrimination: number | undefined
  /** Mean score of the best 27 % less that of the weakest 27 %. */
  upperLower: number | undefined
  options: OptionStatistics[]
}

/** Best and weakest group: 27 % of each end tell most (Kelley 1939, J. Educational Psychology 30, 17–24). */
const GROUP_SHARE = 0.27

/** Item analysis of every question asked in these attempts. */
export function analyseQuestions(
  attempts: readonly ScoredAttempt[],
  /** Options and key of a choice question; undefined for the other types. */
  choicesOf: (
    questionId: string,
    version: number,
  ) => { options: readonly string[]; key: readonly string[] } | undefined,
): QuestionStatistics[] {
  const sightings = attempts.flatMap((attempt) => attempt.questions.map((question) => ({ question, attempt })))
  const groups = Map.groupBy(sightings, ({ question }) => `${question.questionId}@${question.version}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [analyse(group, choicesOf(first.question.questionId, first.question.version))] : []
  })
}

interface Sighting {
  question: ScoredQuestion
  attempt: ScoredAttempt
}

function analyse(
  sightings: readonly Sighting[],
  choices: { options: readonly string[]; key: readonly string[] } | undefined,
): QuestionStatistics {
  const { questionId = '', version = 0 } = sightings[0]?.question ?? {}
  const seen = sightings.map(({ question, attempt }) => ({
    score: question.score,
    rest: restShare(attempt, question),
    total: meanOf(attempt.questions.map(({ score }) => score)),
    chosen: question.chosen ?? [],
  }))
  const groups = extremeGroups(seen.map(({ total }) => total))
  return {
    questionId,
    version,
    asked: seen.length,
    facility: meanOf(seen.map(({ score }) => score)),
    discrimination: correlation(seen.map(({ score, rest }) => [score, rest])),
    upperLower: groups && weighted(seen, groups.upper, score) - weighted(seen, groups.lower, score),
    options: (choices?.options ?? []).map((id) => {
      const took = ({ chosen }: { chosen: readonly string[] }) => Number(chosen.includes(id))
      return {
        id,
        right: choices?.key.includes(id) === true,
        all: meanOf(seen.map(took)),
        upper: groups && weighted(seen, groups.upper, took),
        lower: groups && weighted(seen, groups.lower, took),
      }
    }),
  }
}

const score = (entry: { score: number }) => entry.score

/**
 * The paper without the question, as a share: people have different papers, and a question must not be correlated with itself
 * (corrected item-total correlation, Henrysson 1963, Psychometrika 28, 211–218).
 */
function restShare({ questions }: ScoredAttempt, own: ScoredQuestion): number {
  return meanOf(questions.filter((question) => question !== own).map(({ score: share }) => share))
}

/**
 * Weights (0 to 1) of each person in the best and the weakest group. Those who tie at the border belong to it in part, so that
 * the result does not depend on the order of the records. Undefined below four people: the groups would overlap or be empty.
 */
function extremeGroups(totals: readonly number[]): { upper: number[]; lower: number[] } | undefined {
  const size = Math.round(totals.length * GROUP_SHARE)
  if (totals.length < 4 || size < 1) return undefined
  return {
    upper: best(totals, size),
    lower: best(
      totals.map((total) => -total),
      size,
    ),
  }
}

function best(values: readonly number[], size: number): number[] {
  const border = values.toSorted((a, b) => b - a)[size - 1] ?? 0
  const above = values.filter((value) => value > border).length
  const tied = values.filter((value) => value === border).length
  return values.map((value) => (value > border ? 1 : value === border ? (size - above) / tied : 0))
}

function weighted<T>(entries: readonly T[], weights: readonly number[], value: (entry: T) => number): number {
  const sum = entries.reduce((total, entry, index) => total + value(entry) * (weights[index] ?? 0), 0)
  return sum / weights.reduce((total, weight) => total + weight, 0)
}

/** Pearson's r; for a right-or-wrong question it is the point-biserial correlation. Undefined where one side does not vary. */
export function correlation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const meanX = meanOf(pairs.map(([x]) => x))
  const meanY = meanOf(pairs.map(([, y]) => y))
  const covariance = meanOf(pairs.map(([x, y]) => (x - meanX) * (y - meanY)))
  const spread = Math.sqrt(varianceOf(pairs.map(([x]) => x)) * varianceOf(pairs.map(([, y]) => y)))
  return spread < Number.EPSILON ? undefined : covariance / spread
}

/**
 * Cronbach's α = k/(k−1) · (1 − Σ item variances / variance of the totals) (Cronbach 1951, Psychometrika 16, 297–334; for
 * right-or-wrong items this is KR-20). Undefined with fewer than two items or people, or where everybody has the same total.
 *
 * @param scores one row for each person, one column for each item; all rows equally long
 */
export function cronbachAlpha(scores: readonly (readonly number[])[]): number | undefined {
  const items = scores[0]?.length ?? 0
  if (items < 2 || scores.length < 2) return undefined
  const ofItems = Array.from({ length: items }, (_, item) => varianceOf(scores.map((row) => row[item] ?? 0)))
  const ofTotals = varianceOf(scores.map((row) => row.reduce((sum, value) => sum + value, 0)))
  if (ofTotals < Number.EPSILON) return undefined
  return (items / (items - 1)) * (1 - ofItems.reduce((sum, value) => sum + value, 0) / ofTotals)
}

/**
 * Reliability of papers drawn by one blueprint: α over the places of the paper, as Moodle's quiz report does for random questions
 * (docs.moodle.org, "Quiz statistics report"), and the standard error of a percentage by it (SD · √(1 − α)). Papers of another
 * length than most are left out.
 */
export function reliability(
  attempts: readonly ScoredAttempt[],
): { alpha: number; standardError: number; attempts: number } | undefined {
  const sizes = Map.groupBy(attempts, ({ questions }) => questions.length)
  const [commonest = []] = [...sizes.values()].sort((a, b) => b.length - a.length)
  const scores = commonest.map(({ questions }) => questions.map((question) => question.score))
  const alpha = cronbachAlpha(scores)
  if (alpha === undefined) return undefined
  const deviation = Math.sqrt(varianceOf(scores.map(meanOf)) * (scores.length / (scores.length - 1)))
  const standardError = 100 * deviation * Math.sqrt(1 - Math.max(0, alpha))
  return { alpha, standardError, attempts: scores.length }
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of the population; only ratios of variances are used, in which the divisor cancels out. */
function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return meanOf(values.map((value) => (value - mean) ** 2))
}
