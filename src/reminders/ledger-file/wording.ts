import type { LedgerImport } from './import.ts'

type Told = Pick<LedgerImport, 'lines' | 'edited' | 'added' | 'refused' | 'remarks'>

/** What a workbook would change or has changed, in lines; each edited, added or refused line of it is one entry. */
export function spellImport({ lines, edited, added, refused, remarks }: Told): {
  remarks: readonly string[]
  /** What is changed, then what is added. */
  edited: string[]
  refused: string[]
  count: string
} {
  const same = lines - edited.length - added.length - refused.length
  return {
    remarks,
    edited: [
      ...edited.map(({ changes, ...line }) =>
        [nameOf(line), ...changes.map(({ field, from, to }) => `    ${field}：${from} → ${to}`)].join('\n'),
      ),
      ...added.map(({ changes, ...line }) =>
        [`${nameOf(line)}（新增）`, ...changes.map(({ field, to }) => `    ${field}：${to}`)].join('\n'),
      ),
    ],
    refused: refused.map(({ reasons, ...line }) =>
      [`✗ ${nameOf(line)}`, ...reasons.map((why) => `    ${why}`)].join('\n'),
    ),
    count: `共 ${lines} 行：${added.length > 0 ? `新增 ${added.length} 行，` : ''}改动 ${edited.length} 行，有问题 ${refused.length} 行，与台账一致 ${same} 行。`,
  }
}

function nameOf({ line, hidden, enterprise, number, title }: Omit<Told['edited'][number], 'changes'>): string {
  const name = title ? `《${title.replace(/[《》]/g, '')}》` : ''
  return `第 ${line} 行${hidden ? '（隐藏行）' : ''}  ${enterprise}${number}${name}`
}
