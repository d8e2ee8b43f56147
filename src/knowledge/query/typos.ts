import { cut } from 'jieba-wasm'
import { pinyin } from 'pinyin-pro'
import type { Corpus } from '../corpus.ts'
import { pairs } from '../grams.ts'
import type { Lexicon } from '../lexicon.ts'
import type { Unit } from '../units.ts'

/** Units read for the vocabulary; a larger corpus repeats itself. */
const READ = 4000
const LONGEST = 9
/** From so many characters on a word is known by its sound though one character sounds otherwise, too (合归承若书). */
const HEARD = 5
const CHINESE = /^[\u4e00-\u9fff]+$/u

/** Mends typing errors towards the words of the lexicon and of the documents. */
export interface TypoRepair {
  /** Towards words that the corpus, as the asker sees it, or the lexicon has. */
  repair(text: string, seen: Pick<Corpus, 'frequency' | 'hasPair'>): string
  /** Takes in the words of further units. */
  learn(units: Iterable<Pick<Unit, 'folded'>>): void
}

interface Vocabulary {
  words: Set<string>
  bySound: Map<string, string>
  byGap: Map<string, string>
}

interface Index extends Vocabulary {
  /** Some document or the lexicon says it. */
  said(phrase: string): boolean
  /** Some document says it. */
  documented(phrase: string): boolean
  /** Neither the lexicon nor any document holds the pair of characters. */
  strange(pair: string): boolean
}

/**
 * A stretch that neither the corpus nor the lexicon knows becomes the known word that sounds the same, or (from four characters)
 * differs in one. A stretch that is a proper word of its own stays.
 */
export function createTypoRepair(lexicon: Lexicon): TypoRepair {
  const phrases = [...lexicon.alternatives.keys()]
  const known = phrases.join('\n')
  const knownPairs = new Set(phrases.flatMap(pairs))
  const vocabulary: Vocabulary = { words: new Set(), bySound: new Map(), byGap: new Map() }
  let read = 0

  for (const phrase of phrases) addWord(phrase, vocabulary)
  return {
    repair: (text, seen) => {
      const documented = (phrase: string) => seen.frequency(phrase) > 0
      const said = (phrase: string) => known.includes(phrase) || documented(phrase)
      const strange = (pair: string) => !knownPairs.has(pair) && !seen.hasPair(pair)
      return repair(text, { ...vocabulary, said, documented, strange })
    },
    learn: (units) => {
      for (const { folded } of units) {
        if (read++ >= READ) return
        for (const word of cut(folded, true)) addWord(word, vocabulary)
      }
    },
  }
}

function addWord(word: string, { words, bySound, byGap }: Vocabulary): void {
  if (words.has(word) || word.length < 2 || word.length > LONGEST || !CHINESE.test(word)) return
  words.add(word)
  for (const level of [false, true]) {
    const sound = soundOf(word, level)
    if (!bySound.has(sound)) bySound.set(sound, word)
  }
  if (word.length >= 4) for (const key of gapKeys(word)) if (!byGap.has(key)) byGap.set(key, word)
  if (word.length >= HEARD) for (const key of heardKeys(word)) if (!byGap.has(key)) byGap.set(key, word)
}

function repair(text: string, index: Index): string {
  let reading = readingOf(text, index)
  for (let length = Math.min(LONGEST, text.length); length >= 2; length--) {
    for (let at = 0; at + length <= reading.text.length; at++) {
      const word = mended(reading, { at, length, index })
      if (word !== undefined)
        reading = readingOf(reading.text.slice(0, at) + word + reading.text.slice(at + length), index)
    }
  }
  return reading.text
}

/** A text with where its words begin or end and where its strange pairs stand. */
interface Reading {
  text: string
  edges: Set<number>
  strange: boolean[]
}

function readingOf(text: string, { strange }: Index): Reading {
  return { text, edges: wordEdges(text), strange: pairs(text).map(strange) }
}

/** The word meant by a stretch, if it is mistyped. */
function mended(
  { text, edges, strange }: Reading,
  { at, length, index }: { at: number; length: number; index: Index },
): string | undefined {
  const aligned = edges.has(at) && edges.has(at + length)
  if (length < 4 && !aligned) return undefined

  const stretch = text.slice(at, at + length)
  if (!CHINESE.test(stretch)) return undefined
  const suspect = strange.slice(at, at + length - 1).some(Boolean) && suspicious(stretch, index)
  return suspect || soundsLikePhrase(stretch, index) ? candidate(stretch, { index, aligned }) : undefined
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
  /[几个的了会不没要是有什么怎谁哪都就也给我你他她它这那在来去和跟吗呢吧啊说做搞干点到得让把被还再很又但可能该咋啥嘛呗找谈出报多过送向应已小叫被时打请派领带卖买拿按照每各]/u

/** It sounds exactly like a longer phrase of the documents and is no phrase itself. */
function soundsLikePhrase(stretch: string, { said, documented, bySound }: Index): boolean {
  if (stretch.length < 4) return false
  const word = bySound.get(soundOf(stretch, false))
  return word !== undefined && word !== stretch && word.length >= 4 && !said(stretch) && documented(word)
}

/** It is not one word of the language, and no talk. */
function suspicious(stretch: string, { words, said }: Index): boolean {
  if ((words.has(stretch) && said(stretch)) || (stretch.length < 4 && GRAMMAR.test(stretch))) return false
  return cut(stretch, false).length > 1
}

/** By sound: exactly, or levelled from three characters on; by look (one character differs) only between word edges. */
function candidate(stretch: string, { index, aligned }: { index: Index; aligned: boolean }): string | undefined {
  const exact = index.bySound.get(soundOf(stretch, false))
  if (exact?.length === stretch.length && index.said(exact)) return exact
  if (!aligned || stretch.length < 3) return undefined

  const alike = index.bySound.get(soundOf(stretch, true))
  if (alike?.length === stretch.length && index.said(alike)) return alike
  if (stretch.length < 4 || GRAMMAR.test(stretch) || cut(stretch, false).every((word) => word.length > 1))
    return undefined
  return [...gapKeys(stretch), ...(stretch.length >= HEARD ? heardKeys(stretch) : [])]
    .map((key) => index.byGap.get(key))
    .find(
      (word) =>
        word !== undefined && index.documented(word) && !numeralsDiffer(word, stretch) && !runsOn(stretch, word),
    )
}

/** Places and particles that follow a whole word: "合规管理中" is no mistyped 合规管理员. */
const FOLLOWING = /[中里上下内外前后时等之其由与及或以所于]/u

function runsOn(stretch: string, word: string): boolean {
  return [...stretch].some((character, i) => character !== word.charAt(i) && FOLLOWING.test(character))
}

/** Its sounds with one of them left out. */
function heardKeys(word: string): string[] {
  const heard = soundOf(word, true).split(' ')
  return heard.map((_, gap) => heard.map((sound, i) => (i === gap ? '*' : sound)).join(' '))
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
