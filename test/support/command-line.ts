import { vi } from 'vitest'
import { main } from '../../src/main.ts'

/** Runs `hegui …` in this process and tells what it printed and its exit code. */
export async function hegui(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' }
  const keep = (end: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[end] += String(text)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err')),
  ]
  try {
    return { code: await main(args), ...printed }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
