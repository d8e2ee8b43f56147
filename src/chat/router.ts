import type { Inbound } from '../wecom/inbound.ts'

/** What a message asks of the bot. */
export type Intent =
  | { kind: 'ask'; text: string }
  | { kind: 'help' }
  | { kind: 'welcome' }
  | { kind: 'judge'; verdict: 'up' | 'down'; reason?: string }
  | { kind: 'hand-over'; text?: string }
  | { kind: 'withdraw' }
  | { kind: 'say'; reply: 'empty' | 'too-long' | 'text-only' | 'stale-card' }
  | { kind: 'directory-changed'; member?: string }
  | { kind: 'ignore' }

const LONGEST_QUESTION = 800

interface Rule {
  pattern: RegExp
  /** Given what follows the command word, if anything; undefined when it is a question after all. */
  intent: (rest: string | undefined) => Intent | undefined
}

const REMARK = '(?:[，,。：:！!\\s]+(.*))?$'

/** The commands people type, in order; what none of them takes is a question. */
const TEXT_RULES: readonly Rule[] = [
  { pattern: /^(帮助|使用说明|怎么用|help|\?|？|菜单)[。！!]*$/iu, intent: () => ({ kind: 'help' }) },
  {
    pattern: command('👍[🏻-🏿]?', '\\[强\\]', '\\[赞\\]', '有用', '有帮助', '答得好'),
    intent: (remark) => judged('up', remark),
  },
  {
    pattern: command('👎[🏻-🏿]?', '\\[弱\\]', '\\[踩\\]', '没用', '没帮助', '答错了', '答非所问', '不对'),
    intent: (remark) => judged('down', remark),
  },
  {
    pattern: command('转人工', '人工', '找人工', '人工客服', '转接人工', '我要人工'),
    intent: (text) => (text ? { kind: 'hand-over', text } : { kind: 'hand-over' }),
  },
  {
    pattern: /^(?:撤回|(?:撤回|撤销|收回|取消)(?:评价|反馈|转人工))[。！!]*$/u,
    intent: () => ({ kind: 'withdraw' }),
  },
]

/** Decides what a callback means. Pure; the last line of each table takes what nothing else took. */
export function route(inbound: Inbound): Intent {
  switch (inbound.kind) {
    case 'text':
      return routeText(inbound.text)
    case 'enter-agent':
    case 'subscribe':
      return { kind: 'welcome' }
    case 'change-contact':
      return 'userId' in inbound && typeof inbound.userId === 'string'
        ? { kind: 'directory-changed', member: inbound.userId }
        : { kind: 'directory-changed' }
    case 'card':
    case 'card-menu':
      return { kind: 'say', reply: 'stale-card' }
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
    case 'location':
    case 'link':
      return { kind: 'say', reply: 'text-only' }
    case 'unsupported':
      return inbound.sender === 'sys' ? { kind: 'ignore' } : { kind: 'say', reply: 'text-only' }
    default:
      return { kind: 'ignore' }
  }
}

function routeText(original: string): Intent {
  const text = original.trim()
  if (text === '') return { kind: 'say', reply: 'empty' }
  if ([...text].length > LONGEST_QUESTION) return { kind: 'say', reply: 'too-long' }

  for (const { pattern, intent } of TEXT_RULES) {
    const match = pattern.exec(text)
    if (match) return intent(match[1]?.trim() || undefined) ?? { kind: 'ask', text }
  }
  return { kind: 'ask', text }
}

/** One of the words alone, or with a remark after a mark of punctuation: "有用的制度有哪些" is no praise. */
function command(...words: readonly string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})${REMARK}`, 'su')
}

/** "不对，不是 2024 年底才要吗？" contradicts the answer and asks again: that is a question. */
function judged(verdict: 'up' | 'down', reason: string | undefined): Intent | undefined {
  if (reason === undefined) return { kind: 'judge', verdict }
  return /[?？吗呢么]\s*$/u.test(reason) ? undefined : { kind: 'judge', verdict, reason }
}
