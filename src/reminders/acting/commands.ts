import type { ReportKind } from '../papers/input.ts'

/** What can be done with an occurrence from the chat. */
export type ActVerb = 'done' | 'doing' | 'extend' | 'transfer' | 'help' | 'later' | 'watch' | 'attach'

/** What a message asks of the ledger. */
export type Wish =
  | { kind: 'list' }
  | { kind: 'requests' }
  | { kind: 'detail'; number: number }
  | { kind: 'act'; verb: ActVerb; number?: number; rest: string }
  | { kind: 'decide'; accept: boolean; request: number; reason: string }
  | { kind: 'material'; request: number }
  | { kind: 'never-mind' }
  /** A report as a file; `of` is whatever was written beside it, perhaps an enterprise. */
  | { kind: 'report'; report: ReportKind; of: string; year?: number }
  /** The office's ledger as a workbook, to be edited and sent back; and that what came back may be written. */
  | { kind: 'export' }
  | { kind: 'import' }
  /** The link for calendar programs; `reset`: a new one, and the old one is worth nothing. */
  | { kind: 'calendar'; reset: boolean }
  /** 一企一策: what `words` say of one term. */
  | {
      kind: 'terms'
      enterprise: string
      number: number
      change: '期限' | '目标' | '不适用' | '适用'
      words: string
      reason: string
    }
  | { kind: 'hours'; enterprise: string; words: string }
  /** What counts as a subsidiary of an enterprise; without words it is only shown. */
  | { kind: 'subsidiaries'; enterprise: string; words: string }

const VERBS: readonly { words: string; verb: ActVerb }[] = [
  { words: '办结|已办结|完成|已完成|报结', verb: 'done' },
  { words: '进行中|办理中|正在办理', verb: 'doing' },
  { words: '申请延期|延期|延后', verb: 'extend' },
  { words: '转办|转给|移交', verb: 'transfer' },
  { words: '有困难|困难|求助', verb: 'help' },
  { words: '稍后提醒|稍后|明天再提醒|明日再提醒', verb: 'later' },
  { words: '督办|我来督办', verb: 'watch' },
  { words: '佐证', verb: 'attach' },
]

const NUMBER = '(?:事项)?\\s*(?:第)?\\s*(\\d{1,6})(?:号|项|条)?'
const FIXED: readonly { pattern: RegExp; wish: Wish }[] = [
  { pattern: /^(?:我的)?待办(?:事项)?$|^我的事项$/u, wish: { kind: 'list' } },
  { pattern: /^待审核$|^待批(?:准)?$|^待我审核$/u, wish: { kind: 'requests' } },
  { pattern: /^(?:取消|算了|不用了)$/u, wish: { kind: 'never-mind' } },
  { pattern: /^(?:导出台账|(?:导出)?(?:台账)?excel(?:台账)?)$/iu, wish: { kind: 'export' } },
  { pattern: /^确认导入(?:台账)?$/u, wish: { kind: 'import' } },
  {
    pattern: /^(?:我的)?(?:订阅日历|日历订阅|日历)(?:链接|地址)?$|^(?:订阅|添加)(?:我的)?日历$/u,
    wish: { kind: 'calendar', reset: false },
  },
  {
    pattern: /^(?:重置|更换|重新生成)(?:我的)?(?:订阅日历|日历订阅|日历)(?:链接|地址)?$/u,
    wish: { kind: 'calendar', reset: true },
  },
]
const DETAIL = new RegExp(`^(?:事项|详情|查看)${NUMBER}$`, 'u')
const DECISION = /^(同意|通过|批准|退回|不同意|驳回|答复|回复)\s*(?:申请)?\s*(\d{1,9})[\s,:;。]*(.*)$/dsu
const TERMS = new RegExp(
  `^一企一策[\\s:]*(\\S+?)\\s*${NUMBER}[\\s,:]*(期限|目标|不适用|适用)[\\s,:为到]*(.*?)(?:[\\s,;。]*(?:原因|理由)[是为]?[\\s:,]*(.*))?$`,
  'dsu',
)
const HOURS = /^工作时间\s+(\S+)\s+(默认|\d{1,2}:\d{2}\s*\D+\s*\d{1,2}:\d{2})$/u
const REPORT = /^(?:生成|导出)?(?:(20\d\d)年?度?)?(工作台账|自查报告|三年(?:工作)?总结)(?:\s+(.+))?$/u
const SUBSIDIARIES = /^(?:重要)?子企业名单[\s:]+(\S+)(?:[\s:]+(.+))?$/su
const MATERIAL = /^材料(\d{1,9})$/u

