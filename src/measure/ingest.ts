import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { monotonicMs } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { Figure } from '../cli/services.ts'
import { addressOf, residentMegabytes, run, SERVICE } from './processes.ts'

const ENTRY = fileURLToPath(new URL('../hegui.mjs', import.meta.url))
const DOCUMENTS = 2_000
const ARTICLES = 50

/** `hegui ingest` over a folder of 2,000 documents with 50 articles each, embedded database, the same folder once more, and the service on what came in. */
export async function* measureIngest(): AsyncGenerator<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'hegui-ingest-'))
  try {
    const papers = join(folder, 'papers')
    await mkdir(papers)
    for (let number = 1; number <= DOCUMENTS; number++)
      await writeFile(join(papers, `${number}.md`), documentText(number))

    const clauses = DOCUMENTS * (ARTICLES + 1)
    const note = `${DOCUMENTS} Markdown files, ${clauses} clauses, with the start of the process`
    const first = await ingestOnce(papers, join(folder, 'data'))
    yield { figure: 'ingest', value: clauses / first, unit: 'per s', goal: '≥ 1,000 per s', note }
    yield { figure: 'ingest of an unchanged folder', value: await ingestOnce(papers, join(folder, 'data')), unit: 's' }
    yield* startedOn(join(folder, 'data'), clauses)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The service as `npm start` runs it, until it prints its address; by then it answers. */
async function* startedOn(dataDir: string, clauses: number): AsyncGenerator<Figure> {
  const started = monotonicMs()
  const child = run(SERVICE, { DATA_DIR: dataDir, PORT: '0' })
  try {
    await addressOf(child)
    const seconds = (monotonicMs() - started) / 1000
    yield { figure: `start on ${clauses} clauses`, value: seconds, unit: 's', goal: '≤ 6 s' }
    yield { figure: 'memory after that start', value: await residentMegabytes(child), unit: 'MB', goal: '≤ 1,200 MB' }
  } finally {
    child.kill('SIGINT')
    await once(child, 'exit')
  }
}

/** Seconds. */
async function ingestOnce(papers: string, dataDir: string): Promise<number> {
  const started = monotonicMs()
  const child = run([ENTRY, 'ingest', papers, '--json'], { DATA_DIR: dataDir })
  child.stdout.resume()
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new AppError('defect', `the measured ingest ended with exit code ${code}`)
  return (monotonicMs() - started) / 1000
}

/** Articles that differ in every document, as real ones do. */
function documentText(number: number): string {
  const articles = Array.from({ length: ARTICLES }, (_, at) => {
    const key = number * ARTICLES + at
    return `**第${at + 1}条** 第${key % 97}类业务的责任部门应当在每季度末前核对编号${key}的档案，保存${(key % 20) + 5}年；未经批准不得变更第${key % 31}号资金用途。`
  })
  return [`# 第${number}号企业管理办法`, ...articles].join('\n\n')
}
