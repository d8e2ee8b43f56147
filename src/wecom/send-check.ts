import { checkCard } from './cards-check.ts'
import { MESSAGE } from './limits.ts'

/** What WeCom would answer instead of sending. */
export interface SendProblem {
  errcode: number
  problem: string
}

type Json = Readonly<Record<string, unknown>>

/**
 * The first reason for which `message/send` would refuse this body (document 90236, errcodes of 90313), as far as the
 * body alone can tell; undefined when there is none. Texts that are too long are not refused: WeCom cuts them silently.
 */
export function checkSend(body: string): SendProblem | undefined {
  if (hasUnicodeEscape(body)) return { errcode: 40033, problem: 'the JSON holds \\uXXXX escapes' }

  const message = parse(body)
  if (!message) return { errcode: 40058, problem: 'the body is not a JSON object' }
  return checkEnvelope(message) ?? checkReceivers(message) ?? checkContent(message)
}

/** An escape, not a backslash that was itself escaped. */
function hasUnicodeEscape(body: string): boolean {
  return /(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}/.test(body)
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function checkEnvelope({ agentid, duplicate_check_interval: interval }: Json): SendProblem | undefined {
  if (agentid === undefined) return { errcode: 41011, problem: 'agentid is missing' }
  if (!Number.isSafeInteger(agentid)) return { errcode: 40056, problem: 'agentid must be an integer' }
  if (interval === undefined) return undefined
  if (typeof interval === 'number' && interval >= 0 && interval <= MESSAGE.duplicateCheckMostSeconds) return undefined
  return { errcode: 40058, problem: `duplicate_check_interval must be at most ${MESSAGE.duplicateCheckMostSeconds}` }
}

function checkReceivers({ touser, toparty, totag }: Json): SendProblem | undefined {
  const fields = [touser, toparty, totag]
  if (fields.every((field) => field === undefined)) return { errcode: 81012, problem: 'no receiver is given' }
  if (fields.some((field) => field !== undefined && typeof field !== 'string')) {
    return { errcode: 40035, problem: 'receivers must be texts joined with |' }
  }
  const [users, parties, tags] = fields.map(listOf)
  if (!users?.length && !parties?.length && !tags?.length) return { errcode: 82001, problem: 'all receivers are empty' }
  return checkCounts([users?.length ?? 0, parties?.length ?? 0, tags?.length ?? 0])
}

function checkCounts([users, parties, tags]: readonly [number, number, number]): SendProblem | undefined {
  if (users > MESSAGE.users) return { errcode: 40032, problem: `more than ${MESSAGE.users} users` }
  if (parties > MESSAGE.parties) return { errcode: 82002, problem: `more than ${MESSAGE.parties} departments` }
  if (tags > MESSAGE.tags) return { errcode: 82003, problem: `more than ${MESSAGE.tags} tags` }
  return undefined
}

type ContentCheck = (content: Json) => SendProblem | undefined

const CONTENTS: Readonly<Record<string, ContentCheck>> = {
  text: (content) => needsText(content.content),
  markdown: (content) => needsText(content.content),
  image: (content) => needsMedia(content.media_id),
  voice: (content) => needsMedia(content.media_id),
  video: (content) => needsMedia(content.media_id),
  file: (content) => needsMedia(content.media_id),
  textcard: ({ title, description, url }) =>
    needsTitle(title) ??
    (isText(description) ? undefined : { errcode: 41033, problem: 'the description is missing' }) ??
    needsUrl(url),
  news: ({ articles }) => needsArticles(articles),
  mpnews: ({ articles }) => needsArticles(articles),
  miniprogram_notice: ({ title }) => needsTitle(title),
  template_card: (content) => {
    const [first] = checkCard(content)
    return first && { errcode: first.errcode, problem: `${first.field} ${first.problem}` }
  },
}

function checkContent(message: Json): SendProblem | undefined {
  const { msgtype } = message
  if (typeof msgtype !== 'string' || !Object.hasOwn(CONTENTS, msgtype))
    return { errcode: 40008, problem: 'msgtype is unknown' }

  const content = message[msgtype]
  if (msgtype === 'news' && message.safe === 1) return { errcode: 40074, problem: 'news cannot be safe' }
  return CONTENTS[msgtype]?.(isObject(content) ? content : {})
}

function needsText(content: unknown): SendProblem | undefined {
  return isText(content) ? undefined : { errcode: 44004, problem: 'the text is empty' }
}

function needsMedia(mediaId: unknown): SendProblem | undefined {
  return isText(mediaId) ? undefined : { errcode: 40007, problem: 'media_id is missing' }
}

function needsTitle(title: unknown): SendProblem | undefined {
  return isText(title) ? undefined : { errcode: 41016, problem: 'the title is missing' }
}

function needsUrl(url: unknown): SendProblem | undefined {
  return isText(url) && /^https?:\/\//i.test(url) ? undefined : { errcode: 45034, problem: 'the url lacks its scheme' }
}

function needsArticles(articles: unknown): SendProblem | undefined {
  const list: unknown[] = Array.isArray(articles) ? articles : []
  if (list.length > MESSAGE.articles) return { errcode: 45008, problem: `more than ${MESSAGE.articles} articles` }
  const [first] = list
  return needsTitle(isObject(first) ? first.title : undefined)
}

function listOf(joined: unknown): string[] {
  return typeof joined === 'string' ? joined.split('|').filter((id) => id !== '') : []
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
