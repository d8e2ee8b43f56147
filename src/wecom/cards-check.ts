import { CARD, MESSAGE } from './limits.ts'

/** One reason for which WeCom would refuse a card, with the errcode it would answer. `field` is the path in the JSON. */
export interface CardProblem {
  errcode: number
  field: string
  problem: string
}

type Json = Readonly<Record<string, unknown>>
type Report = (errcode: number, field: string, problem: string) => void

const COMMON = ['card_type', 'source', 'main_title', 'task_id', 'replace_text']
const NOTICE = ['action_menu', 'quote_area', 'horizontal_content_list', 'card_action']

/** Which blocks may stand in which card (reference §4.1). */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  text_notice: [...COMMON, ...NOTICE, 'jump_list', 'emphasis_content', 'sub_title_text'],
  news_notice: [...COMMON, ...NOTICE, 'jump_list', 'image_text_area', 'card_image', 'vertical_content_list'],
  button_interaction: [...COMMON, ...NOTICE, 'sub_title_text', 'button_selection', 'button_list'],
  vote_interaction: [...COMMON, 'checkbox', 'submit_button'],
  multiple_interaction: [...COMMON, 'select_list', 'submit_button'],
}

/**
 * Everything about a template card that breaks a hard limit; empty when WeCom would take it. The builders use it before
 * sending, the emulator to answer.
 */
export function checkCard(card: unknown): CardProblem[] {
  const problems: CardProblem[] = []
  const report: Report = (errcode, field, problem) => {
    problems.push({ errcode, field, problem })
  }
  const type = isObject(card) ? card.card_type : undefined
  if (!isObject(card) || typeof type !== 'string' || !Object.hasOwn(BLOCKS, type)) {
    report(42031, 'card_type', 'must name one of the five cards')
    return problems
  }

  checkBlocks(type, card, report)
  checkTitle(type, card, report)
  checkTask(type, card, report)
  checkMenu(card.action_menu, report)
  checkContents(type, card, report)
  checkLinks(type, card, report)
  checkControls(type, card, report)
  return problems
}

function checkBlocks(type: string, card: Json, report: Report): void {
  for (const name of Object.keys(card)) {
    if (!BLOCKS[type]?.includes(name)) report(40058, name, `has no place in a ${type}`)
  }
}

function checkTitle(type: string, card: Json, report: Report): void {
  const title = isObject(card.main_title) ? card.main_title.title : undefined
  if (isText(title)) return
  if (type !== 'text_notice') report(41016, 'main_title.title', 'is required')
  else if (!isText(card.sub_title_text)) report(41016, 'main_title.title', 'is required, or a sub_title_text')
}

function checkTask(type: string, card: Json, report: Report): void {
  const needed = type.endsWith('_interaction') || card.action_menu !== undefined
  if (card.task_id === undefined && !needed) return
  if (typeof card.task_id !== 'string' || !CARD.taskId.test(card.task_id)) {
    report(42014, 'task_id', 'must be 1 to 128 letters, digits, _, - or @')
  }
}

function checkMenu(menu: unknown, report: Report): void {
  if (menu === undefined) return
  const actions = isObject(menu) ? listOf(menu.action_list) : []
  if (!isBetween(actions.length, 1, CARD.menuActions))
    report(40058, 'action_menu.action_list', 'must have 1 to 3 entries')
  actions.forEach((action, index) => {
    const field = `action_menu.action_list[${index}]`
    if (!isText(action.text)) report(42038, `${field}.text`, 'is required')
    checkKey(action.key, report, { errcode: 42039, field: `${field}.key` })
  })
  checkUnique(actions, 'key', () => report(42051, 'action_menu.action_list', 'has a key twice'))
}

function checkContents(type: string, card: Json, report: Report): void {
  const entries = listOf(card.horizontal_content_list)
  if (entries.length > CARD.horizontalEntries) report(42035, 'horizontal_content_list', 'has more than 6 entries')
  entries.forEach((entry, index) => {
    checkHorizontal(entry, `horizontal_content_list[${index}]`, report)
  })

  const paragraphs = listOf(card.vertical_content_list)
  if (paragraphs.length > CARD.verticalEntries) report(42036, 'vertical_content_list', 'has more than 4 entries')
  paragraphs.forEach((paragraph, index) => {
    if (!isText(paragraph.title)) report(42033, `vertical_content_list[${index}].title`, 'is required')
  })
  if (type === 'news_notice') checkPicture(card, report)
}

function checkHorizontal(entry: Json, field: string, report: Report): void {
  if (!isText(entry.keyname)) report(42027, `${field}.keyname`, 'is required')
  if (entry.type === 1 && !isUrl(entry.url)) report(42028, `${field}.url`, 'must be a web address')
  if (entry.type === 2 && !isText(entry.media_id)) report(42029, `${field}.media_id`, 'is required')
  if (entry.type === 3 && !isText(entry.userid)) report(42050, `${field}.userid`, 'is required')
}

function checkPicture({ card_image: image, image_text_area: area }: Json, report: Report): void {
  if (image === undefined && area === undefined) report(42044, 'card_image', 'is required, or an image_text_area')
  if (area !== undefined && !(isObject(area) && isUrl(area.image_url))) {
    report(42028, 'image_text_area.image_url', 'must be a web address')
  }
  if (image !== undefined) checkImage(image, report)
}

