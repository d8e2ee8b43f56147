import type { DocumentMeta } from './clause.ts'
import { LEVEL_NAMES } from './intake/meta.ts'
import type { Years } from './query/periods.ts'
import type { Remarks } from './reply.ts'
import type { Sentence } from './sentences.ts'
import { addresseeOf } from './strength.ts'
import { bindingNote, forceNote } from './wording.ts'

interface Remarked {
  text: string
  sentences: readonly Sentence[]
  meta: DocumentMeta
}

interface Circumstances {
  /** The civil day of the question, and the years it is about. */
  day: string
  years: Pick<Years, 'about' | 'asOf' | 'moment'>
  /** Said behind the quote of how binding it is; '' for a duty. */
  strength: string
  /** Other documents say otherwise, so its level matters, and so does the word that binds where that is what differs. */
  conflict: { word: string | undefined } | undefined
}

/** What has to be said beside a clause's words, whoever phrases the answer. */
export function remarksOn(
  { text, sentences, meta }: Remarked,
  { day, years, strength, conflict }: Circumstances,
): Remarks {
  const bearer = addresseeOf({ text, sentences })
  return {
    strength,
    ...(bearer === undefined ? {} : { bearer }),
    lines: [
      ...(conflict && meta.level ? [`〔层级〕${LEVEL_NAMES[meta.level]}`] : []),
      ...(conflict?.word === undefined ? [] : [`〔约束〕${bindingNote(conflict.word)}`]),
      ...forceNote(meta, day, years),
    ],
  }
}

/** A quote as it is shown: the words, whom they bind where they do not say it themselves, where they stand, and what else is to be known. */
export function quoted(
  { quote, document, label }: { quote: string; document: string; label: string },
  { strength, bearer, lines }: Remarks,
  heading = '',
): string {
  return [
    `“${quote}”${strength}`,
    ...(bearer !== undefined && !quote.includes(bearer) ? [`〔对象〕${bearer}`] : []),
    `〔出处〕《${document}》${label}${heading}`,
    ...lines,
  ].join('\n')
}
