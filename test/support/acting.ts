import { expect } from 'vitest'
import type { Entry } from '../../src/sandbox/contract.ts'
import type { TestApp } from './app.ts'

export function startsWith(text: string) {
  return expect.stringMatching(new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
}

/** Moves the clock on until a member has got one more card. */
export async function toReminder(bot: TestApp, member: string): Promise<void> {
  const before = cards(bot, member).length
  while (cards(bot, member).length === before) {
    const next = await bot.app.reminders.next()
    if (!next) throw new Error('nothing is planned')
    await toInstant(bot, next)
  }
}

export async function toDate(bot: TestApp, until: string): Promise<void> {
  for (let next = await bot.app.reminders.next(); next && next < new Date(until); next = await bot.app.reminders.next())
    await toInstant(bot, next)
}

async function toInstant({ app, clock }: TestApp, instant: Date): Promise<void> {
  clock.set(instant)
  await app.reminders.sweep()
  await app.settled()
}

type CardEntry = Extract<Entry, { kind: 'card' }>

export function cards({ sandbox }: TestApp, member: string): CardEntry[] {
  return sandbox.conversation(member).filter((entry): entry is CardEntry => entry.kind === 'card')
}

export function lastCard(bot: TestApp, member: string): CardEntry {
  const card = cards(bot, member).at(-1)
  if (!card) throw new Error(`${member} has no card`)
  return card
}

/** Presses a button of a member's newest card; `choice` is the index in its drop-down. */
export async function pressButton(bot: TestApp, member: string, text: string, choice?: number): Promise<string[]> {
  const entry = lastCard(bot, member)
  const { button_list: buttons, button_selection: select } = entry.card as unknown as {
    button_list: { text: string; key: string }[]
    button_selection?: { question_key: string; option_list: { id: string }[] }
  }
  const key = buttons.find((button) => button.text === text)?.key
  if (!key) throw new Error(`the card has no button ${text}`)
  const id = choice === undefined ? undefined : select?.option_list[choice]?.id
  const selected = select && id ? [{ questionKey: select.question_key, optionIds: [id] }] : []
  const before = bot.heard(member).length
  await bot.sandbox.press({ member, entry: entry.id, key, selected, menu: false })
  await bot.app.settled()
  return bot.heard(member).slice(before)
}

/** What WeCom calls back with when somebody presses a card that a colleague forwarded to them. */
export function pressOnForwarded(member: string, { taskId, key }: { taskId: unknown; key: string }): string {
  return `<xml><ToUserName>corp</ToUserName><FromUserName>${member}</FromUserName><CreateTime>1774314900</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event><EventKey>${key}</EventKey><TaskId>${taskId}</TaskId><CardType>button_interaction</CardType><ResponseCode>code</ResponseCode><AgentID>1000002</AgentID></xml>`
}

export async function sendFile(
  bot: TestApp,
  member: string,
  file: { name: string; bytes: Uint8Array },
): Promise<string[]> {
  const before = bot.heard(member).length
  await bot.sandbox.sendFile(member, { ...file, contentType: 'application/octet-stream' })
  await bot.app.settled()
  return bot.heard(member).slice(before)
}
