import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { Log } from '../../base/log.ts'
import { DEFAULT_LIMITS } from '../parsers/limits.ts'
import { createIntake, type IntakeRows } from './intake.ts'
import { readStated } from './meta.ts'

const META_ENDING = '.meta.yaml'

export interface ShippedDeps {
  rows: IntakeRows
  /** Remembers which documents this database was given, so that one that was removed or rolled back stays so. */
  settings: { get(key: string): Promise<unknown>; put(key: string, value: unknown): Promise<void> }
  /** Each document lies beside the `*.meta.yaml` that describes it. */
  folder: string
  log: Log
}

/** Takes in the documents that ship with the product, each once per release of it; what is in already costs a hash. */
export async function takeInShipped({ rows, settings, folder, log }: ShippedDeps): Promise<void> {
  const intake = createIntake({ rows, reader: { read: readTrusted }, judgeSize: () => undefined })
  for (const { name, metaPath } of shippedFiles(folder)) {
    const bytes = readFileSync(join(folder, name))
    const print = createHash('sha256').update(bytes).update(readFileSync(metaPath)).digest('hex')
    const key = `shipped.${name}`
    if ((await settings.get(key)) === print) continue

    const arrival = { name, size: bytes.length, load: async () => bytes, stated: readStated(metaPath) }
    for await (const outcome of intake.takeIn([arrival])) {
      if (outcome.kind === 'refused')
        throw new AppError('defect', `the shipped document ${name} cannot be stored: ${outcome.reason}`)
      log.info({ document: outcome.id, outcome: outcome.kind, clauses: outcome.clauses }, 'shipped document taken in')
    }
    await settings.put(key, print)
  }
}

/** Our own files need no process of their own; the parsers are loaded only where there is something new to read. */
async function readTrusted(file: { name: string; bytes: Uint8Array }) {
  const { parseDocument } = await import('../parsers/parse-document.ts')
  return parseDocument(file, DEFAULT_LIMITS)
}

function shippedFiles(folder: string): { name: string; metaPath: string }[] {
  const names = readdirSync(folder)
  return names
    .filter((name) => name.endsWith(META_ENDING))
    .map((metaName) => {
      const stem = metaName.slice(0, -META_ENDING.length)
      const name = names.find((other) => other !== metaName && other.startsWith(`${stem}.`))
      if (name === undefined) throw new AppError('defect', `${metaName} describes no document`)
      return { name, metaPath: join(folder, metaName) }
    })
}
