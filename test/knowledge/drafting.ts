import { judgeClaim } from '../../src/knowledge/quotes.ts'

/** A rule with drafts that change its sense and drafts that keep it. */
export interface DraftedRule {
  text: string
  wrong: string[]
  right: string[]
}

/** Whether the gate lets a draft through that cites a clause by these words of it. */
export function isKept(draft: string, clause: string, quote = clause): boolean {
  return judgeClaim({ text: draft, citations: [{ clause: 'rule', quote }] }, () => clause).kept
}

/** The drafts of a rule that the gate takes for what they are not. */
export function misjudged({ text, wrong, right }: DraftedRule): { through: string[]; lost: string[] } {
  return {
    through: wrong.filter((draft) => isKept(draft, text)),
    lost: right.filter((draft) => !isKept(draft, text)),
  }
}
