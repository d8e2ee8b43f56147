import type { Act } from '../../tickets/tickets.ts'

type Plain = Exclude<Act, { kind: 'curate' }>

/** What an officer wants, as typed. */
export type Command =
  | { kind: 'open-list' }
  | { kind: 'show'; number: number }
  | { kind: 'act'; number: number; act: (by: string) => Plain }
  | { kind: 'assign'; number: number; to: string }
  | { kind: 'split'; number: number; names: string[] }
  | { kind: 'curate'; number: number; clause: string | undefined; question: string | undefined }
  | { kind: 'curated-list' }
  | { kind: 'curated-show'; number: number }
  | { kind: 'curated-state'; number: number; to: 'suspended' | 'active' }
  | { kind: 'incomplete'; hint: string }
  /** From somebody who does not work on questions it is no command at all. */
  | { kind: 'unclear'; hint: string }

const NUMBER = '\\s*(?:问题)?\\s*[#＃]?(\\d{1,9})'

/** Commands in order; the first that fits counts. What none of them takes is for others. */
const RULES: readonly (readonly [RegExp, (rest: string[]) => Command])[] = [
  [/^(?:待办问题|问题台账)[。!！]*$/u, () => ({ kind: 'open-list' })],
  [/^标准问答[。!！]*$/u, () => ({ kind: 'curated-list' })],
  [command('(?:查看)?标准问答'), ([number]) => ({ kind: 'curated-show', number: Number(number) })],
  [command('(?:查看)?问题'), ([number]) => ({ kind: 'show', number: Number(number) })],
  [command('接单'), ([number]) => acting(number, (by) => ({ kind: 'take', by }))],
  [command('退单'), ([number]) => acting(number, (by) => ({ kind: 'release', by }))],
  [
    command('拆分(?:问题)?', '[\\s:：]+(\\S[\\s\\S]*?)'),
    ([number, names = '']) => ({ kind: 'split', number: Number(number), names: names.split(/[、,，\s]+/u) }),
  ],
  [command('指派', '\\s+(\\S+)'), ([number, to = '']) => ({ kind: 'assign', number: Number(number), to })],
  [
    command('答复', '[\\s:：,，]+([\\s\\S]+)'),
    ([number, text = '']) => acting(number, (by) => ({ kind: 'answer', by, text: text.trim() })),
  ],
  [
    command('更正答复', '[\\s:：,，]+([\\s\\S]+)'),
    ([number, text = '']) => acting(number, (by) => ({ kind: 'correct', by, text: text.trim() })),
  ],
  [
    command('关闭(?:问题)?', '[\\s:：,，]+([\\s\\S]+)'),
    ([number, reason = '']) => acting(number, (by) => ({ kind: 'close', by, reason: reason.trim() })),
  ],
  [
    command('转标准问答', '(?:[\\s,，]*依据\\s*(\\S+))?(?:[\\s,，]+问(?:题)?[\\s:：]*(\\S[\\s\\S]*?))?'),
    ([number, clause, question]) => ({ kind: 'curate', number: Number(number), clause, question }),
  ],
  [command('暂停标准问答'), ([number]) => ({ kind: 'curated-state', number: Number(number), to: 'suspended' })],
  [command('恢复标准问答'), ([number]) => ({ kind: 'curated-state', number: Number(number), to: 'active' })],
  [
    command('(?:更正)?答复'),
    ([number]) => ({ kind: 'incomplete', hint: `请写上答复内容，例如：答复 ${number} 按规定……` }),
  ],
  [
    command('关闭(?:问题)?'),
    ([number]) => ({ kind: 'incomplete', hint: `请写上关闭的原因，例如：关闭 ${number} 与合规无关` }),
  ],
  [
    command('拆分(?:问题)?'),
    ([number]) => ({ kind: 'incomplete', hint: `请写上要另立问题的提问人，例如：拆分 ${number} 张伟、李华` }),
  ],
  [command('指派'), ([number]) => ({ kind: 'incomplete', hint: `请写上指派给谁，例如：指派 ${number} 丁宁` })],
  [
    /^(接单|退单|(?:更正)?答复|指派|关闭问题|转标准问答|查看问题)[。!！]?$/u,
    ([word = '']) => ({ kind: 'unclear', hint: `请写上问题的编号，例如：${word} 3。发送“待办问题”查看编号。` }),
  ],
  [
    /^((?:暂停|恢复|查看)标准问答)[。!！]?$/u,
    ([word = '']) => ({ kind: 'unclear', hint: `请写上编号，例如：${word} 3。发送“标准问答”查看编号。` }),
  ],
  [
    /^(接单|退单|转标准问答|(?:暂停|恢复)标准问答)\s*(\d{1,9})\s*[、,，和]\s*\d/u,
    ([word = '', number = '']) => ({
      kind: 'unclear',
      hint: `一次只处理一个，没有做改动。请分开发送，例如：${word} ${number}`,
    }),
  ],
  [
    // "答复3个工作日内……" speaks of three working days.
    /^((?:更正)?答复)\s*(\d{1,9})(?![\d\s:：,，。!！个天日月年次份条项款人名家工周小分])/u,
    ([word = '', number = '']) => ({
      kind: 'unclear',
      hint: `没有做改动。请在编号和内容之间加一个空格，例如：${word} ${number} 按规定……`,
    }),
  ],
]

function command(word: string, rest = ''): RegExp {
  return new RegExp(`^${word}${NUMBER}${rest}\\s*[。!！]?$`, 'u')
}

function acting(number: string | undefined, act: (by: string) => Plain): Command {
  return { kind: 'act', number: Number(number), act }
}

/** What an officer typed; undefined when it is for others. */
export function read(text: string): Command | undefined {
  for (const [pattern, meaning] of RULES) {
    const match = pattern.exec(text)
    if (match) return meaning(match.slice(1))
  }
  return undefined
}
