import type { DocumentMeta } from './clause.ts'

/** Who asks: a document for certain enterprises or departments answers only their members. */
export interface Asker {
  enterprise?: string
  departments?: string[]
}

/** Whether a document may be shown to the asker. */
export function isMeantFor({ audience }: DocumentMeta, asker: Asker | undefined): boolean {
  if (!audience) return true
  const { enterprises = [], departments = [] } = audience
  const enterprise =
    enterprises.length === 0 || (asker?.enterprise !== undefined && enterprises.includes(asker.enterprise))
  const department = departments.length === 0 || (asker?.departments ?? []).some((own) => departments.includes(own))
  return enterprise && department
}

/** Whether a document is in force on some day of a span; civil dates `YYYY-MM-DD`, which order as text. */
export function isInForce(
  { inForceFrom, inForceTo }: DocumentMeta,
  { from, to }: { from: string; to: string },
): boolean {
  return (inForceFrom === undefined || inForceFrom <= to) && (inForceTo === undefined || inForceTo >= from)
}

/** The span a question is about: the years it names ("2024年时…"), otherwise the civil day it is asked on (China time). */
export function spanOf(years: readonly number[], askedAt: Date): { from: string; to: string } {
  if (years.length > 0) return { from: `${Math.min(...years)}-01-01`, to: `${Math.max(...years)}-12-31` }
  const day = new Date(askedAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  return { from: day, to: day }
}
