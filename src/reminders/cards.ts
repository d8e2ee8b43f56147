import { spellDate } from '../base/calendar.ts'
import { spellPath } from '../base/text.ts'
import { buttonInteraction, type CardButton, type TemplateCard } from '../wecom/cards.ts'
import { type KeptObligation, type Plannable, statusOf } from './ledger.ts'
import { KIND_NAMES, reportAskedBy } from './papers/input.ts'
import type { Item, PlannedReminder } from './plan.ts'
import { byUrgency, type Counts, clip, dueLine, missedLine, shortDate, type Today, timeLeft } from './wording.ts'

/** Task ids of this room's cards begin so; the conversation finds its way back by it. */
export const DESK = 'reminders'
/** The drop-down of a card that speaks of several occurrences. */
export const CHOICE = 'item'
/** WeCom's limit for a drop-down (document 90236). */
const MOST_CHOICES = 10
const WORST = 3
const TITLE = 36
const SOURCE = { desc: '合规小助手 · 事项提醒', desc_color: 0 } as const

/** What a button of a card asks for. */
const VERBS = ['done', 'doing', 'extend', 'transfer', 'help', 'later', 'watch', 'list', 'accept', 'refuse'] as const
export type Verb = (typeof VERBS)[number]

/** The key of a button, `verb` or `verb:subject`. Undefined for a button that no card of today has. */
export function readButton(key: string): { verb: Verb; subject?: string } | undefined {
  const [word, subject] = key.split(':')
  const verb = VERBS.find((one) => one === word)
  return verb && { verb, ...(subject ? { subject } : {}) }
}

const OWNER_BUTTONS: readonly { verb: Verb; text: string; style?: 1 | 2 }[] = [
  { verb: 'done', text: '已办结', style: 1 },
  { verb: 'doing', text: '办理中', style: 2 },
  { verb: 'extend', text: '申请延期', style: 2 },
  { verb: 'transfer', text: '转办', style: 2 },
  { verb: 'help', text: '有困难', style: 2 },
  { verb: 'later', text: '明日再提醒', style: 2 },
]
const WATCHER_BUTTONS: typeof OWNER_BUTTONS = [
  { verb: 'watch', text: '已知悉，我来督办', style: 1 },
  { verb: 'transfer', text: '转办', style: 2 },
  { verb: 'list', text: '查看清单', style: 2 },
]

/** What a card needs to know besides the plan. */
export interface CardContext extends Today {
  enterpriseName(id: string): string
  personName(userid: string): string
  counts(reminder: PlannedReminder): Counts
}

/** The card of one member and day: one occurrence with its buttons, or a digest with a drop-down. */
export function reminderCard(reminder: PlannedReminder, taskId: string, context: CardContext): TemplateCard {
  const [only] = reminder.own
  if (only && reminder.own.length === 1 && reminder.watched.length === 0) return singleCard(only, taskId, context)
  return digestCard(reminder, taskId, context)
}

function singleCard(item: Item, taskId: string, context: CardContext): TemplateCard {
  const { occurrence, obligation } = item
  const note = missedLine(item, context.today)
  return buttonInteraction({
    source: SOURCE,
    task_id: taskId,
    main_title: { title: clip(obligation.title, TITLE), desc: dueLine(occurrence.due, context) },
    ...(note ? { sub_title_text: note } : {}),
    ...(obligation.quote
      ? {
          quote_area: {
            ...{ type: 0, title: clip(`依据 ${spellPath(obligation.clause)}`.trim(), TITLE) },
            quote_text: clip(obligation.quote, 90),
          },
        }
      : {}),
    horizontal_content_list: [
      { keyname: '事项编号', value: String(occurrence.number) },
      { keyname: '所属单位', value: context.enterpriseName(occurrence.enterpriseId) },
      { keyname: '当前状态', value: statusOf(occurrence, context.today) },
      ...(obligation.quantity ? [{ keyname: '量化要求', value: obligation.quantity.text }] : []),
      ...closingNeeds(obligation),
      ...(occurrence.owners.length === 0 ? [{ keyname: '责任人', value: '尚未指定，请转办' }] : []),
    ],
    button_list: buttons(OWNER_BUTTONS, occurrence.id),
  })
}

/** What has to be handed in; where that is a report, how to get a draft of it. */
function closingNeeds(obligation: KeptObligation): { keyname: string; value: string }[] {
  if (!obligation.evidence) return []
  const report = reportAskedBy(obligation)
  const value = report ? `须提交佐证；回复“${KIND_NAMES[report]}”取初稿` : '须提交佐证材料'
  return [{ keyname: '办结要求', value }]
}

