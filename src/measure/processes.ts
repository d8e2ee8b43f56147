import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { AppError } from '../base/errors.ts'

/** The flags of `npm start` (package.json): a small young generation and slow growth keep the service's memory low. */
export const SERVICE = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=30',
  fileURLToPath(new URL('../hegui.mjs', import.meta.url)),
  'start',
]

export type Child = ChildProcessByStdio<null, Readable, null>

/** A script of ours in a process of its own, under this very Node. */
export function run(args: readonly string[], env: Record<string, string>): Child {
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** The first line a process prints. @throws AppError `defect` when it ends before */
export async function firstLine(child: Child): Promise<string> {
  const [chunk] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [unknown]
  if (chunk instanceof Buffer) return chunk.toString('utf8').split('\n')[0] ?? ''
  throw new AppError('defect', `a measured process ended early with exit code ${String(chunk)}`)
}

/** The address the service prints once it is ready. */
export async function addressOf(child: Child): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    printed += chunk.toString('utf8')
    const [url] = /http:\/\/[\d.]+:\d+/.exec(printed) ?? []
    if (url) return url
  }
  throw new AppError('defect', 'the measured service ended before it was ready')
}

/** Linux tells the resident size of any process; elsewhere there is no figure. */
export async function residentMegabytes({ pid }: Child): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
