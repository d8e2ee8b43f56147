import type { SourceBlock } from '../clause.ts'
import { decodeText } from './decode.ts'
import { paragraphsOf } from './lines.ts'

/** Reads plain text in any encoding Chinese offices use. */
export async function parseText(bytes: Uint8Array): Promise<SourceBlock[]> {
  const lines = decodeText(bytes).split(/\r\n|[\n\r\f\v\u0085\u2028\u2029]/u)
  return paragraphsOf(lines).map((text) => ({ kind: 'paragraph', text }))
}