function digestCard(reminder: PlannedReminder, taskId: string, context: CardContext): TemplateCard {
  const own = reminder.own.toSorted(byUrgency)
  const watched = reminder.watched.toSorted(byUrgency)
  const counts = watched.length > 0 ? context.counts(reminder) : undefined
  return buttonInteraction({
    source: SOURCE,
    task_id: taskId,
    main_title: { title: titleOf(own.length, watched.length), desc: spellDate(context.today) },
    sub_title_text: [...ownLines(own, context), ...watchedLines(watched, context)].join('\n'),
    ...(counts
      ? {
          horizontal_content_list: [
            { keyname: '未办结', value: `${counts.open} 项` },
            { keyname: '已逾期', value: `${counts.overdue} 项` },
            { keyname: '7 日内到期', value: `${counts.soon} 项` },
          ],
        }
      : {}),
    button_selection: choiceOf([...own, ...watched], context),
    button_list: buttons(own.length > 0 ? OWNER_BUTTONS : WATCHER_BUTTONS),
  })
}

function titleOf(own: number, watched: number): string {
  if (watched === 0) return `今日有 ${own} 项合规事项待办`
  if (own === 0) return `有 ${watched} 项合规事项需要您督办`
  return `今日待办 ${own} 项，另有 ${watched} 项需要您督办`
}

function ownLines(own: readonly Item[], context: CardContext): string[] {
  const lines = own.slice(0, MOST_CHOICES).map((item) => {
    const note = missedLine(item, context.today)
    return `${lineOf(item, context)}${note ? `（${note.replace(/。$/, '')}）` : ''}`
  })
  const rest = own.length - lines.length
  return rest > 0 ? [...lines, `另有 ${rest} 项，回复“我的待办”查看`] : lines
}

function watchedLines(watched: readonly Item[], context: CardContext): string[] {
  if (watched.length === 0) return []
  const worst = watched.slice(0, WORST).map((item) => {
    const { owners, enterpriseId } = item.occurrence
    const who = owners.map(context.personName).join('、') || '尚无责任人'
    return `${context.enterpriseName(enterpriseId)} ${lineOf(item, context)}，责任人${who}未回应`
  })
  return [watched.length > WORST ? `最急的 ${WORST} 项：` : '需要督办：', ...worst]
}

function lineOf({ occurrence, obligation }: Item, context: Today): string {
  const { due, number } = occurrence
  const when = due ? `${shortDate(due, context.today)}截止，${timeLeft(due, context)}` : '无固定期限'
  return `${number}. ${clip(obligation.title, TITLE)}：${when}`
}

/** The drop-down; with several enterprises in it each option says whose it is. */
export function choiceOf(items: readonly Pick<Item, 'occurrence' | 'obligation'>[], context: CardContext) {
  const unique = [...new Map(items.map((item) => [item.occurrence.id, item])).values()].slice(0, MOST_CHOICES)
  const mixed = new Set(unique.map(({ occurrence }) => occurrence.enterpriseId)).size > 1
  return {
    question_key: CHOICE,
    title: '选择事项',
    option_list: unique.map(({ occurrence, obligation }) => ({
      id: occurrence.id,
      text: clip(
        `${mixed ? context.enterpriseName(occurrence.enterpriseId) : ''}${occurrence.number} ${obligation.title}`,
        20,
      ),
    })),
  }
}

/** A list to choose from, as the answer to "我的待办" or after one of several was dealt with. */
export function listCard(
  items: readonly { occurrence: Plannable; obligation: Item['obligation'] }[],
  taskId: string,
  context: CardContext,
): TemplateCard {
  const sorted = items.toSorted(byUrgency).map((item) => ({ ...item, step: '', day: context.today, missed: [] }))
  return buttonInteraction({
    source: SOURCE,
    task_id: taskId,
    main_title: { title: `待办事项 ${sorted.length} 项`, desc: spellDate(context.today) },
    sub_title_text: ownLines(sorted, context).join('\n'),
    button_selection: choiceOf(sorted, context),
    button_list: buttons(OWNER_BUTTONS),
  })
}

function buttons(list: typeof OWNER_BUTTONS, occurrenceId?: string): CardButton[] {
  return list.map(({ verb, text, style }) => ({
    text,
    key: occurrenceId ? `${verb}:${occurrenceId}` : verb,
    ...(style ? { style } : {}),
  }))
}

/** What the office decides on; `lines` say what is asked and why. */
export function requestCard(
  request: { number: number; title: string; lines: readonly { keyname: string; value: string }[]; quote?: string },
  taskId: string,
): TemplateCard {
  return buttonInteraction({
    source: { desc: '合规小助手 · 待您决定', desc_color: 0 },
    task_id: taskId,
    main_title: { title: clip(request.title, TITLE), desc: `申请编号 ${request.number}` },
    ...(request.quote ? { quote_area: { type: 0, quote_text: clip(request.quote, 120) } } : {}),
    horizontal_content_list: request.lines.slice(0, 6),
    button_list: [
      { text: '同意', style: 1, key: `accept:${request.number}` },
      { text: '退回', style: 2, key: `refuse:${request.number}` },
    ],
  })
}
