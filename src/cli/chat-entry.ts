import { z } from 'zod'

const Titled = z.object({ title: z.string().optional(), desc: z.string().optional() })
const Options = z.object({ title: z.string().optional(), option_list: z.array(z.object({ text: z.string() })) })

/** What of a template card (document 90236) a terminal can show. */
const Card = z.object({
  main_title: Titled.optional(),
  sub_title_text: z.string().optional(),
  quote_area: z.object({ title: z.string().optional(), quote_text: z.string().optional() }).optional(),
  horizontal_content_list: z.array(z.object({ keyname: z.string(), value: z.string().optional() })).default([]),
  checkbox: Options.optional(),
  select_list: z.array(Options).default([]),
  button_selection: Options.optional(),
  button_list: z.array(z.object({ text: z.string() })).default([]),
  submit_button: z.object({ text: z.string() }).optional(),
})

/** An entry of a conversation in the emulator. */
export const ChatEntry = z.looseObject({
  id: z.number(),
  kind: z.string(),
  from: z.enum(['member', 'bot']),
  text: z.string().optional(),
  markdown: z.string().optional(),
  name: z.string().optional(),
  card: Card.optional(),
})

/** An entry as plain lines: links with their address behind, cards with what can be chosen on them. */
export function entryText({ kind, text, markdown, name, card }: z.infer<typeof ChatEntry>): string {
  if (card) return cardText(card)
  return plain(text ?? markdown ?? (name === undefined ? `[${kind}]` : `[文件] ${name}`))
}

/** Without the invisible ending that keeps equal messages apart. */
function plain(text: string): string {
  return text
    .replace(/<a href="([^"]*)">([^<]*)<\/a>/gu, '$2（$1）')
    .replace(/[\u200b-\u200d\u2060]+/gu, '')
    .trimEnd()
}

function cardText(card: z.infer<typeof Card>): string {
  const { main_title: title, quote_area: quote, checkbox, select_list: selects, button_selection: selection } = card
  const choices = [checkbox, selection, ...selects].filter((one) => one !== undefined)
  const buttons = [...card.button_list, ...(card.submit_button ? [card.submit_button] : [])].map(({ text }) => text)
  return [
    `[卡片] ${title?.title ?? ''}`,
    title?.desc,
    card.sub_title_text,
    quote?.title,
    quote?.quote_text,
    ...card.horizontal_content_list.map(({ keyname, value = '' }) => `${keyname}：${value}`),
    ...choices.flatMap(({ title: asked, option_list: options }) => [asked, ...options.map(({ text }) => `· ${text}`)]),
    buttons.length > 0 ? `按钮：${buttons.join('｜')}（终端里不能点，请直接回复文字）` : undefined,
  ]
    .filter((line) => line !== undefined && line !== '')
    .join('\n')
}
