import type { Audience, DocumentMeta } from './clause.ts'
import type { Span, Years } from './query/periods.ts'

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

/** Whether a document is in force on some day of a span; civil dates `YYYY-MM-DD`, which order as text. */
export function isInForce({ inForceFrom, inForceTo }: DocumentMeta, { from, to }: Span): boolean {
  return (inForceFrom === undefined || inForceFrom <= to) && (inForceTo === undefined || inForceTo >= from)
}

/** Where days are meant when nothing else is configured. */
export const CHINA = 'Asia/Shanghai'

/**
 * The spans in which a document may be in force to answer, the fittest first: what was in force then where the question asks
 * what held then or names years (去年 is one); for named years then also what is in force today, since a year may be only what is asked about.
 */
export function spansOf({ about, asOf, away }: Pick<Years, 'about' | 'asOf' | 'away'>, day: string): Span[] {
  const today = { from: day, to: day }
  if (asOf) return [asOf]
  const named = about.length > 0 || away === undefined ? about : [Number(day.slice(0, 4)) + away]
  if (named.length === 0) return [today]
  return [{ from: `${Math.min(...named)}-01-01`, to: `${Math.max(...named)}-12-31` }, today]
}
