import { HEADS } from '../gate/addressees.ts'
import { withoutBounds } from '../gate/quantities.ts'
import { strengthsIn } from '../gate/strengths.ts'
import { display } from '../sentences.ts'

/** How binding: forbidden, a duty, or left to whoever it concerns (allowed, encouraged, need not). */
export type Force = 'forbidden' | 'duty' | 'choice'

/** One rule of a sentence: who must, must not or may do what, in which case. All texts folded. */
export interface Norm {
  force: Force
  /** As the text puts it (不得, 应当, 可以不 …). */
  word: string
  /** Who is bound, without what says that all of them are; undefined where the sentence names nobody. */
  bearer: string | undefined
  /** What is to be done and to what, without who and when. */
  deed: string
  /** In which case only; '' for every case. */
  condition: string
  /** Only after somebody has agreed. */
  approved: boolean
  /** It leaves room: an exception, "without approval", "as a rule". */
  leeway: 'none' | 'as-a-rule' | 'exception'
}

const FORCES: Readonly<Record<string, Force>> = {
  不得: 'forbidden',
  应当: 'duty',
  必须: 'duty',
  需要: 'duty',
  可以: 'choice',
  鼓励: 'choice',
  提倡: 'choice',
  探索: 'choice',
  免: 'choice',
}

/** 需要 and 要 are duties only where they stand before a deed, not in "根据工作需要" or "重要". */
const PLAIN_DUTY = /(?<![必需主重首简概只提纲摘扼纪所])要(?![求点素领件闻害])/u
const NO_DUTY = /(?:根据|因|按照?|视|结合|工作|业务|实际|经营|发展|确有|特殊|管理|的)$/u

const EXCEPTION = /除[^,;。]{1,30}?(?:之外|以外|外)|除外|另有(?:规定|约定)/u
const APPROVAL = '[^,;。]{0,14}?(?:批准|同意|审批|审议|核准|许可|授权|集体决策|集体研究)(?:后|的)?'
const UNAPPROVED = new RegExp(`(?:未|非|不|没有)经${APPROVAL}|未[^,;。]{0,8}(?:批准|同意|审批)的?`, 'u')
const APPROVED = new RegExp(`经${APPROVAL}`, 'u')
/** What is ruled stands in other words than these. */
const ELSEWHERE = /下列|以下(?:情形|行为|条件|事项|人员)|前款|前项|前条|上述/u
/** "Must not do it wrongly" says nothing against doing it. */
const WRONGLY = /擅自|私自|随意|违规|违反[^,;。]{0,8}?规定|无故|非法|变相|恶意|无正当理由/u
/** What says only that circumstances count. */
const AS_FITS =
  /(?:根据|按照|结合|视|因|依据)[^,;。]{0,8}?(?:需要|实际|情况|规定|要求|有关规定)(?:情况)?|(?:必要|条件允许)时/u

const CASE =
  /(?:的|时|前|后|期间|情形|情况下?|条件下?|原因|需要)$|^(?:如|若|因|遇|凡|在|对于?|确需|确有|符合|特殊|紧急)/u
const EVERY =
  /^(?:但是?|并且?|且|也|同时|以及|其中|此外|各级?|本|该|全体|所有|每个?|任何|一切|出资|监管|国有|市属|市本级|市|有关|相关|所属)+/u
const BEARER = new RegExp(`^([^,由向对经给与将把在]{0,8}?(?:${HEADS}))(?!的?(?:${HEADS}))`, 'u')
const ORGANISATION = /^(?:用人)?(?:企业|公司|单位|集团)$/u
const STAFF = /^(?:干部)?(?:职工|员工|劳动者|人员)$/u

interface Head {
  bearer: string | undefined
  topic: string
  condition: string
  approved: boolean
}

const NOBODY: Head = { bearer: undefined, topic: '', condition: '', approved: false }

