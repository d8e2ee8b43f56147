import type { Audience, DocumentMeta } from './clause.ts'
import { daysOf, type Span } from './query/moments.ts'
import type { Years } from './query/periods.ts'

/** Who asks: a document for certain enterprises or departments answers only their members. */
export interface Asker {
  enterprise?: string
  departments?: string[]
}

/** Whether a document may be shown to the asker. */
export function isMeantFor({ audience, within }: DocumentMeta, asker: Asker | undefined): boolean {
  return includes(audience, asker) && includes(within, asker)
}

/** Whether a document may be shown to some only. */
export function isLimited({ audience, within }: Pick<DocumentMeta, 'audience' | 'within'>): boolean {
  return [audience, within].some(
    ({ enterprises = [], departments = [] } = {}) => enterprises.length + departments.length > 0,
  )
}

function includes({ enterprises = [], departments = [] }: Audience = {}, asker: Asker | undefined): boolean {
  const enterprise =
    enterprises.length === 0 || (asker?.enterprise !== undefined && enterprises.includes(asker.enterprise))
  const department = departments.length === 0 || (asker?.departments ?? []).some((own) => departments.includes(own))
  return enterprise && department
}

/** What a citation says of a document that is not for everybody. */
export function limitOf(document: DocumentMeta): { limited?: string } {
  return isLimited(document) ? { limited: document.id } : {}
}

/** Whether a document is in force on some day of a span, and for what held before on none after it; civil dates `YYYY-MM-DD`, which order as text. */
export function isInForce({ inForceFrom, inForceTo }: DocumentMeta, { from, to, former }: Span): boolean {
  if (former) return inForceTo !== undefined && inForceTo <= to
  return (inForceFrom === undefined || inForceFrom <= to) && (inForceTo === undefined || inForceTo >= from)
}

/** Of documents with one title that hold no more, whether one held last. */
export function heldLast(document: DocumentMeta, documents: readonly DocumentMeta[], { to }: Span): boolean {
  return !documents.some(
    ({ title, inForceTo }) =>
      title === document.title && inForceTo !== undefined && inForceTo <= to && inForceTo > (document.inForceTo ?? to),
  )
}

/** Whether documents are versions of one, each in force when the one before it was no more. */
export function heldInTurn(documents: readonly DocumentMeta[]): boolean {
  const versions = documents.toSorted((one, other) => (one.inForceFrom ?? '').localeCompare(other.inForceFrom ?? ''))
  return versions.every(({ title, inForceTo }, at) => {
    const next = versions[at + 1]
    if (next === undefined) return true
    return (
      next.title === title && inForceTo !== undefined && next.inForceFrom !== undefined && inForceTo < next.inForceFrom
    )
  })
}

/** Where days are meant when nothing else is configured. */
export const CHINA = 'Asia/Shanghai'

/**
 * The spans in which a document may be in force to answer, the fittest first: what was in force then where the question asks
 * what held then or names years; for years that are only named or are told from today (去年 is one) then also what is in force today.
 */
export function spansOf({ about, asOf, moment }: Pick<Years, 'about' | 'asOf' | 'moment'>, day: string): Span[] {
  const today = { from: day, to: day }
  if (asOf) return [asOf]
  if (moment?.kind === 'date') return [daysOf(moment, day)]
  if (moment) return [daysOf(moment, day), today]
  if (about.length === 0) return [today]
  return [{ from: `${Math.min(...about)}-01-01`, to: `${Math.max(...about)}-12-31` }, today]
}
