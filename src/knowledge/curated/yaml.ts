import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import type { Curated, NewAnswer } from './curated.ts'

const Text = z.string().trim().min(1)
const Entry = z.strictObject({
  question: Text,
  similar: z.array(Text).default([]),
  negative: z.array(Text).default([]),
  answer: Text,
  clauses: z.array(Text).min(1),
})
type Entry = z.output<typeof Entry>

/** All answers that are not retired as a YAML list that `parseCurated` reads. */
export async function exportCurated(curated: Curated): Promise<string> {
  const answers = (await curated.all()).filter(({ state }) => state !== 'retired')
  const entries = answers.map((answer): Entry => {
    const { question, similar, negative, answer: text } = answer
    return { question, similar, negative, answer: text, clauses: curated.clausesOf(answer) }
  })
  return stringify(entries, { lineWidth: 0 })
}

/**
 * Reads a YAML list of answers.
 *
 * @param where names the file in the complaint
 * @throws AppError `input` naming every entry that is wrong
 */
export function parseCurated(text: string, where: string): Omit<NewAnswer, 'by'>[] {
  const list = z.array(z.unknown()).safeParse(yamlOf(text, where))
  if (!list.success) throw refused(where, ['应为一个列表，每项有 question、answer、clauses'])

  const read = list.data.map((entry) => Entry.safeParse(entry))
  const problems = read.flatMap((result, index) =>
    result.success ? [] : [`第 ${index + 1} 条：${result.error.issues.map(problemOf).join('；')}`],
  )
  if (problems.length > 0) throw refused(where, problems)
  return read.flatMap((result) => (result.success ? [result.data] : []))
}

function problemOf({ path, code, message }: z.core.$ZodIssue): string {
  const field = path.join('.') || '整条'
  if (code === 'invalid_type') return `${field} 缺少或类型不对`
  if (code === 'too_small') return `${field} 不能为空`
  return `${field}：${message}`
}

function yamlOf(text: string, where: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw refused(where, [`不是有效的 YAML（${(error as Error).message.split('\n')[0]}）`])
  }
}

function refused(where: string, problems: readonly string[]): AppError {
  return new AppError('input', `${where} cannot be imported`, {
    publicMessage: `${where} 没有导入：\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  })
}
