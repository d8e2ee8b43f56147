import { assignOnJoining, tasksOf } from './assignments.ts'
import { type Act, unansweredIndexes } from './attempt.ts'
import { createCertificates, type Verification, verify } from './certificates.ts'
import { createClosingReminders } from './closing.ts'
import { createExam, type Exam, type Press, resultOf } from './exam.ts'
import { answerGate, type GateResult, gate } from './gate.ts'
import { endOfDay, typedOrder } from './order-text.ts'
import { type ExemptionRequest, exempt, type Ordered, type OrderRequest, order } from './orders.ts'
import { showPledge, signPledge } from './pledge.ts'
import { dailyQuestion, mistakes, practised, quizMe } from './practice.ts'
import type { Sitting } from './record.ts'
import { ownResults, reportText, reportWorkbook, visibleTo } from './results.ts'
import type { Person, QuizDeps, QuizTx, Said, Turn } from './rooms.ts'
import { type Applied, applyPending, type Decision, decide } from './rulings.ts'
import { createSittings } from './sittings.ts'
import { standingText } from './task-text.ts'
import * as say from './wording.ts'

export { type Appointee, readAppointees } from './appointees.ts'
export { problemText } from './bank.ts'
export { type Blueprint, parseBlueprints } from './blueprint.ts'
export { asReading, type Drafted, draftByModel, draftByTemplates, type WriteItems } from './draft.ts'
export { readItems, writeItems } from './formats.ts'
export type { Intake } from './intake.ts'
export type { ItemBank } from './item-bank.ts'
export type { BankEntry } from './item-entry.ts'
export { AUDIENCE_LABELS, DIFFICULTY_LABELS, STATE_LABELS, TYPE_LABELS } from './labels.ts'
export type { BankItem } from './paper.ts'
export { pledgeOfTask } from './pledge.ts'
export type { ChoosableClause } from './sheet.ts'
export type { Act, Press, QuizDeps, Said, Turn }

/** Quizzes: papers are drawn, taken in the chat, graded, and what follows from the grade is seen to. */
export interface Quiz extends Exam {
  /** What a member has to take and may take, and how they stand. */
  mine(turn: Turn): Promise<Said>
  /** Assigns a paper and tells whoever got it. Naming the same people for the same occasion again changes nothing. */
  assign(request: OrderRequest): Promise<Ordered>
  /** "布置考核 …" as the office types it. */
  typedOrder(turn: Turn, text: string): Promise<Said>
  /** The instant at which a day ends that somebody wrote as 2026-04-30 or 2026年4月30日; undefined when it is no day. */
  endOfDay(text: string): Date | undefined
  exempt(request: ExemptionRequest): Promise<void>
  pledge(turn: Turn): Promise<Said>
  /** `version`: which one was before the member; without it the current one. */
  sign(turn: Turn, version?: string): Promise<Said>
  verify(code: string): Promise<Verification>
  gate(userid: string): Promise<GateResult | undefined>
  /** "张三任前考核过了吗"; undefined when nobody has that name, so that it is another question after all. */
  askGate(turn: Turn, name: string): Promise<Said | undefined>
  /** What the compliance office decided about an item that was asked: grades follow, with notices and a log. */
  decide(decision: Decision): Promise<Applied>
  /** The directory tells of a new member. */
  joined(userid: string, at: Date): Promise<void>
  daily(turn: Turn): Promise<Said>
  quizMe(turn: Turn, topic: string): Promise<Said>
  mistakes(turn: Turn): Promise<Said>
  /** Takes a text as the answer to a practice question that waits for one; undefined when it is none. */
  practised(turn: Turn, text: string): Promise<Said | undefined>
  results(turn: Turn): Promise<Said>
  /** The report of everybody the member may see, as text and as a workbook. */
  report(turn: Turn): Promise<Said>
  /** The report of everybody, or of one enterprise, as text and as a workbook; for the terminal. */
  workbook(filter: { enterprise?: string }): Promise<{ text: string; bytes: Uint8Array }>
  /** Everything that is due by the clock: ends what is over and warns of what is nearly over. */
  sweep(): Promise<Record<string, number>>
}

/** An answer that arrived in time may still be on its way through the inbox when time is up. */
const GRACE_MS = 5_000
/** How long before the end members are warned, and from what length on: shorter papers need no warning. */
const WARNING_MS = 5 * 60_000

