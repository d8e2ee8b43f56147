import type { Inbound } from '../wecom/inbound.ts'

/** What a message asks of the bot. */
export type Intent =
  | { kind: 'ask'; text: string }
  | { kind: 'help' }
  | { kind: 'welcome' }
  | { kind: 'judge'; verdict: 'up' | 'down'; reason?: string }
  | { kind: 'hand-over'; text?: string }
  | { kind: 'say'; reply: 'empty' | 'too-long' | 'text-only' | 'stale-card' }
  | { kind: 'directory-changed'; member?: string }
  | { kind: 'ignore' }

const LONGEST_QUESTION = 800

interface Rule {
  name: string
  matches: (text: string) => RegExpMatchArray | null
  intent: (match: RegExpMatchArray) => Intent
}

/** The commands people type, in order; what none of them takes is a question. */
const TEXT_RULES: readonly Rule[] = [
  rule('help', /^(帮助|使用说明|怎么用|help|\?|？|菜单)[。！!]*$/iu, () => ({ kind: 'help' })),
  rule('up', /^(?:👍[🏻-🏿]?|\[强\]|\[赞\]|有用|有帮助|答得好)[，,。！!\s]*(.*)$/su, (match) => judged('up', match[1])),
  rule('down', /^(?:👎[🏻-🏿]?|\[弱\]|\[踩\]|没用|没帮助|答错了|答非所问|不对)(?:[，,。：:！!\s]+(.*))?$/su, (match) =>
    judged('down', match[1]),
  ),
  rule('hand-over', /^(?:转人工|人工|找人工|人工客服|转接人工|我要人工)(?:[，,。：:！!\s]+(.*))?$/su, (match) => {
    const text = match[1]?.trim()
    return text ? { kind: 'hand-over', text } : { kind: 'hand-over' }
  }),
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

  for (const { matches, intent } of TEXT_RULES) {
    const match = matches(text)
    if (match) return intent(match)
  }
  return { kind: 'ask', text }
}

function rule(name: string, pattern: RegExp, intent: Rule['intent']): Rule {
  return { name, matches: (text) => text.match(pattern), intent }
}

function judged(verdict: 'up' | 'down', remark: string | undefined): Intent {
  const reason = remark?.trim()
  return reason ? { kind: 'judge', verdict, reason } : { kind: 'judge', verdict }
}
