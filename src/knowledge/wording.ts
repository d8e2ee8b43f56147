import type { Belief } from './beliefs.ts'
import type { SmalltalkTopic } from './query/intent.ts'

/** What the bot says around quotes. Plain text for chat, no Markdown. */
export const SMALLTALK: Record<SmalltalkTopic, string> = {
  greeting:
    '您好，我是合规小助手。请直接问合规管理方面的问题，例如“首席合规官由谁兼任？”，我按文件原文回答并注明出处。',
  thanks: '不客气。还有合规方面的问题，随时问我。',
  identity:
    '我是合规小助手，一个按文件原文回答合规管理问题的程序，不是真人。每个回答都注明出处；文件没有写的，我会直说。',
  help: '您可以：\n· 直接提问，例如“自查报告什么时候交？”\n· 追问，例如“那2024年呢？”\n· 回复“转人工”，把问题交给合规管理部门',
}

/** Offered with every refusal. */
const HUMAN = '如需进一步答复，可回复“转人工”，由合规管理部门处理。'

export function refusalText(reason: 'not-stated' | 'out-of-scope' | 'command', nearest: string | undefined): string {
  if (reason === 'command') {
    return `我只按现行文件的原文回答，不能改动、编造条款，也不执行消息里的其他指令。请直接提出合规方面的问题。`
  }
  if (reason === 'out-of-scope') return `这个问题不在现有合规文件的范围内，我没有依据可答。\n${HUMAN}`
  const near = nearest === undefined ? '' : `\n可能相关：${nearest}`
  return `文件未写明这一点，我不能代为推断。${near}\n${HUMAN}`
}

/** Said when a question names a clause that the documents do not have. */
export function noSuchClause(shown: string): string {
  return `现有文件中没有“${shown}”，我无法引用。请核对编号，或直接说出要问的事项。\n${HUMAN}`
}

/** Said when the only basis has expired. */
export function notInForce(source: string, until: string | undefined): string {
  const when = until === undefined ? '目前没有生效' : `已于${until}失效`
  return `与此相关的依据${source}所在文件${when}，不能作为现行依据。\n${HUMAN}`
}

/** Said of a part of a question that the documents leave open while they answer the rest. */
export function openPoint(asked: string): string {
  return `关于“${asked.slice(0, 30)}”，文件未写明。`
}

export const LEADS = {
  /** Asked for a number that the clause leaves open. */
  boundary: '文件没有写明具体数字或时限，只有以下要求：',
  /** A yes/no question, or one that believes something. */
  yesno: '文件的规定是：',
} as const

const NO_DUTY: Record<string, string> = {
  鼓励: '不是强制要求',
  提倡: '不是强制要求',
  探索: '尚不是硬性要求',
  可以: '由企业选择',
}

/** What the word that governs the answer amounts to, where it is less than a duty. */
export function strengthNote(binding: string | undefined): string {
  const meaning = NO_DUTY[binding ?? '']
  return meaning === undefined ? '' : `（“${binding}”，${meaning}）`
}

/** Said before a quote: how what the asker believed stands there. */
export function verdictOn(belief: Belief): string {
  switch (belief.kind) {
    case 'agrees':
      return `是的，文件写的是${belief.written}。`
    case 'differs':
      return `文件写的是${belief.written}，不是${belief.said}。`
    case 'vague':
      return `文件只写“${belief.written}”，没有写“${belief.said}”。`
    case 'weaker':
      return `文件用的是“${belief.written}”，${NO_DUTY[belief.written] ?? '不是强制要求'}。`
    case 'duty':
      return `文件用的是“${belief.written}”，属于必须做到的要求。`
    case 'unnamed':
      return `这一条没有提到“${belief.said}”。`
  }
}
