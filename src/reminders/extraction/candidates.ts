import type { CivilDate, Quantity } from '../obligation.ts'
import type { Draft } from './drafting.ts'

/** A duty the text seems to impose, for a person to accept, change or reject. */
export interface Candidate {
  clause: string
  label: string
  /** Verbatim, with its range in the document (UTF-16 code units). */
  quote: string
  start: number
  end: number
  who?: string
  /** The duty alone, without the date and the body it opens with. */
  what: string
  due?: CivilDate
  /** `rule` is absent for 定期. `text` as the document says it. */
  recurrence?: { rule?: string; text: string }
  quantity?: Quantity
  phase?: string
  restDay?: 'next-workday'
  /** Why no date could be settled, in Chinese. */
  problem?: string
  /** Absent: found by rule. */
  source?: 'model'
  /** How date, body and number were found, one Chinese sentence each. */
  trace: string[]
  /** 0–1: how much was said outright and how much inherited or inferred. */
  confidence: number
}

/** Drafts with what only the whole document tells: who is bound where neither sentence nor heading says it. */
export function candidatesOf(drafts: readonly Draft[], addressee: string | undefined): Candidate[] {
  const usual = addressee ?? mostBound(drafts)
  return drafts.map((draft) => {
    const { clause, start, end, recurrence, quantity, phase, restDay, problem, due, source } = draft
    const who = draft.who ?? usual
    const assumed = draft.who === undefined && usual !== undefined
    return {
      clause: clause.path,
      label: clause.label,
      quote: clause.text.slice(start, end),
      start: clause.start + start,
      end: clause.start + end,
      ...(who ? { who } : {}),
      what: whatOf(draft),
      ...(due ? { due } : {}),
      ...(recurrence ? { recurrence } : {}),
      ...(quantity ? { quantity } : {}),
      ...(phase ? { phase } : {}),
      ...(restDay ? { restDay } : {}),
      ...(problem ? { problem } : {}),
      ...(source ? { source } : {}),
      trace: [...draft.trace, ...(assumed ? [`责任主体未写明，按全文主要责任主体“${usual}”`] : [])],
      confidence: confidenceOf(draft),
    }
  })
}

function mostBound(drafts: readonly Draft[]): string | undefined {
  const said = drafts.filter(({ whoFrom }) => whoFrom === 'said')
  const groups = [...Map.groupBy(said, ({ who }) => who ?? '').entries()]
  return groups.sort(([, a], [, b]) => b.length - a.length)[0]?.[0]
}

const LEADS = /^(?:[,，、；;\s]|同时|并且|并(?![联入轨])|其中|此外|[一二三四五六七八九]是)+/u

/** From the part that holds the trigger on, without the date phrase and the body it begins with. */
function whatOf({ clause, core, end, lead, who }: Draft): string {
  let words = clause.text
    .slice(Math.max(core, lead ?? core), end)
    .replace(/\s+/gu, '')
    .replace(LEADS, '')
  if (who && words.startsWith(who)) words = words.slice(who.length)
  return words
    .replace(/^(?:应当|应|要|须|需|将)/u, '')
    .replace(LEADS, '')
    .replace(/[。；;，,]$/u, '')
}

/** Said outright 0.95; every inheritance and every missing word of obligation takes something off, and so does a model's word. */
function confidenceOf({ modal, who, whoFrom, dateFrom, recurrence, problem, due, quantity, source }: Draft): number {
  const losses = [
    who === undefined ? 0.1 : whoFrom === 'said' ? 0 : 0.05,
    modal ? 0 : 0.05,
    dateFrom === 'phase' ? 0.35 : dateFrom === undefined || dateFrom === 'said' ? 0 : 0.05,
    recurrence && recurrence.rule === undefined ? 0.15 : 0,
    recurrence?.rule && !/[每按逐次一]/u.test(recurrence.text) ? 0.15 : 0,
    problem ? 0.3 : 0,
    !due && !recurrence && !problem ? (quantity ? 0.2 : 0.15) : 0,
    source === 'model' ? 0.2 : 0,
  ]
  return Math.round((0.95 - losses.reduce((sum, loss) => sum + loss, 0)) * 100) / 100
}
