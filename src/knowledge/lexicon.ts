import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { foldText } from '../base/text.ts'

const Phrases = z.array(z.string().min(1))
const Concepts = z.array(z.object({ say: Phrases, text: Phrases, weight: z.number().default(0.85) }))
const LexiconFile = z.object({
  concepts: Concepts,
  laws: Concepts,
  sets: z.array(z.object({ say: Phrases, parts: Phrases })),
  noise: Phrases,
  empty: Phrases,
  light: Phrases,
  english: z.record(z.string(), z.string()),
  dialect: z.array(z.tuple([z.string(), z.string()])),
  facets: z.array(
    z.object({
      name: z.string(),
      asked: z.string(),
      stated: z.string().optional(),
      everywhere: z.boolean().default(false),
    }),
  ),
  vague: z.object({ frequency: z.string(), headcount: z.string(), duration: z.string(), date: z.string() }),
})

/** Another way a document may say what the asker said, and how surely it means the same (0..1). */
export interface Alternative {
  text: string
  weight: number
}

/** A thing that may be asked of a subject (salary, phone number, template …). */
export interface Facet {
  name: string
  asked: RegExp
  stated: RegExp
  /** All documents put it in these words, not only those that the lexicon was written for. */
  everywhere: boolean
}

export interface Lexicon {
  /** What documents may say for a phrase; all phrases folded. */
  alternatives: ReadonlyMap<string, readonly Alternative[]>
  /** Forms of the documents that the lexicon was written for; those of laws in general are not among them. */
  own: ReadonlySet<string>
  /** The phrases by first character, longest first. */
  byFirst: ReadonlyMap<string, readonly string[]>
  sets: readonly { say: readonly string[]; parts: readonly string[] }[]
  /** Politeness and filling, longest first. */
  noise: readonly string[]
  /** Words that say nothing about a question's subject. */
  empty: ReadonlySet<string>
  /** Words that point at no thing of their own (承担, 情形, 最晚): not known to the documents they count nothing, known to them little. */
  light: ReadonlySet<string>
  /** English business words with their Chinese form. */
  english: { pattern: RegExp; chinese: (english: string) => string }
  /** Turns of dialect and chat with their standard form. */
  dialect: readonly { pattern: RegExp; standard: string }[]
  facets: readonly Facet[]
  vague: Record<'frequency' | 'headcount' | 'duration' | 'date', RegExp>
}

/** Reads a lexicon file. @throws ZodError or YAMLParseError when it is malformed. */
export function loadLexicon(path: string): Lexicon {
  return parseLexicon(readFileSync(path, 'utf8'))
}

/** The last one compiled: it never changes, and reading 1,500 lines of YAML takes a tenth of opening the product. */
let last: { yaml: string; lexicon: Lexicon } | undefined

/** Compiles the text of a lexicon file. The same text gives the same lexicon. */
export function parseLexicon(yaml: string): Lexicon {
  if (last?.yaml !== yaml) last = { yaml, lexicon: compile(yaml) }
  return last.lexicon
}

function compile(yaml: string): Lexicon {
  const file = LexiconFile.parse(parse(yaml))
  const alternatives = compileConcepts([...file.concepts, ...file.laws])
  const byFirst = Map.groupBy(
    [...alternatives.keys()].sort((a, b) => b.length - a.length),
    (phrase) => phrase.charAt(0),
  )
  return {
    alternatives,
    own: new Set(file.concepts.flatMap(({ text }) => text.map(foldText))),
    byFirst,
    sets: file.sets.map(({ say, parts }) => ({ say: say.map(foldText), parts: parts.map(foldText) })),
    noise: file.noise.map(foldText).sort((a, b) => b.length - a.length),
    empty: new Set(file.empty.map(foldText)),
    light: new Set(file.light.map(foldText)),
    english: compileEnglish(file.english),
    dialect: file.dialect.map(([pattern, standard]) => ({ pattern: new RegExp(pattern, 'gu'), standard })),
    facets: file.facets.map(({ name, asked, stated, everywhere }) => ({
      name,
      everywhere,
      asked: new RegExp(asked, 'u'),
      stated: new RegExp(stated ?? asked, 'u'),
    })),
    vague: {
      frequency: new RegExp(file.vague.frequency, 'u'),
      headcount: new RegExp(file.vague.headcount, 'u'),
      duration: new RegExp(file.vague.duration, 'u'),
      date: new RegExp(file.vague.date, 'u'),
    },
  }
}

/** All English words in one pattern, longest first; whole words only, in any case, also where they touch Chinese. */
function compileEnglish(words: Record<string, string>): Lexicon['english'] {
  const escaped = Object.keys(words)
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[-\s]/gu, '[-\\s]'))
  return {
    pattern: new RegExp(`[ \\t]*(?<![a-z])(?:${escaped.join('|')})(?![a-z])[ \\t]*`, 'giu'),
    chinese: (english) => {
      const word = english.trim().toLowerCase()
      return words[word] ?? words[word.replace(/[-\s]+/gu, ' ')] ?? english
    },
  }
}

/** A phrase of the people leads to all document forms of its concepts; a document form to itself, and weakly to its sisters. */
function compileConcepts(concepts: { say: string[]; text: string[]; weight: number }[]): Map<string, Alternative[]> {
  const alternatives = new Map<string, Alternative[]>()
  for (const { say, text, weight } of concepts) {
    const forms = text.map(foldText)
    for (const phrase of say.map(foldText)) {
      for (const form of forms) raise(alternatives, phrase, { text: form, weight })
      raise(alternatives, phrase, { text: phrase, weight: forms.includes(phrase) ? 1 : weight * 0.95 })
    }
    for (const form of forms) {
      raise(alternatives, form, { text: form, weight: 1 })
      for (const sister of forms) if (sister !== form) raise(alternatives, form, { text: sister, weight: weight * 0.6 })
    }
  }
  return alternatives
}

function raise(alternatives: Map<string, Alternative[]>, phrase: string, alternative: Alternative): void {
  const list = alternatives.get(phrase) ?? []
  const known = list.find((other) => other.text === alternative.text)
  if (known) known.weight = Math.max(known.weight, alternative.weight)
  else list.push({ ...alternative })
  alternatives.set(phrase, list)
}
