import { type ClauseChange, countChanges, type DocumentMeta, LEVEL_NAMES } from '../knowledge/knowledge.ts'

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

/** In one line: 法律 · 主席令第十五号 · 2024-07-01 起施行. */
export function factSummary({ level, number, inForceFrom, inForceTo }: DocumentMeta): string {
  return [level && LEVEL_NAMES[level], number, inForceFrom && `${inForceFrom} 起施行`, inForceTo && `${inForceTo} 失效`]
    .filter((part) => part !== undefined)
    .join(' · ')
}

const CHANGE_NAMES = { added: '新增', changed: '修改', moved: '移动', removed: '删除' } as const

export function changeName(kind: ClauseChange['kind']): string {
  return CHANGE_NAMES[kind]
}

/** 新增 1 条、修改 2 条. */
export function changeSummary(changes: readonly ClauseChange[]): string {
  const counts = Object.entries(countChanges(changes)).filter(([, count]) => count > 0)
  return counts.length === 0
    ? '条款内容没有变化'
    : counts.map(([kind, count]) => `${changeName(kind as ClauseChange['kind'])} ${count} 条`).join('、')
}