/**
 * The commands people type, also with blanks, full-width digits and marks between: "办结 3", "延期3到12月25日,供应商延误",
 * "转办 3 给 张三". A verb without a number counts only alone, so that "办结的标准是什么" stays a question.
 */
export function readCommand(text: string): Wish | undefined {
  const typed = typedOf(text.trim())
  const { plain } = typed
  const tight = plain.replace(/\s+/g, '').replace(/[。.!！]+$/u, '')
  const fixed = FIXED.find(({ pattern }) => pattern.test(tight))
  if (fixed) return fixed.wish
  const detail = DETAIL.exec(tight)
  if (detail?.[1]) return { kind: 'detail', number: Number(detail[1]) }
  const material = MATERIAL.exec(tight)
  if (material?.[1]) return { kind: 'material', request: Number(material[1]) }
  return readReport(plain) ?? readOffice(typed) ?? readDecision(typed) ?? readAct(typed)
}

/** A message as its commands are looked for, in one width, with the way back to what somebody wrote: that is what is kept. */
interface Typed {
  plain: string
  own(range: readonly [from: number, to: number] | undefined): string
}

function typedOf(text: string): Typed {
  const offsets: number[] = []
  let [plain, at] = ['', 0]
  for (const character of text) {
    const folded = character.normalize('NFKC')
    for (let index = 0; index < folded.length; index++) offsets.push(at)
    plain += folded
    at += character.length
  }
  offsets.push(at)
  return { plain, own: (range) => (range ? text.slice(offsets[range[0]], offsets[range[1]]) : '') }
}

/** "自查报告", "自查报告 城投集团 2025年"; with a question beside it, it is one. */
function readReport(plain: string): Wish | undefined {
  const [, before, name = '', rest = ''] = REPORT.exec(plain.replace(/[。.!！]+$/u, '')) ?? []
  if (!name || isQuestion(rest)) return undefined
  const report = name === '工作台账' ? 'ledger' : name === '自查报告' ? 'self-inspection' : 'summary'
  const after = /(?:^|\s)(20\d\d)年?度?(?:\s|$)/u.exec(rest)
  const of = (after ? rest.replace(after[0], ' ') : rest).trim()
  const year = after?.[1] ?? before
  return { kind: 'report', report, of, ...(year ? { year: Number(year) } : {}) }
}

function readOffice({ plain, own }: Typed): Wish | undefined {
  const [, enterprise = '', words = ''] = HOURS.exec(plain) ?? []
  if (enterprise) return { kind: 'hours', enterprise, words }
  const [, group = '', listed = ''] = SUBSIDIARIES.exec(plain) ?? []
  if (group) return { kind: 'subsidiaries', enterprise: group, words: listed.trim() }
  const match = TERMS.exec(plain)
  const [, named = '', number = '', change = '', said = ''] = match ?? []
  if (change !== '期限' && change !== '目标' && change !== '不适用' && change !== '适用') return undefined
  return {
    ...{ kind: 'terms', enterprise: named, number: Number(number), change },
    ...{ words: said.trim(), reason: own(match?.indices?.[5]).replace(/[\s。．.]+$/u, '') },
  }
}

function readDecision({ plain, own }: Typed): Wish | undefined {
  const match = DECISION.exec(plain)
  const [, word = '', number = ''] = match ?? []
  if (!match) return undefined
  return {
    kind: 'decide',
    accept: ['同意', '通过', '批准', '答复', '回复'].includes(word),
    request: Number(number),
    reason: own(match.indices?.[3]).trim(),
  }
}

function readAct({ plain, own }: Typed): Wish | undefined {
  for (const { words, verb } of VERBS) {
    const alone = new RegExp(`^(?:${words})[。!]?$`, 'u').test(plain)
    if (alone) return { kind: 'act', verb, rest: '' }
    const match = new RegExp(`^(?:${words})\\s*${NUMBER}(?!\\d|[月年.\\-/]\\d|\\s*[日天次])(.*)$`, 'dsu').exec(plain)
    if (match?.[1] && (verb === 'help' || !isQuestion(plain)))
      return { kind: 'act', verb, number: Number(match[1]), rest: restOf(own(match.indices?.[2])) }
  }
  return undefined
}

/** Without the marks and little words that join the number to what follows. */
function restOf(text: string): string {
  return text.replace(/^[\s,，:：;；。]*(?:给|到|至|为|是|因为|原因)?[\s,，:：;；]*/u, '').replace(/[\s。]+$/u, '')
}

/** A question is no answer to what we asked. */
export function isQuestion(text: string): boolean {
  return /[?？]\s*$|(?:吗|呢|什么|多少|怎么|如何|哪些|谁)[?？。]?\s*$/u.test(text)
}
