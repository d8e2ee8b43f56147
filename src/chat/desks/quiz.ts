import { type Act, pledgeOfTask, type Quiz, type Said, type Turn } from '../../quiz/quiz.ts'
import type { Inbound } from '../../wecom/inbound.ts'
import type { Desk, DeskReaction, Visit } from '../desk.ts'

const NAME = 'quiz'

/** What is typed as a command, whether or not an attempt runs; the rest of the text, if any, goes to the command. */
interface Command {
  pattern: RegExp
  /** Undefined when it was meant otherwise after all. */
  say(quiz: Quiz, turn: Turn, rest: string): Promise<Said | undefined>
}

const act =
  (what: Act) =>
  (quiz: Quiz, turn: Turn): Promise<Said> =>
    quiz.act(turn, what)

const COMMANDS: readonly Command[] = [
  {
    pattern: /^(?:开始|参加)(?:考核|考试|测验|答题)[\s:：，,]*(.*)$/u,
    say: (quiz, turn, rest) => quiz.start(turn, rest || undefined),
  },
  { pattern: /^(?:我的)?(?:考核|考试)(?:任务)?$|^我的(?:考核|考试)任务$/u, say: (quiz, turn) => quiz.mine(turn) },
  { pattern: /^继续(?:考核|答题|作答)?$/u, say: act({ do: 'resume' }) },
  { pattern: /^上一[题道]$/u, say: act({ do: 'go', to: 'previous' }) },
  { pattern: /^(?:下一[题道]|跳过)$/u, say: act({ do: 'go', to: 'next' }) },
  { pattern: /^交卷$/u, say: act({ do: 'submit', sure: false }) },
  { pattern: /^(?:确认|确定)交卷$/u, say: act({ do: 'submit', sure: true }) },
  { pattern: /^(?:剩余时间|还剩多[久少](?:时间)?)$/u, say: (quiz, turn) => quiz.timeLeft(turn) },
  { pattern: /^(?:文字|文本)(?:作答|模式)$/u, say: (quiz, turn) => quiz.setStyle(turn, 'text') },
  { pattern: /^卡片(?:作答|模式)$/u, say: (quiz, turn) => quiz.setStyle(turn, 'cards') },
  {
    pattern: /^第\s*(\d{1,3})\s*题$/u,
    say: (quiz, turn, rest) => quiz.act(turn, { do: 'go', to: { index: Number(rest) - 1 } }),
  },
  { pattern: /^(?:我的|查(?:看|询)?)?成绩$/u, say: (quiz, turn) => quiz.results(turn) },
  { pattern: /^(?:布置|安排)考核[\s:：]*(.*)$/u, say: (quiz, turn, rest) => quiz.typedOrder(turn, rest) },
  { pattern: /^考核(?:报告|情况|统计)$/u, say: (quiz, turn) => quiz.report(turn) },
  { pattern: /^(?:合规)?承诺书$/u, say: (quiz, turn) => quiz.pledge(turn) },
  { pattern: /^(?:签署(?:合规)?承诺书|我已阅读并承诺)$/u, say: (quiz, turn) => quiz.sign(turn) },
  {
    pattern:
      /^(.{1,12}?)(?:同志)?的?(?:有没有|是否|是不是)?(?:通过|参加)?(?:了)?任前(?:合规)?(?:培训)?(?:考核|考试)(?:.{0,6}(?:吗|没有?|么|[?？]))$/u,
    say: (quiz, turn, rest) => quiz.askGate(turn, rest),
  },
]

/** Practice would give answers away, so it waits while an attempt runs. */
const PRACTICE: readonly Command[] = [
  { pattern: /^每日一题$/u, say: (quiz, turn) => quiz.daily(turn) },
  { pattern: /^(?:我的)?错题(?:本|集)?$/u, say: (quiz, turn) => quiz.mistakes(turn) },
  { pattern: /^(?:考考我|练一练|出道题|再来一题)[\s:,，]*(.*)$/u, say: (quiz, turn, rest) => quiz.quizMe(turn, rest) },
]

/** Words that keep their meaning while an attempt runs, because they answer nothing: help, and a person to talk to. */
const LET_THROUGH = /^(?:帮助|使用说明|怎么用|help|\?|菜单|转人工|人工|找人工|人工客服)$/iu

/** Takes what belongs to quizzes: cards, commands, and while an attempt runs every text that could be an answer. */
export function createQuizDesk(quiz: Quiz): Desk {
  return { name: NAME, take: (visit) => take(visit, quiz) }
}

async function take(visit: Visit, quiz: Quiz): Promise<DeskReaction | undefined> {
  const { inbound } = visit
  switch (inbound.kind) {
    case 'text':
      return takeText(inbound.text, visit, quiz)
    case 'card':
      return takeCard(inbound, visit, quiz)
    case 'change-contact':
      await noteJoining(inbound, visit, quiz)
      return undefined
    default:
      return undefined
  }
}

async function takeCard(
  inbound: Extract<Inbound, { kind: 'card' }>,
  visit: Visit,
  quiz: Quiz,
): Promise<DeskReaction | undefined> {
  if (!inbound.taskId.startsWith(`${NAME}@`)) return undefined
  const turn = await turnOf(visit)
  const version = pledgeOfTask(inbound.taskId)
  if (version === undefined) return { replies: await quiz.pressed(turn, inbound) }

  const { responseCode } = inbound
  const grey = responseCode ? [{ kind: 'card-change' as const, responseCode, update: { replaceName: '已签署' } }] : []
  return { replies: [...grey, ...(await quiz.sign(turn, version))] }
}

async function takeText(text: string, visit: Visit, quiz: Quiz): Promise<DeskReaction | undefined> {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/[。.!！]+$/u, '')
  const said = await command(COMMANDS, plain, { visit, quiz })
  if (said) return { replies: said }
  if (LET_THROUGH.test(plain)) return undefined
  const replies =
    (await quiz.typed(await turnOf(visit), text)) ??
    (await command(PRACTICE, plain, { visit, quiz })) ??
    (await quiz.practised(await turnOf(visit), plain))
  return replies ? { replies } : undefined
}

async function command(
  commands: readonly Command[],
  text: string,
  { visit, quiz }: { visit: Visit; quiz: Quiz },
): Promise<Said | undefined> {
  for (const { pattern, say } of commands) {
    const match = pattern.exec(text)
    if (match) return say(quiz, await turnOf(visit), (match[1] ?? '').trim())
  }
  return undefined
}

async function turnOf(visit: Visit): Promise<Turn> {
  return { person: await visit.member(), key: visit.key, at: visit.receivedAt }
}

/** Only an addition counts as joining; the directory itself is read again by the router. */
async function noteJoining(
  inbound: Extract<Inbound, { kind: 'change-contact' }>,
  visit: Visit,
  quiz: Quiz,
): Promise<void> {
  if (inbound.changeType === 'create_user') await quiz.joined(inbound.userId, visit.receivedAt)
}
