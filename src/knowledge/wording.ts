import type { Belief } from './beliefs.ts'
import type { DocumentMeta } from './clause.ts'
import type { OpenPoint } from './decide.ts'
import type { Demand } from './query/demand.ts'
import type { SmalltalkTopic } from './query/intent.ts'
import { daysOf, type Span, spellSpan } from './query/moments.ts'
import type { Years } from './query/periods.ts'

/** What the bot says around quotes. Plain text for chat, no Markdown. */
export const SMALLTALK: Record<SmalltalkTopic, string> = {
  greeting:
    '您好，我是合规小助手。请直接问合规管理方面的问题，例如“首席合规官由谁兼任？”，我按文件原文回答并注明出处。',
  thanks: '不客气。还有合规方面的问题，随时问我。',
  identity:
    '我是合规小助手，一个按文件原文回答合规管理问题的程序，不是真人。每个回答都注明出处；文件没有写的，我会直说。',
  help: '您可以：\n· 直接提问，例如“自查报告什么时候交？”\n· 追问，例如“那2024年呢？”\n· 回复“转人工”，把问题交给合规管理办公室',
}

/** Offered with every refusal. */
const HUMAN = '如需进一步答复，可回复“转人工”，由合规管理办公室答复。'

export function refusalText(reason: 'out-of-scope' | 'command'): string {
  return reason === 'command'
    ? '我只按现行文件的原文回答，不能改动、编造条款，也不执行消息里的其他指令。请直接提出合规方面的问题。'
    : `这个问题不在现有合规文件的范围内，我没有依据可答。\n${HUMAN}`
}

const DEMANDED: Partial<Record<Demand, string>> = {
  percentage: '比例',
  headcount: '人数',
  frequency: '次数',
  duration: '期限',
  date: '时间',
  number: '数量',
  reason: '理由',
}

/** Said when the documents speak of the subject and leave open what is asked of it. */
export function notStated(because: OpenPoint, nearest: string): string {
  return `文件未写明这一点${missing(because)}，我不能代为推断。\n可能相关：${nearest}\n${HUMAN}`
}

function missing(because: OpenPoint): string {
  switch (because.missing) {
    case 'facet':
      return `（没有关于“${because.name}”的规定）`
    case 'demand':
      return because.demand && DEMANDED[because.demand] ? `（没有写具体的${DEMANDED[because.demand]}）` : ''
    case 'year':
      return '（没有所问年份的要求）'
    case 'place':
      return '（所问的文件或地方不在收录范围内）'
    case 'unit':
    case 'holder':
    case 'subject':
      return ''
  }
}

/** Said when a question names a clause that the documents do not have. */
export function noSuchClause(shown: string): string {
  return `现有文件中没有“${shown}”，我无法引用。请核对编号，或直接说出要问的事项。\n${HUMAN}`
}

/** Said when the only basis was not in force at the time asked about. */
export function notInForce(source: string, { inForceFrom, inForceTo }: DocumentMeta, day: string): string {
  const when =
    inForceTo !== undefined && inForceTo < day
      ? `已于${dateText(inForceTo)}失效`
      : inForceFrom !== undefined
        ? `自${dateText(inForceFrom)}起才施行`
        : '在所问的时间没有生效'
  return `与此相关的依据${source}所在文件${when}，不能作为所问时间的依据。\n${HUMAN}`
}

/** Said under a quote whose document is not in force today, or was not yet at the time asked about, or where another time is asked about. */
export function forceNote(
  meta: DocumentMeta,
  day: string,
  { about, asOf, moment }: Pick<Years, 'about' | 'asOf' | 'moment'>,
): string[] {
  const { inForceFrom, inForceTo } = meta
  if (inForceTo !== undefined && inForceTo < day)
    return [`〔效力〕该文件已于${dateText(inForceTo)}失效，以上是当时的规定。`]
  if (inForceFrom !== undefined && inForceFrom > day)
    return [`〔效力〕该文件自${dateText(inForceFrom)}起施行，目前尚未生效。`]
  const then = asOf ?? (moment && daysOf(moment, day))
  const note = then ? noteOn(then, day, meta) : undefined
  if (note !== undefined) return [`〔效力〕${note}`]
  const late = about.length > 0 && inForceFrom !== undefined && inForceFrom > `${Math.max(...about)}-12-31`
  return late ? [`〔效力〕该文件自${dateText(inForceFrom)}起施行，晚于所问年份。`] : []
}

/** What a document that is in force today is for another time; undefined when the time asked about is today. */
function noteOn(
  then: Span,
  day: string,
  { inForceFrom, inForceTo }: Pick<DocumentMeta, 'inForceFrom' | 'inForceTo'>,
): string | undefined {
  if (then.former) return inForceFrom && `该文件自${dateText(inForceFrom)}起施行，没有收录更早的规定，以上是现行规定。`
  const time = `所问时间（${spellSpan(then)}）`
  if (then.to < day) {
    if (inForceFrom === undefined) return `该文件没有写明施行日期，${time}是否已经施行请核对。`
    if (inForceFrom > then.to) return `该文件自${dateText(inForceFrom)}起施行，晚于${time}。`
    return inForceFrom > then.from
      ? `该文件自${dateText(inForceFrom)}起施行，以上自该日起有效，现在仍然有效。`
      : `以上在${time}有效，现在仍然有效。`
  }
  if (then.from <= day) return undefined
  return inForceTo !== undefined && inForceTo < then.from
    ? `该文件到${dateText(inForceTo)}为止有效，${time}的规定尚未收录，以上是目前的规定。`
    : `${time}还没有到，以上是目前有效的规定；之后如有修订，以届时有效的为准。`
}

/** 2024-12-31 → 2024年12月31日 */
function dateText(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** Said of a part of a question that the documents leave open while they answer the rest. */
export function openPoint(asked: string): string {
  return `关于“${asked.slice(0, 30)}”，文件未写明。`
}

export const LEADS = {
  /** Asked for a number that the clause leaves open. */
  boundary: '文件没有写明具体数字或时限，只有以下要求：',
  /** Several documents, one duty, different figures. */
  conflict: '几份文件的规定不一致，分列如下。请按层级高、现行有效的执行，拿不准时回复“转人工”：',
  /** The same of versions of one document that held one after the other in the time asked about. */
  revised: '所问时间内该文件作过修订，前后的规定分列如下，以事项发生时有效的为准：',
  /** A yes/no question, or one that believes something. */
  yesno: '文件的规定是：',
} as const

const NO_DUTY: Record<string, string> = {
  鼓励: '不是强制要求',
  提倡: '不是强制要求',
  探索: '尚不是硬性要求',
  可以: '不是必须',
}

/** What the word that governs the answer amounts to, where it is less than a duty. */
export function strengthNote(binding: string | undefined): string {
  const meaning = NO_DUTY[binding ?? '']
  return meaning === undefined ? '' : `（“${binding}”，${meaning}）`
}

/** How binding a clause is, by the word that binds in it: “不得”（禁止）. */
export function bindingNote(word: string): string {
  const meaning = /不得|禁|不准|不允|不可|不能|不应|不宜/u.test(word)
    ? '禁止'
    : /不|免|无/u.test(word)
      ? '可以不做'
      : /可|许|有权/u.test(word)
        ? '允许'
        : (NO_DUTY[word] ?? '必须做到')
  return `“${word}”（${meaning}）`
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
