import { civilDateAt } from '../base/calendar.ts'
import { FULL_POINTS, pointsFor } from './grade.ts'
import type { Item, Question } from './item.ts'
import type { BankItem, PaperQuestion } from './paper.ts'
import { optionLines, TYPE_NAMES } from './question-text.ts'
import { hintFor, readAnswer } from './read-answer.ts'
import { focusOf } from './results.ts'
import type { PracticeRow, QuizDeps, Said, Turn } from './rooms.ts'
import { seededRandom, shuffled } from './seeded.ts'
import { gradedOf } from './sittings.ts'
import * as say from './wording.ts'

type Deps = Pick<
  QuizDeps,
  'store' | 'bank' | 'titleOf' | 'timeZone' | 'newId' | 'clock' | 'questions' | 'blueprints' | 'people'
>

/** A question that was asked for practice waits this long for an answer; then words mean something else again. */
const WAIT_MS = 30 * 60_000
const MISTAKES_SHOWN = 10

/** 每日一题: the same one all day for a member, another for the next; what they were never asked comes first. */
export async function dailyQuestion(turn: Turn, deps: Deps): Promise<Said> {
  const day = civilDateAt(turn.at, deps.timeZone)
  const key = `daily:${turn.person.userid}:${day}`
  const before = await deps.store.practice.byKey(key)
  if (before?.answeredAt) return ['今天的一题已经答过了，明天再来。想多练请回复“考考我”。']
  if (before) return [posed(before.question as PaperQuestion, '每日一题')]
  const items = await deps.bank.itemsFor(turn.person.userid)
  return pose(await unseenFirst(turn, items, deps), { turn, key, label: '每日一题' }, deps)
}

/** "考考我 数据保护": a question on a topic; without one, on what is asked and answered wrong most. */
export async function quizMe(turn: Turn, topic: string, deps: Deps): Promise<Said> {
  const items = await deps.bank.itemsFor(turn.person.userid)
  const wanted = topic
    ? items.filter(({ item }) => mentions(item, topic))
    : await onFocus(items, turn.person.userid, deps)
  if (wanted.length === 0) {
    const topics = [...new Set(items.map(({ item }) => item.topic))].toSorted()
    return [`题库里没有关于“${topic}”的试题。可以选的主题：${topics.join('、')}。例如回复“考考我 ${topics[0] ?? ''}”。`]
  }
  return pose(await unseenFirst(turn, wanted, deps), { turn, key: `practice:${turn.key}`, label: '练一练' }, deps)
}

/** 错题本: what was answered wrong and not yet right in practice, and the first of it to try again. */
export async function mistakes(turn: Turn, deps: Deps): Promise<Said> {
  const wrong = await openMistakes(turn.person.userid, deps)
  if (wrong.length === 0) return ['错题本是空的。']
  const lines = wrong.slice(0, MISTAKES_SHOWN).map(({ question }, index) => `${index + 1}. ${question.stem}`)
  const more = wrong.length > MISTAKES_SHOWN ? [`……共 ${wrong.length} 题`] : []
  const [first] = wrong
  const again = first ? await poseQuestion(first, { turn, key: `practice:${turn.key}`, label: '再做一遍' }, deps) : []
  return [['错题本（答对一次后移出）：', ...lines, ...more].join('\n'), ...again]
}

async function openMistakes(userid: string, { store }: Deps): Promise<PaperQuestion[]> {
  const known = new Map<string, { asked: PaperQuestion; right: boolean; at: number }>()
  const note = (asked: PaperQuestion, right: boolean, at: Date) => {
    const before = known.get(asked.id)
    if (!before || before.at <= at.getTime()) known.set(asked.id, { asked, right, at: at.getTime() })
  }
  for (const { grade, paper, startedAt } of await gradedOf({ userid }, store))
    for (const { id, standing, points } of grade.questions) {
      const asked = paper.questions.find((one) => one.id === id)
      if (asked && standing !== 'void') note(asked, points === FULL_POINTS, startedAt)
    }
  for (const turn of await store.practice.answered({ userid }))
    note(turn.question as PaperQuestion, turn.right === true, turn.answeredAt ?? turn.askedAt)
  return [...known.values()].filter(({ right }) => !right).map(({ asked }) => asked)
}

