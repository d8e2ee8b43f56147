import {
  type ClauseChange,
  countChanges,
  type DocumentMeta,
  LEVEL_NAMES,
  type ShownChange,
} from '../knowledge/knowledge.ts'

/** How documents are described on the terminal, the same in every command. */
const FACT_NAMES = {
  title: '标题',
  number: '文号',
  issuer: '发文机关',
  level: '层级',
  inForceFrom: '施行日期',
  inForceTo: '失效日期',
  supersedes: '废止文件',
  audience: '适用范围',
} as const

/** One line per known fact; what only the text says, and nobody has confirmed, is marked. */
export function factLines(meta: DocumentMeta): string[] {
  return Object.entries(FACT_NAMES).flatMap(([fact, name]) => {
    const value = factText(meta, fact as keyof typeof FACT_NAMES)
    if (value === undefined) return []
    const open = meta.proposed?.includes(fact as keyof typeof FACT_NAMES) ? '（取自原文，待确认）' : ''
    return [`${name}：${value}${open}`]
  })
}

function factText(meta: DocumentMeta, fact: keyof typeof FACT_NAMES): string | undefined {
  switch (fact) {
    case 'level':
      return meta.level && LEVEL_NAMES[meta.level]
    case 'supersedes':
      return meta.supersedes?.map((title) => `《${title}》`).join('、')
    case 'audience':
      return meta.audience && audienceText(meta.audience)
    default:
      return meta[fact]
  }
}

function audienceText({ enterprises = [], departments = [] }: NonNullable<DocumentMeta['audience']>): string {
  return [...enterprises, ...departments].join('、')
}

/** In one line: 法律 · 主席令第十五号 · 2024-07-01 起施行. Whom it is limited to is told once that is in effect. */
export function factSummary({ level, number, inForceFrom, inForceTo, audience, proposed }: DocumentMeta): string {
  const limited = audience && !proposed?.includes('audience') ? audienceText(audience) : ''
  return [
    level && LEVEL_NAMES[level],
    number,
    inForceFrom && `${inForceFrom} 起施行`,
    inForceTo && `${inForceTo} 失效`,
    limited === '' ? undefined : `仅限 ${limited}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

const CHANGE_NAMES = { added: '新增', changed: '修改', moved: '移动', removed: '删除' } as const

export function changeName(kind: ClauseChange['kind']): string {
  return CHANGE_NAMES[kind]
}

/** 新增 1 个、修改 2 个条款. */
export function changeSummary(changes: readonly ClauseChange[]): string {
  const counts = Object.entries(countChanges(changes)).filter(([, count]) => count > 0)
  return counts.length === 0
    ? '条款内容没有变化'
    : `${counts.map(([kind, count]) => `${changeName(kind as ClauseChange['kind'])} ${count} 个`).join('、')}条款`
}

/** A change with the words of both sides, a line each. */
export function changeLines({ kind, label, fromLabel, before, after }: ShownChange): string[] {
  const was = fromLabel !== undefined && fromLabel !== label ? `（原 ${fromLabel}）` : ''
  const head = `${changeName(kind)}  ${label}${was}`
  if (kind === 'moved') return [head]
  return [head, ...(before ? [`  - ${oneLine(before)}`] : []), ...(after ? [`  + ${oneLine(after)}`] : [])]
}

export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}

/** Enterprises and departments as the directory names them. */
export interface DirectoryNames {
  enterprises: readonly string[]
  departments: readonly string[]
}

/**
 * Who is meant and is nowhere in the directory: then nobody finds the document, and it should be said. Silent while nothing is
 * known of the directory, and while the limit is a mere proposal.
 */
export function strangersNotice({ id, audience, proposed }: DocumentMeta, known: DirectoryNames): string | undefined {
  if (!audience || proposed?.includes('audience') || known.enterprises.length === 0) return undefined
  const [enterprises, departments] = [
    (audience.enterprises ?? []).filter((name) => !known.enterprises.includes(name)),
    (audience.departments ?? []).filter((name) => !known.departments.includes(name)),
  ]
  if (enterprises.length + departments.length === 0) return undefined
  const option = enterprises.length > 0 ? '--enterprise' : '--department'
  const there = enterprises.length > 0 ? `通讯录中的企业：${known.enterprises.join('、')}。` : ''
  return `注意：通讯录中没有“${[...enterprises, ...departments].join('、')}”，其成员查不到这份文件。${there}名称须与通讯录一致，改正：hegui documents confirm ${id} ${option} 名称`
}
