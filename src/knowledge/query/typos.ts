import { cut } from 'jieba-wasm'
import { pinyin } from 'pinyin-pro'
import type { Corpus } from '../corpus.ts'
import { pairs } from '../grams.ts'
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
  for (const word of vocabulary.words) {
    for (const level of [false, true]) {
      const sound = soundOf(word, level)
      if (!bySound.has(sound)) bySound.set(sound, word)
    }
  }
  const byGap = gaps([...vocabulary.words].filter((word) => word.length >= 4 && corpus.frequency(word) > 0))
  return (text) => repair(text, { vocabulary, bySound, byGap })
}

interface Vocabulary {
  words: Set<string>
  grams: Set<string>
  /** Those of the words that documents use. */
  documents: Set<string>
  /** All lexicon phrases and the corpus, in one text for "does it occur anywhere". */
  phrases: string
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
  const read = corpus.units.slice(0, READ).map((unit) => unit.folded)
  const phrases = [...lexicon.alternatives.keys(), ...read].join('\n')
  const documents = new Set([...words].filter((word) => word.length >= 4 && corpus.frequency(word) > 0))
  return { words, grams, documents, phrases }
}

interface Index {
  vocabulary: Vocabulary
  bySound: Map<string, string>
  byGap: Map<string, string>
}

function repair(text: string, index: Index): string {
  let mended = text
  for (let length = Math.min(LONGEST, mended.length); length >= 2; length--) {
    const edges = wordEdges(mended)
    for (let at = 0; at + length <= mended.length; at++) {
      if (length < 4 && (!edges.has(at) || !edges.has(at + length))) continue
      const stretch = mended.slice(at, at + length)
      if (!suspicious(stretch, index.vocabulary) && !soundsLikePhrase(stretch, index)) continue
      const word = candidate(stretch, { index, aligned: edges.has(at) && edges.has(at + length) })
      if (word !== undefined) mended = mended.slice(0, at) + word + mended.slice(at + length)
    }
  }
  return mended
}

/** Where words begin or end. */
function wordEdges(text: string): Set<number> {
  const edges = new Set([0])
  let at = 0
  for (const word of cut(text, false)) {
    at += word.length
    edges.add(at)
  }
  return edges
}

/** Characters of everyday grammar; a stretch with one of them is talk, not a mistyped term. */
const GRAMMAR =
  /[几个的了会不没要是有什么怎谁哪都就也给我你他她它这那在来去和跟吗呢吧啊说做搞干点到得让把被还再很又但可能该咋啥嘛呗找谈出报多过送向应已小叫被时]/u

/** It sounds exactly like a longer phrase of the documents and is no phrase itself. */
function soundsLikePhrase(stretch: string, { vocabulary, bySound }: Index): boolean {
  if (stretch.length < 4 || !/^[\u4e00-\u9fff]+$/u.test(stretch) || vocabulary.phrases.includes(stretch)) return false
  const word = bySound.get(soundOf(stretch, false))
  return word !== undefined && word !== stretch && vocabulary.documents.has(word)
}

/** Some pair of characters in it is unknown, and it is not one word of the language. */
function suspicious(stretch: string, { words, grams }: Vocabulary): boolean {
  if (words.has(stretch) || !/^[\u4e00-\u9fff]+$/u.test(stretch)) return false
  if (pairs(stretch).every((gram) => grams.has(gram))) return false
  if (stretch.length < 4 && GRAMMAR.test(stretch)) return false
  return cut(stretch, false).length > 1
}

/** By sound: exactly, or levelled from three characters on; by look (one character differs) only between word edges. */
function candidate(stretch: string, { index, aligned }: { index: Index; aligned: boolean }): string | undefined {
  const exact = index.bySound.get(soundOf(stretch, false))
  if (exact?.length === stretch.length) return exact
  if (!aligned || stretch.length < 3) return undefined

  const alike = index.bySound.get(soundOf(stretch, true))
  if (alike?.length === stretch.length) return alike
  if (stretch.length < 4 || GRAMMAR.test(stretch) || cut(stretch, false).every((word) => word.length > 1))
    return undefined
  return gapKeys(stretch)
    .map((key) => index.byGap.get(key))
    .find((word) => word !== undefined && !numeralsDiffer(word, stretch) && !runsOn(stretch, word))
}

/** Places and particles that follow a whole word: "合规管理中" is no mistyped 合规管理员. */
const FOLLOWING = /[中里上下内外前后时等之其由与及或以所于]/u

function runsOn(stretch: string, word: string): boolean {
  return [...stretch].some((character, i) => character !== word.charAt(i) && FOLLOWING.test(character))
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

/** Toneless pinyin; `level` also levels what southern speech and hurried typing confuse (zh/z, ch/c, sh/s, n/l, ng/n). */
function soundOf(word: string, level: boolean): string {
  return [...word]
    .map((character) => (level ? levelled(soundOfCharacter(character)) : soundOfCharacter(character)))
    .join(' ')
}

function soundOfCharacter(character: string): string {
  const known = sounds.get(character)
  if (known !== undefined) return known

  const sound = pinyin(character, { toneType: 'none' })
  sounds.set(character, sound)
  return sound
}

function levelled(sound: string): string {
  return sound
    .replace(/^(z|c|s)h/u, '$1')
    .replace(/^l/u, 'n')
    .replace(/(?<=[aei])ng$/u, 'n')
}