export function createQuiz(deps: QuizDeps): Quiz {
  const sittings = createSittings(deps)
  const settleCertificates = createCertificates(deps)
  const remindOfClosing = createClosingReminders(deps)
  return {
    ...createExam({ ...deps, sittings }),
    mine: (turn) => mine(turn, deps),
    assign: (request) => order(request, deps),
    typedOrder: (turn, text) => typedOrder(turn, text, deps),
    endOfDay: (text) => endOfDay(text, deps.timeZone),
    exempt: (request) => exempt(request, deps),
    pledge: (turn) => showPledge(turn, deps),
    sign: (turn, version) => signPledge(turn, version, deps),
    verify: (code) => verify(code, deps),
    gate: (userid) => gate(userid, deps),
    askGate: (turn, name) => answerGate(turn, name, deps),
    decide: (decision) => decide(decision, deps),
    daily: (turn) => dailyQuestion(turn, deps),
    quizMe: (turn, topic) => quizMe(turn, topic, deps),
    mistakes: (turn) => mistakes(turn, deps),
    practised: (turn, text) => practised(turn, text, deps),
    results: (turn) => ownResults(turn, deps),
    report: (turn) => report(turn, deps),
    workbook: (filter) => workbook(filter, deps),
    joined: async (userid, at) => assignOnJoining(await deps.people.identify(userid), at, deps),
    sweep: async () => {
      const now = deps.clock.now()
      const ended = await sittings.expire(new Date(now.getTime() - GRACE_MS), (sitting, tx) =>
        tellResult(sitting, tx, deps),
      )
      const warned = await warn(now, deps, sittings.get)
      const regraded = await applyPending(deps)
      const reminded = await remindOfClosing(now)
      return { ended, warned, regraded, reminded, certificates: await settleCertificates() }
    },
  }
}

async function mine({ person, at }: Turn, deps: QuizDeps): Promise<Said> {
  const tasks = await tasksOf(person.userid, at, deps)
  if (tasks.length === 0) return ['您没有考核任务。']
  const lines = tasks.map((task) => `· 《${task.blueprint.title}》${standingText(task, deps.timeZone)}`)
  const ready = tasks.some(({ standing }) => standing.kind === 'ready')
  return [['您的考核：', ...lines, ...(ready ? ['回复“开始考核”开始作答。'] : [])].join('\n')]
}

async function report({ person }: Turn, deps: QuizDeps): Promise<Said> {
  const text = await reportText(person, deps)
  if (!text) return ['考核报告供企业和部门主管、合规管理办公室查看。查看自己的成绩请回复“我的成绩”。']
  const people = visibleTo(
    person,
    (await deps.people.all()).filter(({ active }) => active),
  )
  const bytes = await reportWorkbook(people, deps)
  const { mediaId } = await deps.media.upload({ name: '考核报告.xlsx', bytes, type: 'file' })
  return [text, { kind: 'file', mediaId }]
}

/** Who reads at the terminal sees what the office sees. */
const OFFICE: Person = { userid: 'office', name: '合规管理办公室', departments: [], roles: ['office'], active: true }

async function workbook(
  { enterprise }: { enterprise?: string },
  deps: QuizDeps,
): Promise<{ text: string; bytes: Uint8Array }> {
  const people = {
    ...deps.people,
    all: async () => (await deps.people.all()).filter((one) => !enterprise || one.enterprise === enterprise),
  }
  const questions = { citedClauses: () => deps.questions.citedClauses() }
  const narrowed = { ...deps, people, questions }
  const text = (await reportText(OFFICE, narrowed)) ?? ''
  return {
    text,
    bytes: await reportWorkbook(
      (await people.all()).filter(({ active }) => active),
      narrowed,
    ),
  }
}

async function tellResult(sitting: Sitting, tx: QuizTx, deps: QuizDeps): Promise<void> {
  const text = await resultOf(sitting, { store: { ...deps.store, ...tx }, titleOf: deps.titleOf })
  const content = { kind: 'text' as const, text }
  await deps.outbox.enqueue(
    [{ key: `quiz-result:${sitting.id}`, to: sitting.userid, purpose: 'quiz', content }],
    tx.outbox,
  )
}

/** Who has questions left is told before time is up; once. */
async function warn(
  now: Date,
  { store, outbox }: QuizDeps,
  get: (id: string) => Promise<Sitting | undefined>,
): Promise<number> {
  const ids = await store.attempts.due(new Date(now.getTime() + WARNING_MS), 'unwarned')
  let warned = 0
  for (const id of ids) {
    const sitting = await get(id)
    if (!sitting || sitting.deadline <= now) continue
    const long = sitting.blueprint.minutes * 60_000 > 2 * WARNING_MS
    const content = { kind: 'text' as const, text: say.warning(sitting, now) }
    const message = {
      key: `quiz-warning:${id}`,
      to: sitting.userid,
      purpose: 'quiz' as const,
      content,
      expiresAt: sitting.deadline,
    }
    await store.transaction(async (tx) => {
      const marked = await tx.attempts.change(sitting, { warnedAt: now })
      if (marked && long && unansweredIndexes(sitting.attempt).length > 0) {
        await outbox.enqueue([message], tx.outbox)
        warned += 1
      }
    })
  }
  return warned
}
