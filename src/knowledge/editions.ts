import type { DocumentMeta } from './clause.ts'
import { dayBefore } from './intake/facts.ts'
import { effectiveMeta } from './intake/meta.ts'

/** A version of a document with what was known of it when it last answered. */
export interface KeptVersion {
  versionId: string
  documentId: string
  number: number
  answers: boolean
  meta: unknown
}

/** A version that holds for a time of its own. */
export interface Edition {
  /** The document's id for the answering edition, so that it is found by it; a key of its own for each earlier one. */
  key: string
  versionId: string
  documentId: string
  meta: DocumentMeta
}

/**
 * The versions of one document that hold, each for its own time: the answering one, and before it those that a later version
 * followed with a later day of coming into force, until the day before. So a law revised from next month on is still answered
 * by its present text today, and a question about last year by the text of last year. A version that was only corrected (no
 * later day) holds no more. Whom the answering version is limited to, the earlier ones are limited to as well.
 */
export function editionsOf(versions: readonly KeptVersion[]): Edition[] {
  const answering = versions.find(({ answers }) => answers)
  if (!answering) return []

  let next = toEdition(answering)
  const editions = [next]
  const { audience } = next.meta
  const earlier = versions.filter(({ number }) => number < answering.number).toSorted((a, b) => b.number - a.number)
  for (const version of earlier) {
    const edition = precede(toEdition(version), next.meta)
    if (!edition) continue
    editions.unshift(audience ? { ...edition, meta: { ...edition.meta, within: audience } } : edition)
    next = edition
  }
  return editions
}

/** What is known of a version that another followed: it holds until the day before that one; undefined when it was only corrected. */
export function metaBefore(meta: DocumentMeta, { inForceFrom }: DocumentMeta): DocumentMeta | undefined {
  if (meta.inForceFrom === undefined || inForceFrom === undefined || meta.inForceFrom >= inForceFrom) return undefined
  const last = dayBefore(inForceFrom)
  return { ...meta, inForceTo: meta.inForceTo !== undefined && meta.inForceTo < last ? meta.inForceTo : last }
}

function precede(edition: Edition, next: DocumentMeta): Edition | undefined {
  const meta = metaBefore(edition.meta, next)
  return meta && { ...edition, meta }
}

function toEdition({ versionId, documentId, number, answers, meta }: KeptVersion): Edition {
  const key = answers ? documentId : `${documentId}@${number}`
  return { key, versionId, documentId, meta: effectiveMeta(documentId, meta) }
}