/** Takes a text as the answer to the practice question that waits for one; undefined when none does. */
export async function practised(turn: Turn, text: string, deps: Deps): Promise<Said | undefined> {
  const waiting = await deps.store.practice.latest(turn.person.userid)
  if (!waiting || turn.at.getTime() - waiting.askedAt.getTime() > WAIT_MS) return undefined
  const asked = waiting.question as PaperQuestion
  // Any words could fill a blank, so there the answer has to say that it is one.
  if (asked.question.type === 'blank' && !EXPLICIT.test(text)) return undefined
  const reading = readAnswer(text, asked)
  // Whoever asks something in practice gets an answer to it, not a reproach.
  if (reading.kind !== 'answer' || isOther(waiting, turn)) return undefined
  const right = pointsFor(reading.response, asked.question, 'none') === FULL_POINTS
  await deps.store.practice.answer(waiting.id, { response: reading.response, right, at: turn.at })
  return [verdict(asked, right, deps)]
}

const EXPLICIT = /^(?:答案?|填)(?:是|为)?\s*[:：]/u

/** Answered by another message before; the same one again, after a crash, is told the same again. */
function isOther({ answeredAt }: PracticeRow, { at }: Turn): boolean {
  return answeredAt !== undefined && answeredAt.getTime() !== at.getTime()
}

function verdict(asked: PaperQuestion, right: boolean, { titleOf }: Deps): string {
  const head = right ? '答对了！' : '答错了，已记入错题本。'
  return [head, ...say.explained(asked, asked.question, titleOf), '继续练习请回复“考考我”。'].join('\n')
}

interface Posing {
  turn: Turn
  key: string
  label: string
}

async function pose(chosen: BankItem | undefined, posing: Posing, deps: Deps): Promise<Said> {
  const asked = chosen && practiceQuestion(chosen, posing.key)
  return asked ? poseQuestion(asked, posing, deps) : ['题库里暂时没有可以练习的试题。']
}

async function poseQuestion(asked: PaperQuestion, { turn, key, label }: Posing, { store, newId }: Deps): Promise<Said> {
  const row = { id: newId(), key, userid: turn.person.userid, itemId: asked.itemId, question: asked, askedAt: turn.at }
  await store.practice.ask(row)
  const kept = await store.practice.byKey(key)
  return [posed((kept?.question ?? asked) as PaperQuestion, label)]
}

function posed(asked: PaperQuestion, label: string): string {
  const { stem, type, topic } = asked.question
  const story = asked.story ? [`【案例】${asked.story}`] : []
  return [
    `【${label}】${topic} · ${TYPE_NAMES[type]}`,
    ...story,
    stem,
    ...optionLines(asked),
    `${hintFor(asked)}。`,
  ].join('\n')
}

/** A question of an item; of a case the first. */
function practiceQuestion({ item, version }: BankItem, seed: string): PaperQuestion | undefined {
  const question: Question | undefined = item.type === 'case' ? item.questions[0] : item
  if (!question) return undefined
  const order =
    'options' in question
      ? shuffled(
          question.options.map(({ id }) => id),
          seededRandom(seed),
        )
      : []
  const base = { id: question.id, itemId: item.id, itemVersion: version, question, order }
  return item.type === 'case' ? { ...base, id: `${item.id}.${question.id}`, story: item.stem } : base
}

async function unseenFirst(
  { person, key, at }: Turn,
  items: readonly BankItem[],
  { store }: Deps,
): Promise<BankItem | undefined> {
  const practised = (await store.practice.answered({ userid: person.userid })).map(({ itemId }) => itemId)
  const seen = new Set([...(await store.attempts.seenItems(person.userid)), ...practised])
  const mixed = shuffled(items, seededRandom(`${person.userid} ${key} ${at.getTime()}`))
  return mixed.find(({ item }) => !seen.has(item.id)) ?? mixed[0]
}

function mentions(item: Item, topic: string): boolean {
  const questions = item.type === 'case' ? item.questions : [item]
  return item.topic.includes(topic) || item.stem.includes(topic) || questions.some(({ stem }) => stem.includes(topic))
}

/** Items on the clauses that need it most; all of them while nothing is known. */
async function onFocus(items: readonly BankItem[], reader: string, deps: Deps): Promise<readonly BankItem[]> {
  const focus = await focusOf(await gradedOf({}, deps.store), deps, reader)
  for (const { documentId, clause } of focus) {
    const own = items.filter(({ item }) =>
      (item.type === 'case' ? item.questions : [item]).some(({ basis }) =>
        basis.some((one) => one.documentId === documentId && one.clause === clause),
      ),
    )
    if (own.length > 0) return own
  }
  return items
}
