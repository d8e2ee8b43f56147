import { parentPort } from 'node:worker_threads'
import type { Postings } from './postings.ts'
import { buildWords } from './segment.ts'
import { unpacked } from './word-cutter.ts'

/* Runs in a thread of its own (see `word-cutter.ts`): texts in, postings out, moved and not copied. */
parentPort?.on('message', (packed: string) => {
  const words = buildWords(unpacked(packed))
  parentPort?.postMessage(words, [...buffersOf(words.dictionary), ...buffersOf(words.statistical)])
})

function buffersOf({ terms, starts, ordinals, impacts }: Postings): ArrayBuffer[] {
  return [terms.keys, terms.numbers, starts, ordinals, impacts].map(({ buffer }) => buffer as ArrayBuffer)
}
