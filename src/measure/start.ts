import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monotonicMs } from '../base/clock.ts'
import type { Figure } from '../cli/services.ts'
import { firstLine, run, SERVICE } from './processes.ts'

/** From the command to the address on the screen, on a new data folder and on one that is there already. */
export async function* measureStart(): AsyncGenerator<Figure> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegui-bench-'))
  try {
    yield { figure: 'start on a new data folder', value: await startOnce(dataDir), unit: 's', goal: '≤ 15 s' }
    yield { figure: 'second start', value: await startOnce(dataDir), unit: 's', goal: '≤ 3 s' }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function startOnce(dataDir: string): Promise<number> {
  const started = monotonicMs()
  const child = run(SERVICE, { DATA_DIR: dataDir, PORT: '0' })
  await firstLine(child)
  const seconds = (monotonicMs() - started) / 1000
  child.kill('SIGINT')
  await once(child, 'exit')
  return seconds
}
