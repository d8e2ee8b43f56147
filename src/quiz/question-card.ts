import type { Content } from '../outbox/message.ts'
import { buttonInteraction, multipleInteraction, type TemplateCard, voteInteraction } from '../wecom/cards.ts'
import { letteredOptions, type PaperQuestion } from './paper.ts'
import { optionLines, placeOf, questionText, timeLeft } from './question-text.ts'
import type { Sitting } from './record.ts'

/** How much a client shows of each block before it cuts it off (document 90236, "建议"), in characters. */
const SHOWN = { voteText: 160, buttonText: 160, option: 17, select: 16, selectTitle: 13 } as const
/** WeCom takes three drop-down lists in one card. */
const MOST_IN_A_SET = 3

/** The desk's name before the "@" of its card ids. */
const DESK = 'quiz'

/** What a card of this room belongs to: a question of an attempt, as it was when the card was made. */
export interface CardPlace {
  attemptId: string
  showing: number
  /** Of the question in the paper. */
  index: number
}

export function taskIdOf({ attemptId, showing, index }: CardPlace): string {
  return `${DESK}@${attemptId}@${showing}@${index}`
}

/** Undefined for a card of another desk or kind. */
export function placeOfTask(taskId: string): CardPlace | undefined {
  const [, attemptId, showing, index] = /^quiz@([0-9A-Za-z-]+)@(\d+)@(\d+)$/.exec(taskId) ?? []
  return attemptId ? { attemptId, showing: Number(showing), index: Number(index) } : undefined
}

/** Keys of buttons that are no answers. */
export const BUTTONS = { submit: 'submit', review: 'review', answer: 'answer', yes: 'true', no: 'false' } as const

/** The question before the member: a card where it fits WeCom's cards and the member wants cards, else text. */
export function questionContent(sitting: Sitting, at: Date): (string | Content)[] {
  const { attempt } = sitting
  if (attempt.state !== 'open') return []
  const text = questionText(sitting, attempt.cursor, at)
  if (sitting.style === 'text') return [text]

  const set = setAt(sitting)
  const card = set.length > 1 ? setCard(sitting, set, at) : questionCard(sitting, at)
  return [card ? { kind: 'card', card } : text]
}

/** Indexes of the questions put together on one card: the short questions of one case that follow each other, else one. */
export function setAt({ attempt }: Sitting): number[] {
  if (attempt.state !== 'open') return []
  const { questions, responses, cursor } = attempt
  const next = questions.slice(cursor, cursor + MOST_IN_A_SET)
  const story = next[0]?.story
  const end = next.findIndex((asked) => asked.story !== story || responses[asked.id] !== undefined || !fitsSet(asked))
  const together = end < 0 ? next : next.slice(0, end)
  return story && together.length > 1 ? together.map((_, place) => cursor + place) : [cursor]
}

function fitsSet(asked: PaperQuestion): boolean {
  const { type } = asked.question
  if (type === 'judgement') return true
  return type === 'single' && letteredOptions(asked).every(({ text }) => text.length + 3 <= SHOWN.select)
}

/** The drop-down lists of a set; undefined when the story and its questions do not fit. */
function setCard(sitting: Sitting, indexes: readonly number[], at: Date): TemplateCard | undefined {
  const asked = indexes.flatMap((index) => sitting.attempt.questions[index] ?? [])
  const lines = asked.map(({ question }, place) => `(${place + 1}) ${question.stem}`)
  const desc = [`【案例】${asked[0]?.story ?? ''}`, ...lines].join('\n')
  const first = indexes[0] ?? 0
  if (desc.length > SHOWN.voteText) return questionCard(sitting, at)
  return multipleInteraction({
    task_id: taskIdOf(placeIn(sitting)),
    main_title: { title: `第 ${first + 1} 至 ${first + asked.length} 题 · 剩余 ${timeLeft(sitting, at)}`, desc },
    select_list: asked.map((question, place) => ({
      question_key: question.id,
      title: `(${place + 1}) ${question.question.stem}`.slice(0, SHOWN.selectTitle),
      option_list: choicesOf(question),
    })),
    submit_button: { text: '提交答案', key: BUTTONS.answer },
  })
}

