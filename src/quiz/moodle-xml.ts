import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { forXml } from '../base/text.ts'
import type { BankReading } from './bank-yaml.ts'
import type { BankProblem, Place } from './check.ts'
import { type Exchanged, fromExchanged, type Placed, toExchanged, withTopic } from './exchange.ts'
import type { Item } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'

const PLAIN = 'plain_text'
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true })

/** Writes Moodle XML (docs.moodle.org, "Moodle XML format"), one `question` per question, the topics as categories. */
export function writeMoodleXml(items: readonly Item[]): string {
  const groups = [...Map.groupBy(items, ({ topic }) => topic)]
  const question = groups.flatMap(([topic, same]) => [categoryNode(topic), ...same.flatMap(toExchanged).map(node)])
  return forXml(`<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ quiz: { question } })}`)
}

function categoryNode(topic: string): unknown {
  return { '@type': 'category', category: { text: `$course$/top/${topic.replaceAll('/', '//')}` } }
}

function node(entry: Exchanged): unknown {
  const { type, ...rest } = task(entry)
  return {
    '@type': type,
    name: { text: entry.id ?? '' },
    questiontext: { '@format': PLAIN, text: entry.stem },
    generalfeedback: { '@format': PLAIN, text: entry.kind === 'story' ? '' : entry.feedback },
    defaultgrade: entry.kind === 'story' ? 0 : 1,
    penalty: 0,
    hidden: 0,
    idnumber: entry.id ?? '',
    ...rest,
    tags: { tag: entry.tags.map((text) => ({ text })) },
  }
}

function task(entry: Exchanged): { type: string } & Record<string, unknown> {
  switch (entry.kind) {
    case 'story':
      return { type: 'description' }
    case 'choice':
      return {
        type: 'multichoice',
        single: String(!entry.several),
        shuffleanswers: 'true',
        answernumbering: 'ABCD',
        answer: entry.options.map(({ text, why = '', fraction }) => answerNode(text, fraction, why)),
      }
    case 'truth':
      return {
        type: 'truefalse',
        answer: [true, false].map((value) => answerNode(String(value), value === entry.key ? 100 : 0, '')),
      }
    case 'blank':
      return { type: 'shortanswer', usecase: 0, answer: entry.accepted.map((form) => answerNode(form, 100, '')) }
    default:
      return entry satisfies never
  }
}

function answerNode(text: string, fraction: number, why: string): unknown {
  return { '@fraction': fraction, '@format': PLAIN, text, feedback: { '@format': PLAIN, text: why } }
}

const LISTS = new Set(['quiz.question', 'quiz.question.answer', 'quiz.question.tags.tag'])
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  captureMetaData: true,
  isArray: (_, path) => LISTS.has(String(path)),
})

const Text = z.object({ text: z.coerce.string().default(''), '@format': z.string().optional() })
const Answer = Text.extend({ '@fraction': z.coerce.number().default(0), feedback: Text.optional() })
const QuestionNode = z.object({
  '@type': z.string(),
  category: Text.optional(),
  name: Text.optional(),
  idnumber: z.string().optional(),
  questiontext: Text.optional(),
  generalfeedback: Text.or(z.literal('')).optional(),
  single: z.string().optional(),
  answer: z.array(Answer).default([]),
  tags: z
    .object({ tag: z.array(Text).default([]) })
    .or(z.literal(''))
    .optional(),
})
type QuestionNode = z.infer<typeof QuestionNode>

/** Reads Moodle XML. Each question is read by itself; one that is wrong or of a type that cannot be asked is named by its line. */
export function readMoodleXml(xml: string, file: string, defaults: ItemDefaults = {}): BankReading {
  const nodes = nodesOf(xml)
  if ('message' in nodes)
    return { rows: [], problems: [{ place: { file, line: nodes.line }, code: 'syntax', message: nodes.message }] }

  const entries: Placed[] = []
  const problems: BankProblem[] = []
  let topic = defaults.topic
  for (const raw of nodes) {
    const place: Place = { file, line: lineAt(xml, startOf(raw)) }
    const question = QuestionNode.safeParse(raw)
    const read = question.success ? toEntry(question.data) : '试题的结构不完整'
    if (typeof read === 'string') problems.push({ place, code: 'unsupported', message: read })
    else if ('category' in read) topic = read.category
    else entries.push({ ...withTopic(read, topic), place })
  }
  const reading = fromExchanged(entries, defaults)
  return { rows: reading.rows, problems: [...problems, ...reading.problems] }
}

