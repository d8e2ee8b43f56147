import { createHash } from 'node:crypto'
import { toAppError } from '../../base/errors.ts'
import { foldText } from '../../base/text.ts'
import type { ClauseNode, DocumentMeta } from '../clause.ts'
import type { DocumentFile, ReadDocument } from '../parsers/read-document.ts'
import { structure } from '../structure.ts'
import { type ClauseChange, diffClauses } from './diff.ts'
import { readFacts } from './facts.ts'
import { combine, type Stated } from './meta.ts'
import { carriedOver, createRegister, type Register, type RegisterRows } from './register.ts'
import { type ShownChange, shownChanges } from './shown-change.ts'

/** A file on its way in. `name` is what people call it and what is stored; `load` is called only when it is this one's turn. */
export interface Arrival {
  name: string
  /** Bytes, known before loading, so that a monster is refused unread. */
  size: number
  load(): Promise<Uint8Array>
  /** What a person states about it (sidecar file, command line). */
  stated: Stated
}

interface Known {
  name: string
  id: string
  meta: DocumentMeta
  clauses: number
  /** Chinese sentences about parts that were not read. */
  warnings: string[]
}

/** What became (or, in a rehearsal, would become) of a file. */
export type Outcome =
  | (Known & { kind: 'added'; version: number })
  | (Known & {
      kind: 'changed'
      version: number
      changes: ClauseChange[] /** In a rehearsal: with their words. */
      shown?: ShownChange[]
    })
  /** The same text, but more is known about it. */
  | (Known & { kind: 'described' })
  | (Known & { kind: 'unchanged' })
  | { kind: 'refused'; name: string; reason: string }

interface OldClause {
  path: string
  label: string
  text: string
  kind: string
}

export interface IntakeRows extends RegisterRows {
  read(documentId: string): Promise<{ number: number; source: string; clauses: OldClause[] } | undefined>
  refusals(): Promise<{ fileName: string }[]>
  save(version: {
    documentId: string
    meta: DocumentMeta & Readonly<Record<string, unknown>>
    sha256: string
    fileName: string
    source: string
    clauses: readonly ClauseNode[]
    change: { from?: number; clauses: readonly ClauseChange[] }
    /** A version of the same bytes, taken apart otherwise than before. */
    readAgain: boolean
  }): Promise<'added' | 'changed' | 'unchanged'>
  refuse(file: { fileName: string; sha256: string; reason: string }): Promise<void>
  forgetRefusal(fileName: string): Promise<unknown>
}

export interface IntakeDeps {
  rows: IntakeRows
  /** Reads a file into blocks, in a process of its own where the file is not trusted. */
  reader: { read(file: DocumentFile): Promise<ReadDocument> }
  /** Throws the refusal of a file that is too large. */
  judgeSize(size: number): void
}

export interface Intake {
  /**
   * Takes files in one after another, each in one transaction, and tells what became of each as soon as it is known: a run that
   * was interrupted is resumed by running it again, because what is in already costs a hash. A rehearsal writes nothing. Read
   * `again`, files that are in already are taken apart anew, as a newer release does it; where the clauses come out otherwise,
   * that is a new version with what is known of the old one.
   */
  takeIn(arrivals: Iterable<Arrival>, options?: { rehearse?: boolean; again?: boolean }): AsyncGenerator<Outcome>
}

export function createIntake(deps: IntakeDeps): Intake {
  return {
    async *takeIn(arrivals, { rehearse = false, again = false } = {}) {
      const register = createRegister(await deps.rows.heads())
      const refused = new Set((await deps.rows.refusals()).map(({ fileName }) => fileName))
      for (const arrival of arrivals) yield await takeOne(arrival, { deps, register, refused, rehearse, again })
      if (!rehearse) await register.retireReplaced(deps.rows)
    },
  }
}

interface Run {
  deps: IntakeDeps
  register: Register
  /** Names of files that could not be read at an earlier try. */
  refused: ReadonlySet<string>
  rehearse: boolean
  again: boolean
}

async function takeOne(arrival: Arrival, run: Run): Promise<Outcome> {
  const { rows } = run.deps
  let sha256 = ''
  try {
    run.deps.judgeSize(arrival.size)
    const bytes = await arrival.load()
    sha256 = hashOf(bytes)
    const outcome = await (known(arrival, sha256, run) ?? readAndStore(arrival, { bytes, sha256 }, run))
    if (!run.rehearse && run.refused.has(arrival.name)) await rows.forgetRefusal(arrival.name)
    return outcome
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind !== 'input') throw thrown
    const reason = error.publicMessage ?? error.message
    if (!run.rehearse) await rows.refuse({ fileName: arrival.name, sha256, reason })
    return { kind: 'refused', name: arrival.name, reason }
  }
}

