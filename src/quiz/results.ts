import { civilDateAt, spellDay } from '../base/calendar.ts'
import { spellPath } from '../base/text.ts'
import { standingOf, type Task } from './assignments.ts'
import { type ClauseAnswer, type ClauseRef, type FocusClause, focusClauses } from './focus.ts'
import { manages } from './gate.ts'
import { FULL_POINTS, keptAttempt } from './grade.ts'
import { keyOf } from './paper.ts'
import { endOf, type GradedSitting } from './record.ts'
import { type GroupReport, reportBy, reportOn, type Standing } from './report.ts'
import { writeReport } from './report-sheet.ts'
import type { Person, QuizDeps, Said, Turn } from './rooms.ts'
import { gradedOf } from './sittings.ts'
import { analyseQuestions, type ScoredAttempt } from './statistics.ts'

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'people' | 'clock' | 'timeZone' | 'titleOf' | 'questions'>

/** A member's own attempts, newest first. */
export async function ownResults({ person }: Turn, { store, timeZone }: Deps): Promise<Said> {
  const graded = await gradedOf({ userid: person.userid }, store)
  if (graded.length === 0) return ['您还没有考核成绩。回复“开始考核”参加考核。']
  const certificates = await store.certificates.ofMember(person.userid)
  const lines = graded.toReversed().map((sitting) => {
    const own = certificates.find(({ attemptId }) => attemptId === sitting.id)
    const proof = own ? `，证书 ${own.number}${own.revokedAt ? '（已失效）' : ''}` : ''
    const verdict = sitting.grade.passed ? '合格' : '不合格'
    return `· ${dayOf(endOf(sitting), timeZone)} 《${sitting.blueprint.title}》${sitting.grade.percent} 分，${verdict}${proof}`
  })
  return [['您的成绩：', ...lines].join('\n')]
}

function dayOf(instant: Date, timeZone: string): string {
  return spellDay(civilDateAt(instant, timeZone))
}

/** Whose results somebody may see: the office everybody's, managers their own people's, everybody their own. */
export function visibleTo(viewer: Person, people: readonly Person[]): Person[] {
  if (viewer.roles.includes('office')) return [...people]
  return people.filter((one) => one.userid === viewer.userid || manages(viewer, one))
}

/** Everything a report is made of. */
export interface Results {
  standings: Standing[]
  attempts: GradedSitting[]
}

/** How these people stand with everything they were assigned or sat on their own account. */
export async function resultsOf(people: readonly Person[], deps: Deps): Promise<Results> {
  const { store, blueprints, clock } = deps
  const byId = new Map(people.map((one) => [one.userid, one]))
  const attempts = (await gradedOf({}, store)).filter(({ userid }) => byId.has(userid))
  const assignments = (await store.assignments.list({})).filter(
    ({ userid, state }) => byId.has(userid) && state !== 'cancelled',
  )
  const assigned = assignments.flatMap((assignment) => {
    const blueprint = blueprints.find(({ id }) => id === assignment.blueprintId)
    const graded = attempts.filter(
      (one) =>
        one.userid === assignment.userid &&
        one.blueprint.id === assignment.blueprintId &&
        one.startedAt >= assignment.assignedAt,
    )
    const standing = blueprint && standingOf({ blueprint, assignment, graded, at: clock.now() })
    return blueprint && standing ? [{ task: { blueprint, assignment, standing }, graded }] : []
  })
  const covered = new Set(assigned.flatMap(({ graded }) => graded.map(({ id }) => id)))
  const free = Map.groupBy(
    attempts.filter(({ id }) => !covered.has(id)),
    ({ userid, blueprint }) => `${userid} ${blueprint.id}`,
  )
  return {
    attempts,
    standings: [
      ...assigned.flatMap(({ task, graded }) => toStanding(task, graded, byId)),
      ...[...free.values()].flatMap((graded) => freeStanding(graded, byId)),
    ],
  }
}

function toStanding(
  { blueprint, assignment, standing }: Task,
  graded: readonly GradedSitting[],
  people: ReadonlyMap<string, Person>,
): Standing[] {
  const person = people.get(assignment?.userid ?? '')
  if (!person || !assignment) return []
  const base = { ...nameOf(person), assignedAt: assignment.assignedAt, attempts: graded.length }
  if (standing.kind === 'exempt') return [{ ...base, exempt: true }]
  const best = keptAttempt(graded, blueprint.keep)
  return [best ? { ...base, result: resultOf(best) } : base]
}

function freeStanding(graded: readonly GradedSitting[], people: ReadonlyMap<string, Person>): Standing[] {
  const best = keptAttempt(graded, graded[0]?.blueprint.keep ?? 'best')
  const person = people.get(best?.userid ?? '')
  const assignedAt = graded[0]?.startedAt
  if (!best || !person || !assignedAt) return []
  return [{ ...nameOf(person), assignedAt, attempts: graded.length, result: resultOf(best) }]
}

function nameOf({ userid, name, enterprise, departments }: Person) {
  const [department] = departments
  return { userid, name, ...(enterprise ? { enterprise } : {}), ...(department ? { department } : {}) }
}

function resultOf(sitting: GradedSitting): NonNullable<Standing['result']> {
  return { percent: sitting.grade.percent, passed: sitting.grade.passed, endedAt: endOf(sitting) }
}