/** The rules of a folded sentence, in order. Pure. */
export function normsIn(sentence: string): Norm[] {
  const plain = withoutBounds(display(sentence).replace(/[“"][^”"]*[”"]/gu, ''))
  const norms: Norm[] = []
  let bearer: string | undefined
  for (const statement of plain.split(/[;。]/u)) {
    if (ELSEWHERE.test(statement)) continue
    let head: Head = { ...NOBODY, bearer }
    let waiting: string[] = []
    for (const part of statement.split(/[,:]|(?=并(?:应|可以|不得|必须))/u)) {
      // "应当披露而未披露的, …" is a case, no rule.
      const found = part.endsWith('的') ? undefined : bindingIn(part)
      if (!found) {
        waiting.push(part)
        continue
      }
      head = readHead([...waiting, part.slice(0, found.at)], head)
      waiting = []
      bearer = head.bearer
      const norm = toNorm(found, part.slice(found.end), { head, statement })
      if (norm) norms.push(norm)
    }
  }
  return norms
}

interface Binding {
  force: Force
  word: string
  at: number
  end: number
}

/** The first word of a part that binds, with the negation that belongs to it (可以不). */
function bindingIn(part: string): Binding | undefined {
  const [named] = strengthsIn(part)
    .filter(({ name, at }) => name in FORCES && !(name === '需要' && NO_DUTY.test(part.slice(0, at))))
    .filter(({ at, end }) => !(part.slice(0, at).endsWith('依法') && part.slice(end).includes('的')))
    .sort((a, b) => a.at - b.at)
  const duty = PLAIN_DUTY.exec(part)
  if (duty && (!named || duty.index < named.at))
    return { force: 'duty', word: duty[0], at: duty.index, end: duty.index + 1 }
  if (!named) return undefined

  const force = FORCES[named.name] ?? 'choice'
  const end = named.name === '可以' && part.charAt(named.end) === '不' ? named.end + 1 : named.end
  return { force, word: part.slice(named.at, end), at: named.at, end }
}

/** What stands before the word that binds: who, in which case, and what it is about. Says it nothing, the rule before goes on. */
function readHead(parts: readonly string[], before: Head): Head {
  const said = parts.map((part) => part.replace(EVERY, '').replace(/(?:并|且|也|均|都|一律|原则上|一般)+$/u, ''))
  if (said.every((part) => part === '')) return before

  const head: Head = { ...NOBODY, bearer: before.bearer }
  for (const part of said) {
    const approved = APPROVED.test(part) && !UNAPPROVED.test(part)
    head.approved ||= approved
    const rest = part
      .replace(UNAPPROVED, '')
      .replace(APPROVED, approved ? '' : '$&')
      .replace(AS_FITS, '')
      .replace(EXCEPTION, '')
    place(rest, head)
  }
  return head
}

function place(part: string, head: Head): void {
  const all = part.replace(EVERY, '')
  const name = BEARER.exec(all)?.[1]
  if (name !== undefined) {
    const [modifier, bearer] = splitModifier(name)
    head.bearer = bearerOf(bearer)
    head.condition += modifier
  }
  const rest = all.slice(name?.length ?? 0).replace(/^的/u, '')
  if (CASE.test(rest)) head.condition += rest
  else head.topic += rest
}

/** "规模较小的企业" are enterprises in a certain case; "企业的财务部门" is a department. */
function splitModifier(name: string): [modifier: string, name: string] {
  const at = name.lastIndexOf('的')
  if (at < 0) return ['', name]
  const modifier = name.slice(0, at)
  return ORGANISATION.test(modifier) ? ['', name.slice(at + 1)] : [modifier, name.slice(at + 1)]
}

function bearerOf(name: string): string {
  const bare = name.replace(EVERY, '')
  return ORGANISATION.test(bare) ? '企业' : STAFF.test(bare) ? '职工' : bare
}

const INSIDE = new RegExp(`^(?:和支持)?((?:各|本|全体)?(?:${HEADS}))`, 'u')

function toNorm(
  { force, word }: Binding,
  act: string,
  { head, statement }: { head: Head; statement: string },
): Norm | undefined {
  // "鼓励各企业设立…", "禁止职工…": who is bound stands behind the word.
  const inside = force === 'duty' || head.topic !== '' ? undefined : INSIDE.exec(act)
  const deed = act
    .slice(inside?.[0].length ?? 0)
    .replace(EXCEPTION, '')
    .replace(AS_FITS, '')
  if (deed.length < 2) return undefined

  const excepted = EXCEPTION.test(statement) || UNAPPROVED.test(statement) || WRONGLY.test(deed)
  return {
    force,
    word,
    bearer: inside?.[1] === undefined ? head.bearer : bearerOf(inside[1]),
    deed: head.topic + deed,
    condition: head.condition,
    approved: head.approved,
    leeway: excepted ? 'exception' : /原则上|一般(?:不得|应)/u.test(statement) ? 'as-a-rule' : 'none',
  }
}
