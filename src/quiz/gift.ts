import { type GIFTQuestion, parse, type TextChoice } from 'gift-pegjs'
import type { BankReading } from './bank-yaml.ts'
import type { BankProblem, Place } from './check.ts'
import { type Exchanged, type ExchangedOption, fromExchanged, type Placed, toExchanged, withTopic } from './exchange.ts'
import type { Item } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'

/** Writes Moodle's GIFT (docs.moodle.org, "GIFT format"): UTF-8, one blank line between questions. */
export function writeGift(items: readonly Item[]): string {
  return `${items.flatMap(toExchanged).map(block).join('\n\n')}\n`
}

function block(entry: Exchanged): string {
  const id = entry.id ?? ''
  const tags = entry.tags.map((tag) => ` [tag:${tag.replaceAll(']', '］')}]`).join('')
  const head = `// [id:${id}]${tags}\n::${escaped(id)}::[plain]${escaped(entry.stem)}`
  return entry.kind === 'story' ? head : `${head} {\n${answers(entry)}\n####${escaped(entry.feedback)}\n}`
}

function answers(entry: Exclude<Exchanged, { kind: 'story' }>): string {
  switch (entry.kind) {
    case 'choice':
      return entry.options.map((option) => choice(option, entry.several)).join('\n')
    case 'truth':
      return entry.key ? 'TRUE' : 'FALSE'
    case 'blank':
      return entry.accepted.map((form) => `=${escaped(form)}`).join('\n')
    default:
      return entry satisfies never
  }
}

function choice({ text, why, fraction }: ExchangedOption, several: boolean): string {
  const mark = several ? `~%${fraction}%` : fraction > 0 ? '=' : '~'
  return `${mark}${escaped(text)}${why ? `#${escaped(why)}` : ''}`
}

/** The characters GIFT gives a meaning, and line breaks, which would end the question. */
function escaped(text: string): string {
  return text.replace(/[\\~=#{}:]/g, '\\$&').replaceAll('\n', '\\n')
}

/** Reads GIFT question by question, so that one that is wrong is named by its line and the others are read all the same. */
export function readGift(text: string, file: string, defaults: ItemDefaults = {}): BankReading {
  const entries: Placed[] = []
  const problems: BankProblem[] = []
  let topic = defaults.topic
  for (const { source, line } of blocks(text)) {
    const place = { file, line }
    try {
      for (const question of parse(withEscapedStem(source))) {
        const read = toEntry(question)
        if (typeof read === 'string') problems.push({ place, code: 'unsupported', message: read })
        else if ('category' in read) topic = read.category
        else entries.push({ ...withTopic(read, topic), place })
      }
    } catch (error) {
      problems.push(syntaxProblem(error, place))
    }
  }
  const reading = fromExchanged(entries, defaults)
  return { rows: reading.rows, problems: [...problems, ...reading.problems] }
}

/** Moodle reads the stem up to the first brace whatever stands in it; the parser's grammar wants =, ~ and # escaped there too. */
function withEscapedStem(source: string): string {
  const comments = /^(?:\s*\/\/.*\n)*/.exec(source)?.[0] ?? ''
  const rest = source.slice(comments.length)
  if (rest.startsWith('$')) return source
  const brace = /(?<!\\)\{/.exec(rest)?.index ?? rest.length
  return comments + rest.slice(0, brace).replace(/(?<!\\)[=~#]/g, '\\$&') + rest.slice(brace)
}

/** Questions are set apart by blank lines; a comment line belongs to the question below it. */
function blocks(text: string): { source: string; line: number }[] {
  const found: { source: string; line: number }[] = []
  let lines: string[] = []
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .concat('')
    .forEach((content, index) => {
      if (content.trim() !== '') lines.push(content)
      else if (lines.length > 0) {
        const source = `${lines.join('\n')}\n`
        if (lines.some((line) => !line.trim().startsWith('//'))) found.push({ source, line: index - lines.length + 1 })
        lines = []
      }
    })
  return found
}

function syntaxProblem(error: unknown, place: Place): BankProblem {
  const { location, message } = error as { location?: { start: { line: number } }; message: string }
  const line = place.line + (location ? location.start.line - 1 : 0)
  return { place: { ...place, line }, code: 'syntax', message: `不是有效的 GIFT：${message}` }
}

/** An entry, a change of category, or why this question cannot be asked here. */
function toEntry(question: GIFTQuestion): Exchanged | { category: string } | string {
  if (question.type === 'Category') return { category: question.title.split('/').at(-1) ?? question.title }

  const common = { tags: question.tags ?? [], stem: question.stem.text.trim(), ...idOf(question) }
  if (question.type === 'Description') return { ...common, kind: 'story' }

  const feedback = question.globalFeedback?.text ?? ''
  switch (question.type) {
    case 'MC':
      return { ...common, kind: 'choice', feedback, ...choicesOf(question.choices) }
    case 'TF':
      return { ...common, kind: 'truth', feedback, key: question.isTrue }
    case 'Short':
      return {
        ...common,
        kind: 'blank',
        feedback,
        accepted: question.choices.filter(isFull).map(({ text }) => text.text),
      }
    case 'Essay':
      return '论述题不能自动评分，请改为选择、判断或填空题'
    case 'Numerical':
      return '数值区间题不支持，请改为填空题并列出可接受的写法'
    case 'Matching':
      return '连线题不支持，请拆成几道单选题'
    default:
      return question satisfies never
  }
}

function choicesOf(choices: readonly TextChoice[]): { options: ExchangedOption[]; several: boolean } {
  const options = choices.map(({ text, feedback, weight, isCorrect }) => ({
    text: text.text,
    fraction: weight ?? (isCorrect ? 100 : 0),
    ...(feedback ? { why: feedback.text } : {}),
  }))
  return { options, several: options.filter(({ fraction }) => fraction > 0).length > 1 }
}

function isFull({ weight }: TextChoice): boolean {
  return weight === null || weight === 100
}

function idOf({ id, title }: GIFTQuestion & { id?: string | null }): { id?: string } {
  const known = [id, title].find((name) => name && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
  return known ? { id: known } : {}
}
