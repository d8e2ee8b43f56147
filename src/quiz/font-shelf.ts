import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** A font cut into slices by character, as web fonts of Chinese are. */
export interface FontShelf {
  /** The slice that holds a character; of one that no slice holds, the slice of the replacement sign `□`. */
  sliceOf(character: string): string
  /** The font file of a slice (WOFF2). */
  bytesOf(slice: string): Uint8Array
}

const Ranges = z.record(z.string(), z.string())
/** What stands for a character the font does not have. */
export const MISSING = '□'

/** Where a `@fontsource-variable` package lies and how its files begin. */
export interface FontPackage {
  folder: string
  family: string
}

/** The shelf over a `@fontsource-variable` package: `unicode.json` says which slice covers which characters. */
export function createFontShelf({ folder, family }: FontPackage): FontShelf {
  const ranges = Object.entries(Ranges.parse(JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8'))))
  const slices = ranges.map(([name, list]) => ({
    name: name.replace(/^\[|\]$/g, ''),
    spans: list.split(',').map(spanOf),
  }))
  const holding = (codePoint: number) =>
    slices.find(({ spans }) => spans.some(({ from, to }) => codePoint >= from && codePoint <= to))?.name
  return {
    sliceOf: (character) => holding(character.codePointAt(0) ?? 0) ?? holding(MISSING.codePointAt(0) ?? 0) ?? '',
    bytesOf: (slice) => readFileSync(join(folder, 'files', `${family}-${slice}-wght-normal.woff2`)),
  }
}

/** `U+4e00-4e0f` or `U+4e00`. */
function spanOf(text: string): { from: number; to: number } {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-')
  return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }
}
