import { createHash } from 'node:crypto'
import { PassThrough, pipeline as pipe, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { AppError, toAppError } from '../../base/errors.ts'
import type { PapersDeps } from './gather.ts'
import type { ReportInput } from './input.ts'
import {
  type Entry,
  faultLine,
  incompleteNote,
  layOut,
  manifestBook,
  manifestJson,
  readMe,
  type Soundness,
} from './manifest.ts'
import { register } from './register.ts'

/** A bundle on its way. */
export interface Bundle {
  /** The archive; ends with an error when a file changed while it was being read. */
  stream: Readable
  /** How many files of evidence it holds, and of how many occurrences it tells. */
  files: number
  records: number
  /** What the ledger speaks of and the bundle lacks, in words. */
  faults: string[]
}

type Files = PapersDeps['files']

/** First every stored file is compared with the ledger, then what is sound is packed as it is read. */
export async function bundle(input: ReportInput, files: Files): Promise<Bundle> {
  const entries = layOut(input.records)
  const soundness = await inspect(entries, files)
  const judged = entries.map((entry) => ({
    entry,
    soundness: soundness.get(entry.proof.sha256) ?? ('missing' as const),
  }))
  const faulty = judged.filter((one) => one.soundness !== 'ok')
  const sound = judged.filter((one) => one.soundness === 'ok').map(({ entry }) => entry)
  const papers = await papersOf(input, { entries, soundness, faulty })

  const zip = new ZipFile()
  const stream = new PassThrough()
  // The archive itself does not hear of errors of what it packs; its reader has to.
  const fail = (error: unknown) => void stream.destroy(toAppError(error))
  zip.outputStream.pipe(stream)
  zip.on('error', fail)
  for (const { path, bytes } of papers) zip.addBuffer(bytes, path, { mtime: input.at })
  for (const { path, proof } of sound)
    zip.addReadStreamLazy(path, { mtime: proof.at }, (give) => {
      files.open(proof.sha256).then(
        (file) =>
          give(
            null,
            pipe(file, proving(proof.sha256), (error) => error && fail(error)),
          ),
        fail,
      )
    })
  zip.end()
  return { stream, files: sound.length, records: input.records.length, faults: faulty.map(faultLine) }
}

interface Judgement {
  entries: readonly Entry[]
  soundness: ReadonlyMap<string, Soundness>
  faulty: readonly { entry: Entry; soundness: Soundness }[]
}

/** Everything that is not evidence itself; the list of hashes covers evidence and these. */
async function papersOf(input: ReportInput, judgement: Judgement): Promise<{ path: string; bytes: Buffer }[]> {
  const { entries, soundness, faulty } = judgement
  const { writeDocx } = await import('./docx-file.ts')
  const papers = [
    ...(faulty.length > 0 ? [{ path: '不完整说明.txt', bytes: Buffer.from(`\uFEFF${incompleteNote(faulty)}`) }] : []),
    { path: '说明.txt', bytes: Buffer.from(`\uFEFF${readMe(input)}`) },
    { path: '工作台账.docx', bytes: Buffer.from(await writeDocx(register(input))) },
    { path: '清单.xlsx', bytes: Buffer.from(await manifestBook(input, judgement)) },
    { path: 'manifest.json', bytes: Buffer.from(manifestJson(input, judgement)) },
  ]
  const sums = [
    ...papers.map(({ path, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`),
    ...entries
      .filter(({ proof }) => soundness.get(proof.sha256) === 'ok')
      .map(({ path, proof }) => `${proof.sha256}  ${path}\n`),
  ]
  return [...papers, { path: 'SHA256SUMS', bytes: Buffer.from(sums.join('')) }]
}

/** Reads each stored file once, however many occurrences it proves. */
async function inspect(entries: readonly Entry[], files: Files): Promise<Map<string, Soundness>> {
  const found = new Map<string, Soundness>()
  for (const { sha256 } of entries.map(({ proof }) => proof))
    if (!found.has(sha256)) found.set(sha256, await soundnessOf(sha256, files))
  return found
}

async function soundnessOf(sha256: string, files: Files): Promise<Soundness> {
  const hash = createHash('sha256')
  try {
    await pipeline(await files.open(sha256), hash)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not-found') return 'missing'
    throw error
  }
  return hash.digest('hex') === sha256 ? 'ok' : 'changed'
}

/** Lets a file through and fails at its end when it is not the one that was inspected. */
function proving(sha256: string): Transform {
  const hash = createHash('sha256')
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      done(hash.digest('hex') === sha256 ? null : changedMeanwhile(sha256))
    },
  })
}

function changedMeanwhile(sha256: string): AppError {
  return new AppError('conflict', `evidence ${sha256} changed while it was packed`, {
    publicMessage: '打包时有佐证文件被改动，没有写出佐证包。请检查数据目录后重试。',
  })
}
