import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import { buttonInteraction } from '../wecom/cards.ts'
import { spellInstant } from './assignments.ts'
import type { QuizDeps, Said, Turn } from './rooms.ts'

/** The 合规承诺书 in one version. */
export interface PledgeText {
  version: string
  title: string
  text: string
  /** SHA-256 of the text, hexadecimal: what exactly somebody signed. */
  hash: string
}

const Head = z.strictObject({ version: z.coerce.string().regex(/^[0-9A-Za-z-]{1,32}$/), title: z.string().min(1) })

/**
 * Reads a Markdown file with `version` and `title` in its front matter.
 *
 * @throws AppError `config`
 */
export function parsePledge(markdown: string, file: string): PledgeText {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(markdown.replaceAll('\r\n', '\n')) ?? []
  const parsed = Head.safeParse(parse(head))
  const text = body.trim()
  if (!parsed.success || text === '')
    throw new AppError('config', `${file} needs version and title in its front matter and a text`, {
      publicMessage: `${file} 的开头应写明 version（版本）和 title（标题），后面是承诺书正文。`,
    })
  return { ...parsed.data, text, hash: createHash('sha256').update(text).digest('hex') }
}

const DESK_CARD = /^quiz@pledge@([0-9A-Za-z-]+)@[0-9a-f]{12}$/
export const SIGN = 'sign'

/** The version a pledge card was made for; undefined for other cards. */
export function pledgeOfTask(taskId: string): string | undefined {
  return DESK_CARD.exec(taskId)?.[1]
}

type Deps = Pick<QuizDeps, 'store' | 'pledge' | 'timeZone'>

/** Shows the pledge with a button to sign it, or when it was signed. */
export async function showPledge({ person, key }: Turn, { store, pledge, timeZone }: Deps): Promise<Said> {
  const signed = await store.pledges.get(person.userid, pledge.version)
  const text = `《${pledge.title}》（版本 ${pledge.version}）\n\n${pledge.text}`
  if (signed)
    return [text, `您已于 ${spellInstant(signed.signedAt, timeZone)} 签署本版承诺书（摘要 ${short(signed.hash)}）。`]

  const card = buttonInteraction({
    task_id: `quiz@pledge@${pledge.version}@${createHash('sha256').update(key).digest('hex').slice(0, 12)}`,
    main_title: { title: `签署《${pledge.title}》`, desc: `版本 ${pledge.version} · 摘要 ${short(pledge.hash)}` },
    sub_title_text: '请通读全文。点击“我已阅读并承诺”即视为本人签署，签署时间和版本将被记录。也可以回复“签署承诺书”。',
    button_list: [{ text: '我已阅读并承诺', style: 1, key: SIGN }],
  })
  return [text, { kind: 'card', card }]
}

/** Signs the version that was shown; what is no longer the current one is shown anew instead. */
export async function signPledge(turn: Turn, version: string | undefined, deps: Deps): Promise<Said> {
  const { store, pledge, timeZone } = deps
  const { person, at } = turn
  if (version !== undefined && version !== pledge.version)
    return ['承诺书已有新版本，这次点击没有签署。请阅读新版本：', ...(await showPledge(turn, deps))]

  await store.pledges.sign({ userid: person.userid, version: pledge.version, hash: pledge.hash, signedAt: at })
  const signed = await store.pledges.get(person.userid, pledge.version)
  const when = spellInstant(signed?.signedAt ?? at, timeZone)
  return [`已签署《${pledge.title}》：${person.name}，${when}，版本 ${pledge.version}，摘要 ${short(pledge.hash)}。`]
}

function short(hash: string): string {
  return hash.slice(0, 12)
}
