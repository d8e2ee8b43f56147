import { yearOf } from '../../base/calendar.ts'
import { foldText } from '../../base/text.ts'
import { readTimes, type TimePhrase } from '../deadlines.ts'
import type { CivilDate } from '../obligation.ts'
import { addresseeIn } from './bound.ts'

/** A clause as the extraction reads it; the knowledge room's clauses have this shape. */
export interface SourceClause {
  /** Full path (`三/（二）/2023`). */
  path: string
  /** As shown to people (三（二）2023年). */
  label: string
  heading: string
  kind: string
  parent?: string
  /** Where its text begins in the document. */
  start: number
  text: string
}

export type DateTime = Extract<TimePhrase, { kind: 'date' }>

/** What a clause takes from the headings above it and from the words that lead into it. */
export interface Surroundings {
  who?: string
  /** Governs every duty below that has no date of its own. */
  deadline?: DateTime
  /** The span of the phase it stands in. */
  window?: DateTime
  phase?: string
  year?: number
}

/** What a clause's heading adds to what stands above it. */
export function below(
  above: Surroundings,
  { heading, kind }: SourceClause,
  writtenOn: CivilDate | undefined,
): Surroundings {
  const { window: _ended, ...kept } = above
  const words = foldText(heading)
  if (words === '') return above

  const dates = readTimes(heading, context(writtenOn, above.year)).filter((time) => time.kind === 'date')
  const deadline = dates.find(({ role }) => role === 'deadline')
  const window = dates.find(({ role }) => role === 'window' || role === 'period')
  const years = new Set(dates.flatMap(({ from, due }) => [yearOf(from ?? due), yearOf(due)]))
  const who = addresseeIn(`${words.replace(/(?:职责|任务|的?要求)$/u, '')}:`)
  const [year] = years
  return {
    ...(kind === 'chapter' ? {} : kept),
    ...(who ? { who } : {}),
    ...(deadline ? { deadline } : {}),
    ...(window ? { window } : {}),
    ...(/阶段/u.test(words) ? { phase: heading.replace(/[(（][^)）]*[)）]\s*$/u, '').trim() } : {}),
    ...(years.size === 1 && year !== undefined ? { year } : {}),
  }
}

/** What is known about years, without undefined in it. */
export function context(
  writtenOn: CivilDate | undefined,
  year: number | undefined,
): { writtenOn?: CivilDate; year?: number } {
  return { ...(writtenOn ? { writtenOn } : {}), ...(year === undefined ? {} : { year }) }
}

/**
 * The day a document was written: the date under its signature, else the day it was passed or published that its head names.
 */
export function writtenOnOf(clauses: readonly SourceClause[]): CivilDate | undefined {
  const days = (text: string) =>
    readTimes(text).flatMap((time) =>
      time.kind === 'date' && (time.from === undefined || time.from === time.due) && time.role !== 'deadline'
        ? [time]
        : [],
    )
  const signed = clauses.filter(({ kind }) => kind === 'signature').flatMap(({ text }) => days(text))
  const head = clauses
    .filter(({ kind }) => kind === 'title' || kind === 'preamble')
    .flatMap(({ text }) =>
      days(text).filter(
        ({ start, end }) =>
          /^[^,，。;；]{0,24}?(?:公布|通过|印发|发布|修订|修正)|^[)）]/u.test(text.slice(end)) && start >= 0,
      ),
    )
  return signed.at(-1)?.due ?? head[0]?.due
}

/** The one year a title speaks of ("2024年合规工作要点"); a span of years is none. */
export function yearOfTitle(clauses: readonly SourceClause[]): number | undefined {
  const title = clauses.find(({ kind }) => kind === 'title')?.text ?? ''
  const years = new Set(
    readTimes(title).flatMap((time) => (time.kind === 'date' ? [yearOf(time.from ?? time.due), yearOf(time.due)] : [])),
  )
  const [year] = years
  return years.size === 1 ? year : undefined
}