function choicesOf(asked: PaperQuestion): { id: string; text: string }[] {
  if (asked.question.type === 'judgement')
    return [
      { id: BUTTONS.yes, text: '正确' },
      { id: BUTTONS.no, text: '错误' },
    ]
  return letteredOptions(asked).map(({ id, letter, text }) => ({ id, text: `${letter}. ${text}` }))
}

function placeIn(sitting: Sitting): CardPlace {
  const { attempt, id } = sitting
  const { showing, cursor } = attempt.state === 'open' ? attempt : { showing: 0, cursor: 0 }
  return { attemptId: id, showing, index: cursor }
}

function questionCard(sitting: Sitting, at: Date): TemplateCard | undefined {
  const { attempt } = sitting
  const asked = attempt.state === 'open' ? attempt.questions[attempt.cursor] : undefined
  switch (asked?.question.type) {
    case 'judgement':
      return truthCard(sitting, asked, at)
    case 'single':
    case 'multiple':
      return voteCard(sitting, asked, at)
    default:
      return undefined
  }
}

function truthCard(sitting: Sitting, asked: PaperQuestion, at: Date): TemplateCard | undefined {
  const text = withStory(asked, asked.question.stem)
  if (text.length > SHOWN.buttonText) return undefined
  const given = sitting.attempt.responses[asked.id]
  const title = `${headOf(sitting)} · 剩余 ${timeLeft(sitting, at)}`
  return buttonInteraction({
    task_id: taskIdOf(placeIn(sitting)),
    main_title: given?.kind === 'truth' ? { title, desc: `已答：${given.value ? '正确' : '错误'}` } : { title },
    sub_title_text: text,
    button_list: [
      { text: '正确', style: 1, key: BUTTONS.yes },
      { text: '错误', style: 2, key: BUTTONS.no },
    ],
  })
}

/** Options that a client would cut off are written out above, and the card shows their letters only. */
function voteCard(sitting: Sitting, asked: PaperQuestion, at: Date): TemplateCard | undefined {
  const options = letteredOptions(asked)
  const short = options.every(({ text }) => text.length + 3 <= SHOWN.option)
  const stem = withStory(asked, asked.question.stem)
  const desc = [
    `${placeOf(sitting, cursorOf(sitting))} · 剩余 ${timeLeft(sitting, at)}`,
    stem,
    ...(short ? [] : optionLines(asked)),
  ].join('\n')
  if (desc.length > SHOWN.voteText) return undefined

  const given = sitting.attempt.responses[asked.id]
  const ticked = new Set(given?.kind === 'options' ? given.ids : [])
  return voteInteraction({
    task_id: taskIdOf(placeIn(sitting)),
    main_title: { title: asked.question.type === 'single' ? '单选题' : '多选题（可选多项）', desc },
    checkbox: {
      question_key: asked.id,
      mode: asked.question.type === 'single' ? 0 : 1,
      option_list: options.map(({ id, letter, text }) => ({
        id,
        text: short ? `${letter}. ${text}` : letter,
        is_checked: ticked.has(id),
      })),
    },
    submit_button: { text: '提交答案', key: BUTTONS.answer },
  })
}

function withStory({ story }: PaperQuestion, stem: string): string {
  return story ? `【案例】${story}\n${stem}` : stem
}

function headOf(sitting: Sitting): string {
  return placeOf(sitting, cursorOf(sitting))
}

function cursorOf({ attempt }: Sitting): number {
  return attempt.state === 'open' ? attempt.cursor : 0
}

/** Everything is answered: hand in or look again. */
export function completeContent(sitting: Sitting, at: Date): (string | Content)[] {
  const total = sitting.attempt.questions.length
  const line = `${total} 题已全部作答，还没有交卷，剩余 ${timeLeft(sitting, at)}。`
  if (sitting.style === 'text') return [`${line}\n回复“交卷”提交，回复“第 1 题”或“上一题”检查。`]
  const card = buttonInteraction({
    task_id: taskIdOf(placeIn(sitting)),
    main_title: { title: '全部作答完毕' },
    sub_title_text: `${line}交卷后不能再改。`,
    button_list: [
      { text: '交卷', style: 1, key: BUTTONS.submit },
      { text: '从第 1 题检查', style: 4, key: BUTTONS.review },
    ],
  })
  return [{ kind: 'card', card }]
}
