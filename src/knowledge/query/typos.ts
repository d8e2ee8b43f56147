import { cut } from 'jieba-wasm'
import { pinyin } from 'pinyin-pro'
import { type Corpus, pairs } from '../corpus.ts'
import type { Lexicon } from '../lexicon.ts'

/** Units read for the vocabulary; a larger corpus repeats itself. */
const READ = 4000
const LONGEST = 9

/**
 * Mends typing errors: a stretch that neither the corpus nor the lexicon knows becomes the known word that sounds the same,
 * or (from four characters) differs in one. A stretch that is a proper word of its own stays.
 */
export function createTypoRepair(corpus: Corpus, lexicon: Lexicon): (text: string) => string {
  const vocabulary = readVocabulary(corpus, lexicon)
  const bySound = new Map<string, string>()
  for (const word of vocabulary.words) if (!bySound.has(soundOf(word))) bySound.set(soundOf(word), word)
  const byGap = gaps([...vocabulary.words].filter((word) => word.length >= 4 && !/\d/u.test(word)))
  return (text) => repair(text, { vocabulary, bySound, byGap })
}

interface Vocabulary {
  words: Set<string>
  grams: Set<string>
}

function readVocabulary(corpus: Corpus, lexicon: Lexicon): Vocabulary {
  const words = new Set<string>()
  const grams = new Set<string>()
  for (const phrase of lexicon.alternatives.keys()) {
    if (phrase.length >= 2 && phrase.length <= LONGEST && /^[\u4e00-\u9fff]+$/u.test(phrase)) words.add(phrase)
    for (const gram of pairs(phrase)) grams.add(gram)
  }
  for (const unit of corpus.units.slice(0, READ)) {
    for (const word of cut(unit.folded, true)) if (word.length >= 2 && /^[\u4e00-\u9fff]+$/u.test(word)) words.add(word)
    for (const gram of pairs(unit.folded)) grams.add(gram)
  }
  return { words, grams }
}

interface Index {
  vocabulary: Vocabulary
  bySound: Map<string, string>
  byGap: Map<string, string>
}

function repair(text: string, index: Index): string {
  let mended = text
  for (let length = Math.min(LONGEST, mended.length); length >= 2; length--) {
    for (let at = 0; at + length <= mended.length; at++) {
      const stretch = mended.slice(at, at + length)
      if (!/^[\u4e00-\u9fff]+$/u.test(stretch) || !suspicious(stretch, index.vocabulary)) continue
      const word = candidate(stretch, index)
      if (word !== undefined) mended = mended.slice(0, at) + word + mended.slice(at + length)
    }
  }
  return mended
}

/** Some pair of characters in it is unknown, and it is not one word of the language. */
function suspicious(stretch: string, { words, grams }: Vocabulary): boolean {
  if (words.has(stretch)) return false
  if (pairs(stretch).every((gram) => grams.has(gram))) return false
  return cut(stretch, false).length > 1
}

function candidate(stretch: string, { bySound, byGap }: Index): string | undefined {
  const alike = bySound.get(soundOf(stretch))
  if (alike !== undefined) return alike
  if (stretch.length < 4) return undefined

  for (const key of gapKeys(stretch)) {
    const word = byGap.get(key)
    if (word !== undefined && word.length === stretch.length && !numeralsDiffer(word, stretch)) return word
  }
  return undefined
}

function gaps(words: readonly string[]): Map<string, string> {
  const map = new Map<string, string>()
  for (const word of words) for (const key of gapKeys(word)) if (!map.has(key)) map.set(key, word)
  return map
}

function gapKeys(word: string): string[] {
  return Array.from({ length: word.length }, (_, i) => `${word.slice(0, i)}*${word.slice(i + 1)}`)
}

function numeralsDiffer(a: string, b: string): boolean {
  const numerals = /[一二三四五六七八九十百前后上下不未新旧已]/gu
  return (a.match(numerals) ?? []).join('') !== (b.match(numerals) ?? []).join('')
}

const sounds = new Map<string, string>()

/** Toneless pinyin with the confusions of southern speech and hurried typing levelled (zh/z, ch/c, sh/s, n/l, ng/n). */
function soundOf(word: string): string {
  return [...word].map(soundOfCharacter).join(' ')
}

function soundOfCharacter(character: string): string {
  const known = sounds.get(character)
  if (known !== undefined) return known

  const sound = pinyin(character, { toneType: 'none' })
    .replace(/^(z|c|s)h/u, '$1')
    .replace(/^l/u, 'n')
    .replace(/(?<=[aei])ng$/u, 'n')
  sounds.set(character, sound)
  return sound
}
