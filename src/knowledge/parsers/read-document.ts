import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monotonicMs } from '../../base/clock.ts'
import { AppError } from '../../base/errors.ts'
import { DEFAULT_LIMITS, type DocumentLimits, refusal } from './limits.ts'
import type { DocumentFile, ReadDocument } from './parse-document.ts'
import type { ReadJob, ReadOutcome } from './reader-process.ts'

export type { DocumentFile, ReadDocument } from './parse-document.ts'

/** Reads documents in a process of its own, one after another. */
export interface DocumentReader {
  /** Throws `AppError('input')` with a Chinese reason for everything that is not read, within the limits' wall time. */
  read(file: DocumentFile): Promise<ReadDocument>
  /** Ends the process; a later `read` starts another. */
  close(): void
}

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '../../..')
const WATCH_MS = 50
const IDLE_MS = 5_000
/** On a busy machine reading gives way to answering; an honest document is not refused for that before this many times the limit. */
const PATIENCE = 4
const TOO_SLOW = '文件内容异常复杂，未能在限定时间内读完，已拒绝。请精简或拆分后重新上传。'
const TOO_BIG = '文件内容异常庞大，读取所需内存超出限制，已拒绝。请精简或拆分后重新上传。'
const BROKEN = '文件结构异常，无法读取。请用 Word、WPS 或原软件打开并另存后重新上传。'

/**
 * The reading process is reused, because starting Node and pdf.js costs more than most documents, and thrown away when a
 * document failed in it or left it large.
 */
export function createDocumentReader(overrides: Partial<DocumentLimits> = {}): DocumentReader {
  const limits = { ...DEFAULT_LIMITS, ...overrides }
  let child: ChildProcess | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  function close(): void {
    clearTimeout(idle)
    child?.kill('SIGKILL')
    child = undefined
  }

  async function readNow(file: DocumentFile): Promise<ReadDocument> {
    clearTimeout(idle)
    child = child && isFit(child, limits) ? child : startProcess(limits)
    const outcome = await runJob(child, { ...file, limits }).catch((error: unknown) => {
      close()
      throw error
    })
    idle = setTimeout(close, IDLE_MS)
    idle.unref()
    if (outcome.kind === 'read') return outcome.document
    throw new AppError('input', outcome.message, { publicMessage: outcome.publicMessage ?? BROKEN })
  }

  return {
    close,
    async read(file) {
      judgeSize(file.bytes.length, limits)
      const turn = queue.then(() => readNow(file))
      queue = turn.catch(() => undefined)
      return turn
    },
  }
}

/** Reads one document in a process of its own. For many, keep a `createDocumentReader`. */
export async function readDocument({
  limits,
  ...file
}: DocumentFile & { limits?: Partial<DocumentLimits> }): Promise<ReadDocument> {
  const reader = createDocumentReader(limits)
  try {
    return await reader.read(file)
  } finally {
    reader.close()
  }
}

/** @throws AppError `input` for a file above the limit */
export function judgeSize(size: number, limits: DocumentLimits = DEFAULT_LIMITS): void {
  if (size <= limits.bytes) return
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
  throw refusal(
    `${size} bytes`,
    `文件过大（${megabytes(size)} MB，上限 ${megabytes(limits.bytes)} MB），请压缩图片或拆分后重新上传。`,
  )
}

/** A process that may read the program and nothing else: no writing, no further processes, an empty environment. */
function startProcess(limits: DocumentLimits): ChildProcess {
  const child = fork(join(HERE, 'reader-process.ts'), [], {
    cwd: tmpdir(),
    env: {},
    execArgv: [
      `--max-old-space-size=${Math.floor((limits.memory / 1024 / 1024) * 0.7)}`,
      '--permission',
      `--allow-fs-read=${ROOT}/*`,
      '--disable-warning=SecurityWarning',
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  yieldProcessor(child)
  return child
}

/** Answering people goes before reading files. */
function yieldProcessor(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // The process has ended already; the job will say so.
  }
}

/** Sends a job and watches over it: an answer, or a refusal when it takes too long, grows too big or dies. */
function runJob(child: ChildProcess, job: ReadJob): Promise<ReadOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadOutcome>()
  const { wallMs, memory } = job.limits
  const started = { at: monotonicMs(), queued: queuedMs(child) }
  const watch = setInterval(() => {
    const passed = monotonicMs() - started.at
    const reading = passed - (queuedMs(child) - started.queued)
    if (reading > wallMs || passed > PATIENCE * wallMs) reject(refusal('reading took too long', TOO_SLOW))
    if (residentBytes(child) > memory) reject(refusal('reading took too much memory', TOO_BIG))
  }, WATCH_MS)
  const onExit = () => reject(refusal('reading process died', TOO_BIG))

  child.on('message', resolve)
  child.on('exit', onExit)
  child.on('error', reject)
  child.send(job, (error) => error && reject(refusal('reading process gone', BROKEN, error)))
  return promise.finally(() => {
    clearInterval(watch)
    child.removeAllListeners()
  })
}

function isFit(child: ChildProcess, limits: DocumentLimits): boolean {
  return child.connected && child.exitCode === null && residentBytes(child) < limits.memory / 2
}

/** From Linux's process table, where page 4096 bytes; elsewhere 0, and only the heap limit holds. */
function residentBytes(child: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${child.pid}/statm`, 'latin1').split(' ')[1]) * 4096
  } catch {
    return 0
  }
}

/** Milliseconds a process has been ready to run and others ran, from Linux's scheduler; elsewhere 0, and waiting counts as reading. */
function queuedMs(child: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${child.pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}