/** A document type could declare entities that grow without end; Moodle never writes one. */
function brokenAt(xml: string): { line: number; message: string } | undefined {
  const declared = /<!(?:DOCTYPE|ENTITY)/i.exec(xml)
  if (declared) return { line: lineAt(xml, declared.index), message: 'XML 中不允许声明文档类型（DOCTYPE）' }
  const validity = XMLValidator.validate(xml)
  if (validity === true) return undefined
  return { line: validity.err.line, message: `不是有效的 XML：${validity.err.msg}` }
}

/** The questions as they are written, or where and why it is no XML: the parser finds what the validator lets pass. */
function nodesOf(xml: string): unknown[] | { line: number; message: string } {
  const broken = brokenAt(xml)
  if (broken) return broken
  const tree = z.object({ quiz: z.object({ question: z.array(z.unknown()).default([]) }).or(z.literal('')) })
  try {
    const { data } = tree.safeParse(parser.parse(xml))
    return data === undefined || data.quiz === '' ? [] : data.quiz.question
  } catch (error) {
    return { line: lineAt(xml, xml.length), message: `不是有效的 XML：${(error as Error).message}` }
  }
}

function startOf(raw: unknown): number {
  const symbol = XMLParser.getMetaDataSymbol() as unknown as symbol
  const meta = (raw as Readonly<Record<symbol, { startIndex?: number } | undefined>>)[symbol]
  return meta?.startIndex ?? 0
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function toEntry(question: QuestionNode): Exchanged | { category: string } | string {
  const type = question['@type']
  if (type === 'category')
    return {
      category:
        question.category?.text
          .split(/(?<!\/)\/(?!\/)/)
          .at(-1)
          ?.replaceAll('//', '/') ?? '',
    }

  const { tags, questiontext, generalfeedback } = question
  const id = [question.idnumber, question.name?.text].find((name) => name && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
  const common = {
    stem: plain(questiontext),
    tags: tags ? tags.tag.map(({ text }) => text) : [],
    ...(id ? { id } : {}),
  }
  const feedback = generalfeedback ? plain(generalfeedback) : ''
  switch (type) {
    case 'description':
      return { ...common, kind: 'story' }
    case 'multichoice':
      return { ...common, kind: 'choice', feedback, several: question.single === 'false', options: optionsOf(question) }
    case 'truefalse':
      return truthEntry(question, { ...common, feedback }) ?? '判断题没有标明哪个答案正确'
    case 'shortanswer':
      return { ...common, kind: 'blank', feedback, accepted: rightAnswers(question) }
    default:
      return UNSUPPORTED[type] ?? `题型 ${type} 不支持，请改为选择、判断或填空题`
  }
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  essay: '论述题不能自动评分，请改为选择、判断或填空题',
  cloze: '完形填空题（cloze）不支持，请改为一段说明（description）加几道试题，作为案例',
  matching: '连线题不支持，请拆成几道单选题',
  numerical: '数值区间题不支持，请改为填空题并列出可接受的写法',
}

function truthEntry(
  question: QuestionNode,
  common: { stem: string; tags: string[]; feedback: string; id?: string },
): Exchanged | undefined {
  const [right] = rightAnswers(question)
  return right === undefined ? undefined : { ...common, kind: 'truth', key: right.toLowerCase() === 'true' }
}

function optionsOf({ answer }: QuestionNode) {
  return answer.map((option) => {
    const why = option.feedback ? plain(option.feedback) : ''
    return { text: plain(option), fraction: option['@fraction'], ...(why === '' ? {} : { why }) }
  })
}

function rightAnswers({ answer }: QuestionNode): string[] {
  return answer.filter((option) => option['@fraction'] === 100).map(plain)
}

/** Text as it would be read: the marks of HTML are gone, its paragraphs are lines. */
function plain(text: z.infer<typeof Text> | undefined): string {
  if (text === undefined) return ''
  if (text['@format'] === PLAIN || text['@format'] === 'markdown') return text.text.trim()
  return text.text
    .replace(/<br\s*\/?>|<\/(?:p|div|li)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:nbsp|#160);/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&amp;/g, '&')
    .trim()
}
