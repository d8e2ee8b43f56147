import { AppError } from '../base/errors.ts'
import type { Content } from '../outbox/message.ts'
import { type Task, tasksOf } from './assignments.ts'
import type { Act } from './attempt.ts'
import type { Ruling } from './grade.ts'
import type { PaperQuestion, Response } from './paper.ts'
import { spoken } from './paper.ts'
import { BUTTONS, type CardPlace, completeContent, placeOfTask, questionContent } from './question-card.ts'
import { readAnswer } from './read-answer.ts'
import { isGraded, type Sitting, type Style } from './record.ts'
import type { QuizDeps, Said, Turn } from './rooms.ts'
import type { Happened, Sittings } from './sittings.ts'
import { standingText } from './task-text.ts'
import * as say from './wording.ts'

/** A press on a card as WeCom reports it. */
export interface Press {
  taskId: string
  eventKey: string
  responseCode?: string | undefined
  selectedItems: readonly { questionKey: string; optionIds: readonly string[] }[]
}

/** Taking a paper in the chat: every method says what the member is told. */
export interface Exam {
  /** Begins, or goes on with what is running. `title`: part of a paper's title, when the member named one. */
  start(turn: Turn, title?: string): Promise<Said>
  act(turn: Turn, act: Act): Promise<Said>
  /** Takes a text as an answer; undefined when no attempt runs. */
  typed(turn: Turn, text: string): Promise<Said | undefined>
  pressed(turn: Turn, press: Press): Promise<Said>
  timeLeft(turn: Turn): Promise<Said>
  setStyle(turn: Turn, style: Style): Promise<Said>
}

type Deps = Pick<QuizDeps, 'store' | 'blueprints' | 'titleOf' | 'timeZone'> & { sittings: Sittings }

export function createExam(deps: Deps): Exam {
  const { sittings } = deps
  return {
    start: (turn, title) => start(turn, title, deps),
    act: async (turn, act) => told(await sittings.act(by(turn), act), turn, deps),
    typed: (turn, text) => typed(turn, text, deps),
    pressed: (turn, press) => pressed(turn, press, deps),
    timeLeft: async ({ person, at }) => {
      const sitting = await sittings.running(person.userid)
      return [sitting ? say.remaining(sitting, at) : say.NO_ATTEMPT]
    },
    setStyle: async (turn, style) => {
      const sitting = await sittings.running(turn.person.userid)
      if (!sitting) return [say.NO_ATTEMPT]
      await sittings.setStyle(sitting, style)
      return told(await sittings.act(by(turn), { do: 'resume' }), turn, deps)
    },
  }
}

function by({ person, key, at }: Turn): { userid: string; key: string; at: Date } {
  return { userid: person.userid, key, at }
}

async function start(turn: Turn, title: string | undefined, deps: Deps): Promise<Said> {
  const { person, key, at } = turn
  const running = await deps.sittings.running(person.userid)
  if (running) return resume(turn, running, deps)

  const tasks = await tasksOf(person.userid, at, deps)
  const named = title ? tasks.filter(({ blueprint }) => blueprint.title.includes(title)) : tasks
  const ready = named.filter(({ standing }) => standing.kind === 'ready')
  const wanted = title ? ready : preferAssigned(ready)
  const [task] = wanted
  if (!task) return [refusal(named.length > 0 ? named : tasks, deps)]
  if (wanted.length > 1) return [choice(wanted)]

  const { sitting, fresh } = await begun(task, { userid: person.userid, key, at }, deps)
  return fresh ? [say.beginning(sitting), ...questionContent(sitting, at)] : resume(turn, sitting, deps)
}

function begun({ blueprint, assignment }: Task, who: { userid: string; key: string; at: Date }, { sittings }: Deps) {
  return sittings.begin({ ...who, blueprint, ...(assignment ? { assignmentId: assignment.id } : {}) })
}

function preferAssigned(ready: readonly Task[]): readonly Task[] {
  const assigned = ready.filter(({ assignment }) => assignment)
  return assigned.length > 0 ? assigned : ready
}

async function resume(turn: Turn, { id }: Sitting, deps: Deps): Promise<Said> {
  const happened = await deps.sittings.act(by(turn), { do: 'resume' })
  const said = await told(happened, turn, deps)
  return happened?.sitting.id === id && happened.outcome.kind === 'shown'
    ? [`《${happened.sitting.blueprint.title}》还在进行，接着作答：`, ...said]
    : said
}

function choice(ready: readonly Task[]): string {
  return ['您可以参加下列考核，请回复其中一行：', ...ready.map(({ blueprint }) => `开始考核 ${blueprint.title}`)].join(
    '\n',
  )
}

function refusal(tasks: readonly Task[], { timeZone }: Deps): string {
  if (tasks.length === 0) return '您没有待参加的考核。回复“每日一题”或“考考我”可以练习。'
  return tasks.map((task) => `《${task.blueprint.title}》${standingText(task, timeZone)}`).join('\n')
}