function checkImage(image: unknown, report: Report): void {
  const { url, aspect_ratio: ratio = CARD.imageRatio.from }: Json = isObject(image) ? image : {}
  if (!isUrl(url)) report(42044, 'card_image.url', 'must be a web address')

  const { from, below } = CARD.imageRatio
  if (typeof ratio !== 'number' || ratio < from || ratio >= below) {
    report(40058, 'card_image.aspect_ratio', `must lie between ${from} and ${below}`)
  }
}

function checkLinks(type: string, card: Json, report: Report): void {
  const jumps = listOf(card.jump_list)
  if (jumps.length > CARD.jumps) report(42042, 'jump_list', 'has more than 3 entries')
  jumps.forEach((jump, index) => {
    if (!isText(jump.title)) report(42033, `jump_list[${index}].title`, 'is required')
    checkLink(jump, `jump_list[${index}]`, report)
  })
  for (const name of ['quote_area', 'image_text_area']) {
    const area = card[name]
    if (isObject(area)) checkLink(area, name, report)
  }
  checkAction(type, card.card_action, report)
}

function checkAction(type: string, action: unknown, report: Report): void {
  const { type: linkType }: Json = isObject(action) ? action : {}
  if (type.endsWith('_notice') && linkType !== 1 && linkType !== 2) {
    report(42045, 'card_action', 'is required, with type 1 or 2')
  }
  if (isObject(action)) checkLink(action, 'card_action', report)
}

function checkLink(link: Json, field: string, report: Report): void {
  if (link.type === 1 && !isUrl(link.url)) report(42028, `${field}.url`, 'must be a web address')
  if (link.type === 2 && !isText(link.appid)) report(42030, `${field}.appid`, 'is required')
}

function checkControls(type: string, card: Json, report: Report): void {
  if (type === 'button_interaction') {
    checkButtons(listOf(card.button_list), report)
    if (card.button_selection !== undefined) checkSelect(card.button_selection, 'button_selection', report)
  }
  if (type === 'vote_interaction') checkCheckbox(card.checkbox, report)
  if (type === 'multiple_interaction') checkSelects(listOf(card.select_list), report)
  if (type === 'vote_interaction' || type === 'multiple_interaction') checkSubmit(card.submit_button, report)
}

function checkButtons(buttons: Json[], report: Report): void {
  if (!isBetween(buttons.length, 1, CARD.buttons)) report(40058, 'button_list', 'must have 1 to 6 entries')
  buttons.forEach((button, index) => {
    const field = `button_list[${index}]`
    if (!isText(button.text)) report(42038, `${field}.text`, 'is required')
    if (button.type !== 1) checkKey(button.key, report, { errcode: 42039, field: `${field}.key` })
    else if (!isUrl(button.url)) report(42028, `${field}.url`, 'must be a web address')
  })
  checkUnique(buttons, 'key', () => report(42051, 'button_list', 'has a key twice'))
}

function checkCheckbox(checkbox: unknown, report: Report): void {
  const box: Json = isObject(checkbox) ? checkbox : {}
  checkKey(box.question_key, report, { errcode: 42043, field: 'checkbox.question_key' })
  checkOptions(listOf(box.option_list), report, { field: 'checkbox.option_list', most: CARD.checkboxOptions })
}

function checkSelects(selects: Json[], report: Report): void {
  if (!isBetween(selects.length, 1, CARD.selects)) report(42047, 'select_list', 'must have 1 to 3 entries')
  selects.forEach((select, index) => {
    checkSelect(select, `select_list[${index}]`, report)
  })
  checkUnique(selects, 'question_key', () => report(42043, 'select_list', 'has a question_key twice'))
}

function checkSelect(select: unknown, field: string, report: Report): void {
  const { question_key: key, option_list: options }: Json = isObject(select) ? select : {}
  checkKey(key, report, { errcode: 42043, field: `${field}.question_key` })
  checkOptions(listOf(options), report, { field: `${field}.option_list`, most: CARD.selectOptions })
}

function checkOptions(options: Json[], report: Report, { field, most }: { field: string; most: number }): void {
  if (!isBetween(options.length, 1, most)) report(42037, field, `must have 1 to ${most} entries`)
  options.forEach((option, index) => {
    if (!isText(option.id) || bytesOf(option.id) > CARD.optionIdBytes) {
      report(42040, `${field}[${index}].id`, 'must have 1 to 128 bytes')
    }
    if (!isText(option.text)) report(42041, `${field}[${index}].text`, 'is required')
  })
  checkUnique(options, 'id', () => report(42040, field, 'has an id twice'))
}

function checkSubmit(submit: unknown, report: Report): void {
  const { text, key }: Json = isObject(submit) ? submit : {}
  checkKey(key, report, { errcode: 42046, field: 'submit_button.key' })
  if (text !== undefined && !isText(text)) report(42049, 'submit_button.text', 'must not be empty')
}

function checkKey(key: unknown, report: Report, { errcode, field }: { errcode: number; field: string }): void {
  if (!isText(key) || bytesOf(key) > CARD.keyBytes) report(errcode, field, `must have 1 to ${CARD.keyBytes} bytes`)
}

function checkUnique(entries: readonly Json[], name: string, tell: () => void): void {
  const values = entries.map((entry) => entry[name]).filter((value) => value !== undefined)
  if (new Set(values).size < values.length) tell()
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Entries that are not objects count as empty ones, so that each is reported for what it lacks. */
function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((entry: unknown) => (isObject(entry) ? entry : {})) : []
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isUrl(value: unknown): boolean {
  return isText(value) && /^https?:\/\/./i.test(value) && bytesOf(value) <= MESSAGE.urlBytes
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

function isBetween(count: number, least: number, most: number): boolean {
  return count >= least && count <= most
}
