import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { foldText } from '../base/text.ts'
import type { Candidate } from './extract.ts'
import type { Decisions } from './milestones.ts'
import type { Rejection } from './obligation.ts'

const HOW = [
  '待审核的事项，改好后用 hegui obligations check 核对。',
  '采纳：保留；修改：直接改；拆分：复制整项，各改 id 和 title，可以引用同一段 quote。',
  '合并：只留一项，其余各项的 clause 和 quote 列在它的 also 下（also: [{ clause: …, quote: … }]）。',
  '否决：加一行 rejected: 理由，以后再审核同一文件时不再提出。',
]

/** A candidate, and why it is offered although it was decided against. */
export interface Offer {
  candidate: Candidate
  rejection?: Rejection
}

/**
 * Candidates as a plan file (YAML) for a person to accept, edit, split, merge or reject. Every entry carries its
 * confidence, what was inferred and what is still to be decided as a comment. Identifiers stay the same when it is drafted again.
 */
export function draftPlan(
  offers: readonly Offer[],
  { plan, documentId, decided }: { plan: string; documentId: string; decided?: Decisions },
): string {
  const before = decided
    ? [`以下只列还没有处理的：已采纳 ${decided.obligations.length} 项、已否决 ${decided.rejected.length} 项。`]
    : []
  if (offers.length === 0) return `${['没有待处理的事项。', ...before].map((line) => `# ${line}`).join('\n')}\n`
  const head = [
    ...[...HOW, ...before].map((line) => `# ${line}`),
    `plan: ${JSON.stringify(plan)}`,
    `documentId: ${JSON.stringify(documentId)}`,
    'obligations:',
  ]
  return `${[...head, ...offers.map(entry)].join('\n')}\n`
}

function entry({ candidate, rejection }: Offer): string {
  const { clause, label, quote, who, what, due, recurrence, quantity, phase, restDay, problem, trace, confidence } =
    candidate
  const open = recurrence && !recurrence.rule ? ['“定期”没有写明频次：请补上 recurrence'] : []
  const before = rejection
    ? [`此前否决过（${rejection.reason}），当时期限为 ${rejection.due ?? '无'}，现为 ${due ?? '无'}：请重新决定`]
    : []
  const remarks = [
    `${label}，把握 ${Math.round(confidence * 100)}%`,
    ...trace,
    ...(problem ? [problem] : []),
    ...(restDay ? ['台账按原日期提醒，不自动顺延：遇节假日请把 due 改为顺延后的日期'] : []),
    ...open,
    ...before,
  ]
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