async function typed(turn: Turn, text: string, deps: Deps): Promise<Said | undefined> {
  const known = await deps.sittings.running(turn.person.userid)
  // The message that handed in, told again after a crash, finds its attempt ended.
  if (!known) return toldIfAny(await deps.sittings.act(by(turn), { do: 'tick' }), turn, deps)
  const { attempt } = known
  const asked = attempt.state === 'open' ? attempt.questions[attempt.cursor] : undefined
  const act = (what: Act) => deps.sittings.act({ ...by(turn), known }, what)
  if (!asked || known.last?.key === turn.key || turn.at >= known.deadline)
    return told(await act({ do: 'resume' }), turn, deps)

  const reading = readAnswer(text, asked)
  switch (reading.kind) {
    case 'answer':
      return told(
        await act({ do: 'answer', answers: [{ question: asked.id, response: reading.response }] }),
        turn,
        deps,
      )
    case 'question':
      return [say.QUIZ_FIRST]
    case 'unclear':
      return [say.unclear(known, reading.hint)]
    default:
      return reading satisfies never
  }
}

async function toldIfAny(happened: Happened | undefined, turn: Turn, deps: Deps): Promise<Said | undefined> {
  return happened ? told(happened, turn, deps) : undefined
}

async function pressed(turn: Turn, press: Press, deps: Deps): Promise<Said> {
  const place = placeOfTask(press.taskId)
  const sitting = place ? await deps.sittings.get(place.attemptId) : undefined
  if (!place || !sitting) return [say.UNKNOWN_CARD]
  if (sitting.userid !== turn.person.userid) return [say.OTHERS_CARD]

  // Another attempt may be running by now, and this card must not reach it.
  if (sitting.attempt.state !== 'open' && sitting.last?.key !== turn.key)
    return [...spent(press, '考核已结束'), say.ENDED]

  const act = actOf(press, sitting, place)
  if (!act) return [say.unclear(sitting, '请先选择选项再提交')]
  const running = sitting.attempt.state === 'open' ? { known: sitting } : {}
  const happened = await deps.sittings.act({ ...by(turn), ...running }, act)
  return [...spent(press, greyText(happened, act)), ...(await told(happened, turn, deps))]
}

/** What a press asks for; undefined when nothing was chosen. */
function actOf(
  { eventKey, selectedItems }: Press,
  { attempt }: Sitting,
  { showing, index }: CardPlace,
): Act | undefined {
  if (eventKey === BUTTONS.submit) return { do: 'submit', sure: false }
  if (eventKey === BUTTONS.review) return { do: 'go', to: { index: 0 } }
  if (eventKey === BUTTONS.yes || eventKey === BUTTONS.no) {
    const response: Response = { kind: 'truth', value: eventKey === BUTTONS.yes }
    return { do: 'answer', showing, answers: [{ question: attempt.questions[index]?.id ?? '', response }] }
  }
  const answers = selectedItems.flatMap(({ questionKey, optionIds }) => {
    const asked = attempt.questions.find(({ id }) => id === questionKey)
    const response = asked && optionIds.length > 0 ? chosen(asked, optionIds) : undefined
    return response ? [{ question: questionKey, response }] : []
  })
  return answers.length > 0 ? { do: 'answer', showing, answers } : undefined
}

function chosen({ question, order }: PaperQuestion, optionIds: readonly string[]): Response | undefined {
  if (question.type === 'judgement') return { kind: 'truth', value: optionIds[0] === BUTTONS.yes }
  return optionIds.every((id) => order.includes(id)) ? { kind: 'options', ids: [...optionIds] } : undefined
}

/** The card that was pressed keeps what became of the press; a card without a code stays as it is. */
function spent({ responseCode }: Press, replaceName: string): Content[] {
  return responseCode ? [{ kind: 'card-change', responseCode, update: { replaceName } }] : []
}

function greyText(happened: Happened | undefined, act: Act): string {
  const { kind } = happened?.outcome ?? { kind: 'ended' }
  if (kind === 'recorded' && act.do === 'answer' && happened) {
    const given = act.answers.map(({ question, response }) => {
      const asked = happened.sitting.attempt.questions.find(({ id }) => id === question)
      return asked ? spoken(response, asked) : ''
    })
    return `已作答：${given.join('、')}`
  }
  if (kind === 'submitted') return '已交卷'
  if (kind === 'shown') return '已翻到其他题'
  return kind === 'ended' || kind === 'expired' ? '考核已结束' : '此卡片已失效'
}

/** What a member is told after an act. */
async function told(happened: Happened | undefined, turn: Turn, deps: Deps): Promise<Said> {
  if (!happened) return [say.NO_ATTEMPT]
  const { sitting, outcome } = happened
  switch (outcome.kind) {
    case 'recorded':
      return outcome.complete ? completeContent(sitting, turn.at) : questionContent(sitting, turn.at)
    case 'shown':
      return questionContent(sitting, turn.at)
    case 'submitted':
    case 'expired':
      return [await resultOf(sitting, deps)]
    case 'edge':
      return [say.edge(outcome.side)]
    case 'old-card':
      return [say.oldCard(outcome.answered)]
    case 'unanswered':
      return [say.unanswered(outcome.indexes)]
    case 'unknown-question':
      return [say.UNKNOWN_CARD]
    case 'ended':
      return [say.ENDED]
    case 'running':
      return [say.remaining(sitting, turn.at)]
    default:
      return outcome satisfies never
  }
}

/** The result of a sitting that has ended. */
export async function resultOf(sitting: Sitting, { store, titleOf }: Pick<Deps, 'store' | 'titleOf'>): Promise<string> {
  if (!isGraded(sitting)) throw new AppError('defect', 'an attempt that has ended is not graded')
  const rulings = (await store.rulings.list()).map(({ ruling }) => ruling as Ruling)
  return say.resultText(sitting, { titleOf, rulings })
}
