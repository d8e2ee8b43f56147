import { AppError } from '../base/errors.ts'
import { checkCard } from './cards-check.ts'

export { type CardProblem, checkCard } from './cards-check.ts'

/** The blocks of template cards under WeCom's own names (document 90236). What may stand in which card is typed below. */
export interface CardSource {
  icon_url?: string
  desc?: string
  /** 0 grey, 1 black, 2 red, 3 green. */
  desc_color?: 0 | 1 | 2 | 3
}

export interface CardTitle {
  title?: string
  desc?: string
}

/** 0 none, 1 web page, 2 mini-program. */
export interface CardLink {
  type?: 0 | 1 | 2
  url?: string
  appid?: string
  pagepath?: string
}

export interface CardMenu {
  desc?: string
  action_list: { text: string; key: string }[]
}

/** `type` 0 text, 1 web page, 2 attachment, 3 member. */
export interface HorizontalEntry {
  type?: 0 | 1 | 2 | 3
  keyname: string
  value?: string
  url?: string
  media_id?: string
  userid?: string
}

export interface CardOption {
  id: string
  text: string
}

/** `disable` counts only when a card is updated. */
export interface CardSelect {
  question_key: string
  title?: string
  selected_id?: string
  disable?: boolean
  option_list: CardOption[]
}

/** `type` 0 calls back with `key`, 1 opens `url`. */
export interface CardButton {
  type?: 0 | 1
  text: string
  style?: 1 | 2 | 3 | 4
  key?: string
  url?: string
}

/** `mode` 0: one answer, 1: several. */
export interface CardCheckbox {
  question_key: string
  mode?: 0 | 1
  disable?: boolean
  option_list: (CardOption & { is_checked?: boolean })[]
}

interface AnyCard {
  source?: CardSource
  /** Only when a card is updated: one grey button with this text instead of the controls. */
  replace_text?: string
}

interface Notice extends AnyCard {
  action_menu?: CardMenu
  /** Needed with `action_menu`. */
  task_id?: string
  quote_area?: CardLink & { title?: string; quote_text?: string }
  horizontal_content_list?: HorizontalEntry[]
  jump_list?: (CardLink & { title: string })[]
  card_action: CardLink & { type: 1 | 2 }
}

export interface TextNotice extends Notice {
  main_title?: CardTitle
  emphasis_content?: CardTitle
  sub_title_text?: string
}

export interface NewsNotice extends Notice {
  main_title: CardTitle & { title: string }
  card_image?: { url: string; aspect_ratio?: number }
  image_text_area?: CardLink & { title?: string; desc?: string; image_url: string }
  vertical_content_list?: { title: string; desc?: string }[]
}

export interface ButtonInteraction extends AnyCard {
  action_menu?: CardMenu
  task_id: string
  main_title: CardTitle & { title: string }
  quote_area?: CardLink & { title?: string; quote_text?: string }
  sub_title_text?: string
  horizontal_content_list?: HorizontalEntry[]
  card_action?: CardLink
  button_selection?: CardSelect
  button_list: CardButton[]
}

export interface VoteInteraction extends AnyCard {
  task_id: string
  main_title: CardTitle & { title: string }
  checkbox: CardCheckbox
  submit_button: { text?: string; key: string }
}

export interface MultipleInteraction extends AnyCard {
  task_id: string
  main_title: CardTitle & { title: string }
  select_list: CardSelect[]
  submit_button: { text?: string; key: string }
}

/** A card that passed every hard limit, ready to be the content of a message or an update. */
export type TemplateCard = Readonly<Record<string, unknown>> & { readonly card_type: string }

/** Text and one link. This and the other builders throw AppError `defect` naming every broken limit. */
export function textNotice(fields: TextNotice): TemplateCard {
  return checked({ card_type: 'text_notice', ...fields })
}

/** A picture, text and one link. */
export function newsNotice(fields: NewsNotice): TemplateCard {
  return checked({ card_type: 'news_notice', ...fields })
}

/** Up to six buttons; a press comes back as `card` with the button's key. */
export function buttonInteraction(fields: ButtonInteraction): TemplateCard {
  return checked({ card_type: 'button_interaction', ...fields })
}

/** One question with up to twenty options. */
export function voteInteraction(fields: VoteInteraction): TemplateCard {
  return checked({ card_type: 'vote_interaction', ...fields })
}

/** Up to three drop-down lists. */
export function multipleInteraction(fields: MultipleInteraction): TemplateCard {
  return checked({ card_type: 'multiple_interaction', ...fields })
}

function checked(card: TemplateCard): TemplateCard {
  const problems = checkCard(card)
  if (problems.length === 0) return card

  const list = problems.map(({ errcode, field, problem }) => `${errcode} ${field}: ${problem}`).join('; ')
  throw new AppError('defect', `WeCom would refuse this ${card.card_type} card: ${list}`)
}
