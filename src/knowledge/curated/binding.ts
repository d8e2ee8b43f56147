import { AppError } from '../../base/errors.ts'
import { bareQuestion } from '../../base/likeness.ts'
import { foldText } from '../../base/text.ts'
import type { ClauseRecord } from '../clause.ts'
import type { Knowledge } from '../reply.ts'
import type { Binding, NewAnswer } from './curated.ts'

/** What binding answers to clauses takes of the documents. */
export type Clauses = Pick<Knowledge, 'clauseAt' | 'clausesNamed' | 'revealedBy'>

/** Whether a clause still reads as it did when it was bound. */
export function isUnchanged({ documentId, path, text }: Binding, knowledge: Clauses): boolean {
  const now = knowledge.clauseAt(documentId, path)
  return now !== undefined && foldText(now.text) === foldText(text)
}

export function toBinding({ document, path, text }: ClauseRecord): Binding {
  return { documentId: document.id, path, text }
}

/**
 * The clauses an answer is to rest on.
 *
 * @throws AppError `input` when it is incomplete, one of them is not to be found, or it would tell everybody what is not for everybody
 */
export function clausesFor({ question, similar = [], answer, clauses }: NewAnswer, knowledge: Clauses): ClauseRecord[] {
  if (bareQuestion(question) === '' || answer.trim() === '' || clauses.length === 0) throw incomplete()
  const found = clauses.flatMap((name) => named(name, knowledge))
  const secret = knowledge
    .revealedBy([question, ...similar, answer].join('\n'))
    .find(({ id }) => found.every(({ document }) => document.id !== id))
  if (secret) throw tooOpen(secret.title)
  return found
}

function tooOpen(title: string): AppError {
  return new AppError('input', 'the answer tells of a document that not everybody may read', {
    publicMessage: `问答里写到了《${title}》的内容，这份文件只对部分成员开放。请以这份文件的条款为依据（只回答给能看它的人），或者改写答案。`,
  })
}

/** @throws AppError `input` naming every answer that cannot be bound */
export function refuseAny(answers: readonly NewAnswer[], knowledge: Clauses): void {
  const problems = answers.flatMap((answer, index) => {
    try {
      clausesFor(answer, knowledge)
      return []
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'input') throw error
      return [`  - 第 ${index + 1} 条“${answer.question}”：${error.publicMessage}`]
    }
  })
  if (problems.length === 0) return
  throw new AppError('input', `${problems.length} answers cannot be imported`, {
    publicMessage: `没有导入：\n${problems.join('\n')}`,
  })
}

function named(name: string, knowledge: Clauses): ClauseRecord[] {
  const found = knowledge.clausesNamed(name)
  if (found.length === 1) return found
  throw new AppError('input', `${found.length} clauses are named ${name}`, {
    publicMessage:
      found.length === 0
        ? `没有找到条款“${name}”。请写文件里的条款号，例如 二（二）6，必要时在前面加《文件名》。`
        : `“${name}”在 ${found.length} 个文件里都有，请在前面加《文件名》。`,
  })
}

function incomplete(): AppError {
  return new AppError('input', 'question, answer and clauses are needed', {
    publicMessage: '标准问答要有问题、答案和至少一条依据条款，例如：依据 二（二）6。',
  })
}