/** The report as text for the chat: totals, groups, who has not passed, whose timing looks like guessing, what to train next. */
export async function reportText(viewer: Person, deps: Deps): Promise<string | undefined> {
  const people = visibleTo(
    viewer,
    (await deps.people.all()).filter(({ active }) => active),
  )
  if (people.length <= 1 && !viewer.roles.includes('office')) return undefined
  const { standings, attempts } = await resultsOf(people, deps)
  const groups = reportBy(standings, viewer.roles.includes('office') ? 'enterprise' : 'department')
  const missing = standings.filter(({ result, exempt }) => !exempt && !result?.passed)
  const flagged = attempts.filter(({ flag }) => flag)
  const names = new Map(people.map(({ userid, name }) => [userid, name]))
  return [
    `考核报告（${people.length} 人）：`,
    groupLine(reportOn('合计', standings)),
    ...(groups.length > 1 ? groups.map(groupLine) : []),
    ...(missing.length > 0 ? [`尚未合格：${namesOf(missing.map(({ name }) => name))}`] : []),
    ...(flagged.length > 0
      ? [`作答过快待核实：${namesOf(flagged.map(({ userid }) => names.get(userid) ?? userid))}`]
      : []),
    ...(await focusLines(attempts, deps, viewer.userid)),
  ].join('\n')
}

const NAMES_SHOWN = 30

function namesOf(names: readonly string[]): string {
  const distinct = [...new Set(names)]
  const more = distinct.length > NAMES_SHOWN ? `等 ${distinct.length} 人` : ''
  return `${distinct.slice(0, NAMES_SHOWN).join('、')}${more}`
}

function groupLine({ name, assigned, completed, passed, exempt, completionRate, passRate }: GroupReport): string {
  const percent = (share: number | undefined) => (share === undefined ? '—' : `${Math.round(share * 100)}%`)
  const excused = exempt > 0 ? `，免考 ${exempt}` : ''
  return `· ${name}：应考 ${assigned}${excused}，完成 ${completed}（${percent(completionRate)}），合格 ${passed}（${percent(passRate)}）`
}

const FOCUS_SHOWN = 3

/** The topics to train next: what is asked about most in the chat and got wrong most in quizzes. */
async function focusLines(attempts: readonly GradedSitting[], deps: Deps, reader: string): Promise<string[]> {
  const focus = (await focusOf(attempts, deps, reader)).slice(0, FOCUS_SHOWN)
  if (focus.length === 0) return []
  const lines = focus.map(({ documentId, clause, asked, wrongRate }) => {
    const wrong = wrongRate === undefined ? '' : `，答错 ${Math.round(wrongRate * 100)}%`
    return `  《${deps.titleOf(documentId)}》${spellPath(clause)}（提问 ${asked} 次${wrong}）`
  })
  return ['建议加强培训的条款：', ...lines]
}

/** Clauses by how much they are asked about and answered wrong, of what the reader may know. */
export async function focusOf(
  attempts: readonly GradedSitting[],
  { questions }: Deps,
  reader: string,
): Promise<FocusClause[]> {
  return focusClauses(await questions.citedClauses(reader), attempts.flatMap(answersOf))
}

function answersOf({ grade, paper }: GradedSitting): ClauseAnswer[] {
  return grade.questions.flatMap(({ id, itemId, points, standing }) => {
    const asked = paper.questions.find((question) => question.id === id)
    if (!asked || standing === 'void') return []
    const basis: ClauseRef[] = asked.question.basis.map(({ documentId, clause }) => ({ documentId, clause }))
    return [{ itemId, basis, right: points === FULL_POINTS }]
  })
}

/** The whole report as a workbook, with the analysis of every question asked. */
export async function reportWorkbook(people: readonly Person[], deps: Deps): Promise<Uint8Array> {
  const { standings, attempts } = await resultsOf(people, deps)
  const scored = attempts.map(scoredOf)
  const asked = new Map(
    attempts.flatMap(({ paper }) =>
      paper.questions.map((one) => [`${one.id}@${one.itemVersion}`, one.question] as const),
    ),
  )
  const questions = analyseQuestions(scored, (questionId, version) => {
    const question = asked.get(`${questionId}@${version}`)
    const key = question && keyOf(question)
    return question && 'options' in question && key?.kind === 'options'
      ? { options: question.options.map(({ id }) => id), key: key.ids }
      : undefined
  })
  return writeReport({
    title: '合规考核报告',
    standings,
    attempts: scored,
    questions,
    stemOf: (questionId, version) => asked.get(`${questionId}@${version}`)?.stem ?? questionId,
    dateOf: (instant) => civilDateAt(instant, deps.timeZone),
  })
}

function scoredOf({ id, grade, paper, attempt }: GradedSitting): ScoredAttempt {
  const versions = new Map(paper.questions.map((one) => [one.id, one.itemVersion]))
  const counted = grade.questions.filter(({ standing }) => standing !== 'void')
  return {
    id,
    questions: counted.map(({ id: questionId, points }) => {
      const response = attempt.responses[questionId]
      const chosen = response?.kind === 'options' ? { chosen: response.ids } : {}
      return { questionId, version: versions.get(questionId) ?? 1, score: points / FULL_POINTS, ...chosen }
    }),
  }
}
