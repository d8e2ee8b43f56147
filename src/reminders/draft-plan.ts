import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { foldText } from '../base/text.ts'
import type { Candidate } from './extract.ts'

/**
 * Candidates as a plan file (YAML) for a person to edit: delete what is wrong, split, merge, correct. Every entry carries its
 * confidence, what was inferred and what is still to be decided as a comment. Identifiers stay the same when it is drafted again.
 */
export function draftPlan(
  candidates: readonly Candidate[],
  { plan, documentId }: { plan: string; documentId: string },
): string {
  const head = [
    '# 待审核的事项：不要的整项删除，要拆分的复制后修改，要合并的删去其余；改好后用 hegui obligations check 核对。',
    `plan: ${JSON.stringify(plan)}`,
    `documentId: ${JSON.stringify(documentId)}`,
    'obligations:',
  ]
  return `${[...head, ...candidates.map(entry)].join('\n')}\n`
}

function entry(candidate: Candidate): string {
  const { clause, label, quote, who, what, due, recurrence, quantity, phase, problem, trace, confidence } = candidate
  const open = recurrence && !recurrence.rule ? ['“定期”没有写明频次：请补上 recurrence'] : []
  const remarks = [`${label}，把握 ${Math.round(confidence * 100)}%`, ...trace, ...(problem ? [problem] : []), ...open]
  const value = {
    id: `d-${createHash('sha256')
      .update(`${foldText(quote)}\n${due ?? recurrence?.rule ?? ''}`)
      .digest('hex')
      .slice(0, 12)}`,
    title: what.length < 2 ? label : what.slice(0, 60),
    clause,
    quote,
    who: who ?? '待定',
    kept: /国资委|国有资产监督管理/u.test(who ?? '') ? 'sasac' : 'enterprise',
    ...(phase ? { phase } : {}),
    ...(due ? { due } : {}),
    ...(recurrence?.rule ? { recurrence: { rule: recurrence.rule, from: 'due' } } : {}),
    ...(quantity ? { quantity } : {}),
    evidence: due !== undefined,
  }
  const lines = stringify([value], { lineWidth: 0 }).trimEnd().split('\n')
  return [...remarks.map((remark) => `  # ${remark.replace(/\s+/gu, ' ')}`), ...lines.map((line) => `  ${line}`)].join(
    '\n',
  )
}
