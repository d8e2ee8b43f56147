import type { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { CallbackFields, Caller } from './caller.ts'
import type { Entry, Press } from './contract.ts'
import type { Recorder } from './recording.ts'
import type { World } from './world.ts'

/** What a person can do in the chat. Each resolves when the bot acknowledged the callback (true) or never did (false). */
export interface Acts {
  say(member: string, text: string): Promise<boolean>
  /** Opens the chat with the bot. */
  enter(member: string): Promise<boolean>
  /** Presses a button, chooses from a menu, or submits a card. */
  press(press: z.infer<typeof Press>): Promise<boolean>
  sendFile(member: string, file: { name: string; contentType: string; bytes: Uint8Array }): Promise<boolean>
  /** An event that no member causes, for example a directory change. */
  systemEvent(fields: CallbackFields & { Event: string }): Promise<boolean>
}

export function createActs(world: World, caller: Caller, { note }: Recorder): Acts {
  function known(member: string): string {
    const userid = member.toLowerCase()
    if (world.directory.members.some((one) => one.userid === userid)) return userid
    throw new AppError('input', `no member ${member}`, { publicMessage: `通讯录里没有成员 ${member}。` })
  }

  function show(member: string, entry: Parameters<World['conversations']['add']>[1]): void {
    world.emit({ type: 'entry', member, entry: world.conversations.add(member, entry) })
    world.emit({ type: 'typing', member, on: true })
  }

  async function press({ member, entry: id, key, selected, menu }: z.infer<typeof Press>): Promise<boolean> {
    const userid = known(member)
    const entries = world.conversations.of(userid)
    const { taskId, cardType } = cardOf(entries.find((one) => one.id === id))
    const card = entries.filter(({ kind }) => kind === 'card').findIndex((one) => one.id === id)
    note({ do: 'press', member: userid, card, key, selected, menu })
    return caller.event(userid, {
      Event: menu ? 'template_card_menu_event' : 'template_card_event',
      EventKey: key,
      TaskId: taskId,
      CardType: cardType,
      ResponseCode: world.codes.issueResponseCode({ copies: [{ member: userid, entry: id }] }),
      ...(selected.length > 0 ? { SelectedItems: { SelectedItem: selected.map(selectedItem) } } : {}),
    })
  }

  return {
    say: (member, text) => {
      const userid = known(member)
      note({ do: 'say', member: userid, text })
      show(userid, { kind: 'text', from: 'member', text, truncated: false })
      return caller.message(userid, { MsgType: 'text', Content: text })
    },
    enter: (member) => {
      const userid = known(member)
      note({ do: 'enter', member: userid })
      return caller.event(userid, { Event: 'enter_agent', EventKey: '' })
    },
    press,
    sendFile: (member, file) => {
      const userid = known(member)
      const { name, contentType, bytes } = file
      note({ do: 'file', member: userid, name, contentType, base64: Buffer.from(bytes).toString('base64') })
      const mediaId = world.media.put(file)
      show(userid, { kind: 'file', from: 'member', name: file.name, bytes: file.bytes.length, mediaId })
      return caller.message(userid, { MsgType: 'file', MediaId: mediaId, Title: file.name })
    },
    systemEvent: (fields) => caller.event('sys', fields),
  }
}

function selectedItem({
  questionKey,
  optionIds,
}: {
  questionKey: string
  optionIds: readonly string[]
}): CallbackFields {
  return { QuestionKey: questionKey, OptionIds: { OptionId: optionIds } }
}

/** A card that was answered cannot be pressed again in WeCom either; one that is gone has no task. */
function cardOf(entry: Entry | undefined): { taskId: string; cardType: string } {
  if (entry?.kind !== 'card' || entry.recalled)
    throw new AppError('input', 'no such card', { publicMessage: '这张卡片已不存在。' })
  if (entry.disabled) throw new AppError('conflict', 'card is disabled', { publicMessage: '这张卡片已经处理过了。' })
  return { taskId: entry.card.task_id ?? '', cardType: entry.card.card_type }
}
