import type { Command } from 'commander'
import { spellPath } from '../base/text.ts'
import { type BankEntry, DIFFICULTY_LABELS, STATE_LABELS, TYPE_LABELS } from '../quiz/quiz.ts'
import { withItems } from './quiz-open.ts'
import type { Services } from './services.ts'

type Item = BankEntry['item']
type Question = Exclude<Item, { type: 'case' }>

/** `hegui quiz show`: everything a reviewer needs to see of one item. */
export function addShow(quiz: Command, services: Services): void {
  quiz
    .command('show')
    .description('显示一道试题：题干、选项、答案、依据、状态和经过')
    .argument('<id>', '试题编号')
    .action((id: string) =>
      withItems(services, false, async ({ bank }) => {
        const { history, ...entry } = await bank.entry(id)
        const steps = history.map(({ at, actor, state, version, reason }) => {
          const why = reason === undefined ? '' : `：${reason}`
          return `  ${services.momentOf(at)}  v${version} ${STATE_LABELS[state]}  ${actor === 'system' ? '系统' : actor}${why}`
        })
        process.stdout.write(`${[...entryLines(entry), '经过', ...steps].join('\n')}\n`)
      }),
    )
}

function entryLines({ item, state, version, reason }: BankEntry): string[] {
  const facts = [STATE_LABELS[state], TYPE_LABELS[item.type], DIFFICULTY_LABELS[item.difficulty], item.topic]
  const why = reason === undefined ? [] : [`原因：${reason}`]
  const head = [`${item.id}  v${version}  ${facts.join(' ')}`, ...why]
  if (item.type !== 'case') return [...head, ...questionLines(item)]
  return [...head, item.stem, ...item.questions.flatMap((question) => ['', ...questionLines(question)])]
}

function questionLines(question: Question): string[] {
  const basis = question.basis.map(
    ({ documentId, clause, quote }) => `依据：${documentId} ${spellPath(clause)}“${quote}”`,
  )
  return [question.stem, ...answerLines(question), `解析：${question.explanation}`, ...basis]
}

function answerLines(question: Question): string[] {
  switch (question.type) {
    case 'judgement':
      return [`答案：${question.key ? '对' : '错'}`]
    case 'blank':
      return [`答案：${question.accepted.join('、')}`]
    case 'single':
    case 'multiple':
      return optionLines(question.options, [question.key].flat())
    default:
      return question satisfies never
  }
}

/** The options with their letters, the right ones ticked, each with its reason. */
export function optionLines(
  options: readonly { id: string; text: string; why?: string }[],
  key: readonly string[],
): string[] {
  return options.map(
    ({ id, text, why }) => `    ${key.includes(id) ? '✓' : ' '} ${id}. ${text}${why ? `（${why}）` : ''}`,
  )
}
