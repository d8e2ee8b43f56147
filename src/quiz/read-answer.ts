import { letteredOptions, type PaperQuestion, type Response } from './paper.ts'

/** What a typed message is, read as an answer to a question. */
export type Reading =
  | { kind: 'answer'; response: Response }
  /** Somebody asks something instead of answering. */
  | { kind: 'question' }
  /** Nothing that could be an answer; `hint` says what one looks like. */
  | { kind: 'unclear'; hint: string }

const LONGEST_BLANK = 200

/** Reads "B", "b。", "ＡＣ", "1、3", "对", "选 C", or the words of an option. Pure. */
export function readAnswer(text: string, asked: PaperQuestion): Reading {
  const { type } = asked.question
  const plain = text.normalize('NFKC').trim()
  if (type === 'blank') return readBlank(plain)
  const response = type === 'judgement' ? readTruth(plain) : readOptions(plain, asked)
  if (response) return { kind: 'answer', response }
  return looksLikeQuestion(plain) ? { kind: 'question' } : { kind: 'unclear', hint: hintFor(asked) }
}

/** What an answer to this question looks like. */
export function hintFor(asked: PaperQuestion): string {
  const letters = letteredOptions(asked).map(({ letter }) => letter)
  switch (asked.question.type) {
    case 'single':
      return `请回复 ${letters.slice(0, -1).join('、')} 或 ${letters.at(-1)}`
    case 'multiple':
      return `请回复所有正确选项的字母，例如 ${letters[0]}${letters[2] ?? letters[1]}`
    case 'judgement':
      return '请回复“对”或“错”'
    case 'blank':
      return '请直接回复要填的内容'
    default:
      return asked.question satisfies never
  }
}

function readBlank(text: string): Reading {
  const explicit = /^(?:答案?|填)(?:是|为)?\s*[:：]\s*(.+)$/su.exec(text)?.[1]?.trim()
  if (explicit) return { kind: 'answer', response: { kind: 'words', text: explicit.slice(0, LONGEST_BLANK) } }
  if (/[?？]$|^(?:请问|为什么|什么是|怎么|如何)/u.test(text)) return { kind: 'question' }
  if (text === '' || text.length > LONGEST_BLANK)
    return { kind: 'unclear', hint: `请直接回复要填的内容(不超过 ${LONGEST_BLANK} 字)` }
  return { kind: 'answer', response: { kind: 'words', text } }
}

const TRUE_WORDS = /^(?:对|对的|正确|正确的|是|是的|没错|√|✓|✔|t|true|y|yes|a|1)$/iu
const FALSE_WORDS = /^(?:错|错的|错误|错误的|不对|不正确|否|不是|×|✗|✘|x|f|false|n|no|b|2)$/iu

function readTruth(text: string): Response | undefined {
  const word = bare(text)
  if (TRUE_WORDS.test(word)) return { kind: 'truth', value: true }
  return FALSE_WORDS.test(word) ? { kind: 'truth', value: false } : undefined
}

function readOptions(text: string, asked: PaperQuestion): Response | undefined {
  const options = letteredOptions(asked)
  const named = options.find((option) => option.text.normalize('NFKC').trim() === text)
  const ids = named ? [named.id] : idsOf(bare(text), options)
  if (!ids || ids.length === 0) return undefined
  return asked.question.type === 'single' && ids.length > 1 ? undefined : { kind: 'options', ids }
}

function idsOf(text: string, options: ReturnType<typeof letteredOptions>): string[] | undefined {
  if (text === '全选') return options.map(({ id }) => id)
  const parts = text
    .toUpperCase()
    .split(/[\s，,、；;/+和与及.]+/u)
    .filter((part) => part !== '')
  const marks = parts.flatMap((part) => (/^[A-Z]+$/.test(part) || options.length < 10 ? [...part] : [part]))
  const indexes = marks.map((mark) => (/^\d+$/.test(mark) ? Number(mark) - 1 : mark.charCodeAt(0) - 65))
  const chosen = indexes.map((index) => options[index]?.id)
  if (chosen.length === 0 || marks.some((mark) => !/^(?:[A-Z]|\d+)$/.test(mark))) return undefined
  return chosen.every((id) => id !== undefined) ? [...new Set(chosen)] : undefined
}

/** Without "我选", "答案是", brackets and closing marks around the answer itself. */
function bare(text: string): string {
  return text
    .replace(/^(?:我?(?:觉得|认为)?应?该?选(?:择|项)?|答案?(?:应该)?(?:是|为)?|应为)\s*:?\s*(?=.)/u, '')
    .replace(/^[(【[]+|[)】\]。.!!，,、；;]+$/gu, '')
    .trim()
}

function looksLikeQuestion(text: string): boolean {
  return /[?？]$/u.test(text) || (text.length >= 6 && /[一-鿿]{4}/u.test(text))
}
