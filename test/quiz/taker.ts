import type { PaperQuestion } from '../../src/quiz/paper.ts'
import { keyOf, letteredOptions } from '../../src/quiz/paper.ts'
import { type Sitting, toSitting } from '../../src/quiz/record.ts'
import type { Entry } from '../../src/sandbox/contract.ts'
import type { TestApp } from '../support/app.ts'

export type CardEntry = Extract<Entry, { kind: 'card' }>

interface Controls {
  checkbox?: { question_key: string; option_list: { id: string; text: string }[] }
  button_list?: { text: string; key: string }[]
  select_list?: { question_key: string; option_list: { id: string; text: string }[] }[]
  submit_button?: { key: string }
}

/** A member of the emulator who takes a quiz the way people do: looking at the last card, pressing and typing. */
export interface Taker {
  cards(): CardEntry[]
  card(): CardEntry
  /** What the database holds of the member's last attempt. */
  sitting(): Promise<Sitting>
  question(): Promise<PaperQuestion>
  /** Presses the newest card, or the one given. */
  press(
    choice: { key?: string; selected?: { questionKey: string; optionIds: string[] }[] },
    card?: CardEntry,
  ): Promise<string[]>
  /** Answers what is before the member, by card or, where there is none or text is wanted, by typing. */
  answer(how?: { right?: boolean; byText?: boolean }): Promise<string[]>
  /** Answers everything that is left and hands in. */
  finish(how?: { right?: boolean; byText?: boolean }): Promise<string[]>
}

export function takerOf(bot: TestApp, member: string): Taker {
  const cards = () => bot.sandbox.conversation(member).filter((entry): entry is CardEntry => entry.kind === 'card')
  const card = () => {
    const last = cards().at(-1)
    if (!last) throw new Error('there is no card')
    return last
  }
  const sitting = async () => {
    const row = (await bot.app.store.attempts.list({ userid: member })).at(-1)
    if (!row) throw new Error('there is no attempt')
    return toSitting(row)
  }
  const question = async () => {
    const { attempt } = await sitting()
    const asked = attempt.state === 'open' ? attempt.questions[attempt.cursor] : undefined
    if (!asked) throw new Error('there is no question')
    return asked
  }

  async function press(
    { key, selected = [] }: { key?: string; selected?: { questionKey: string; optionIds: string[] }[] },
    on = card(),
  ): Promise<string[]> {
    const before = bot.heard(member).length
    const controls = on.card as Controls
    await bot.sandbox.press({
      member,
      entry: on.id,
      key: key ?? controls.submit_button?.key ?? '',
      selected,
      menu: false,
    })
    await bot.app.settled()
    return bot.heard(member).slice(before)
  }

  async function answer({ right = true, byText = false } = {}): Promise<string[]> {
    const asked = await question()
    const last = bot.sandbox.conversation(member).at(-1)
    if (byText || last?.kind !== 'card') return bot.ask(member, typedAnswer(asked, right))
    const { button_list, checkbox } = last.card as Controls
    if (button_list)
      return press({ key: String((asked.question.type === 'judgement' && asked.question.key) === right) }, last)
    return press(
      { selected: [{ questionKey: checkbox?.question_key ?? '', optionIds: chosenIds(asked, right) }] },
      last,
    )
  }

  async function finish(how: { right?: boolean; byText?: boolean } = {}): Promise<string[]> {
    for (let index = 0; index < 60; index++) {
      const { attempt } = await sitting()
      if (attempt.questions.every(({ id }) => attempt.responses[id] !== undefined)) break
      await answer(how)
      bot.clock.set(new Date(bot.clock.now().getTime() + 8_000))
    }
    return bot.ask(member, '交卷')
  }

  return { cards, card, sitting, question, press, answer, finish }
}

function chosenIds({ question, order }: PaperQuestion, right: boolean): string[] {
  const key = keyOf(question)
  const ids = key.kind === 'options' ? key.ids : []
  return right ? ids : order.filter((id) => !ids.includes(id)).slice(0, 1)
}

function typedAnswer(asked: PaperQuestion, right: boolean): string {
  const { question } = asked
  if (question.type === 'judgement') return question.key === right ? '对' : '错'
  if (question.type === 'blank') return right ? (question.accepted[0] ?? '') : '不知道'
  const ids = chosenIds(asked, right)
  return letteredOptions(asked)
    .filter(({ id }) => ids.includes(id))
    .map(({ letter }) => letter)
    .join('')
}