/** The same bytes again: nothing, unless a person states something new. */
function known({ name, stated }: Arrival, sha256: string, run: Run): Promise<Outcome> | undefined {
  const head = run.again ? undefined : run.register.withBytes(sha256)
  if (!head || (stated.id !== undefined && stated.id !== head.id)) return undefined
  run.register.meet(head.id, name)
  return describe({ name, id: head.id, clauses: head.clauses, warnings: [] }, { old: head.meta, stated }, run)
}

async function describe(
  file: Omit<Known, 'meta'>,
  { old, stated }: { old: DocumentMeta; stated: Stated },
  { deps, register, rehearse }: Run,
): Promise<Outcome> {
  const { id: _id, ...facts } = stated
  const meta = restated(old, facts)
  if (JSON.stringify(sorted(meta)) === JSON.stringify(sorted(old))) return { kind: 'unchanged', ...file, meta }

  if (!rehearse) await deps.rows.describe(file.id, { ...meta })
  register.described(file.id, meta)
  return { kind: 'described', ...file, meta }
}

/** Facts with what a person states now; what they state is no longer a proposal. */
export function restated(old: DocumentMeta, facts: Stated): DocumentMeta {
  const { proposed = [], ...rest } = old
  const open = proposed.filter((fact) => facts[fact] === undefined)
  const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
  return { ...rest, ...given, ...(open.length > 0 ? { proposed: open } : {}) }
}

function sorted(meta: DocumentMeta): unknown[] {
  return Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function readAndStore(
  { name, stated }: Arrival,
  { bytes, sha256 }: { bytes: Uint8Array; sha256: string },
  run: Run,
): Promise<Outcome> {
  const { deps, register } = run
  const document = await deps.reader.read({ name, bytes })
  const { source, nodes } = structure(document.blocks)
  const read = { ...readFacts(source, baseName(name)), ...titleOfBook(name, document) }
  const known = run.again ? register.withBytes(sha256)?.id : undefined
  const id = stated.id ?? known ?? register.idFor(stated.title ?? read.title ?? baseName(name))
  const entry = register.get(id)
  const old = entry && (await deps.rows.read(id))
  const file = { name, id, clauses: nodes.length, warnings: document.warnings }
  const textHash = hashOf(foldText(source))
  const same = entry !== undefined && textHash === (entry.textHash ?? hashOf(foldText(old?.source ?? '')))
  if (entry && same && !(run.again && old && isOtherTree(old.clauses, nodes))) {
    register.meet(id, name)
    return describe({ ...file, clauses: entry.clauses }, { old: entry.meta, stated }, run)
  }

  register.claim(id, name)
  const { id: _id, ...facts } = stated
  const meta =
    entry && same
      ? restated(entry.meta, facts)
      : combine(id, read, { ...(entry ? carriedOver(entry.meta) : {}), ...stated })
  const changes = old ? diffClauses(old.clauses, nodes) : []
  const change = { ...(old ? { from: old.number } : {}), clauses: changes }
  const stored = { documentId: id, meta: { ...meta }, sha256, fileName: name, source, clauses: nodes }
  const version = { ...stored, change, readAgain: run.again }
  if (!run.rehearse) await deps.rows.save(version)
  const number = (entry?.versions ?? 0) + 1
  register.stored({ id, meta, sha256, clauses: nodes.length, versions: number, textHash })
  const shown = old && run.rehearse ? { shown: shownChanges(old.clauses, nodes, changes) } : {}
  return old
    ? { kind: 'changed', ...file, meta, version: number, changes, ...shown }
    : { kind: 'added', ...file, meta, version: number }
}

/** A workbook of several sheets begins with the name of the first of them, which is no title for the others. */
function titleOfBook(name: string, { blocks }: Pick<ReadDocument, 'blocks'>): { title?: string } {
  const sheets = /\.xlsx$/iu.test(name) ? blocks.filter(({ kind }) => kind === 'heading') : []
  return sheets.length > 1 ? { title: baseName(name).replace(/\.xlsx$/iu, '') } : {}
}

function isOtherTree(old: readonly { path: string; text: string }[], nodes: readonly ClauseNode[]): boolean {
  const shape = (clauses: readonly { path: string; text: string }[]) =>
    clauses.map(({ path, text }) => `${path}\n${foldText(text)}`).join('\n\n')
  return shape(old) !== shape(nodes)
}

function hashOf(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex')
}

function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name
}
