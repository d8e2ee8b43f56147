import { AppError } from '../base/errors.ts'
import type { ItemBank } from '../quiz/item-bank.ts'
import type { Quiz } from '../quiz/quiz.ts'

/**
 * What the office decides about an item that has been asked holds for the bank too: a voided item is asked no more, a corrected
 * one is asked with the new key. The bank goes first; after a crash between the two the decision can be given again.
 */
export function rulingTheBank(quiz: Quiz, bank: ItemBank): Quiz {
  const decide: Quiz['decide'] = async (decision) => {
    const { ruling, reason, by: actor } = decision
    if (ruling.kind === 'void') await bank.retire(ruling.itemId, { actor, reason }).catch(unlessDone)
    else await bank.correct(ruling.itemId, { questionId: ruling.questionId, task: ruling.task, actor })
    await bank.refresh()
    return quiz.decide(decision)
  }
  return { ...quiz, decide }
}

function unlessDone(error: unknown): void {
  if (!(error instanceof AppError) || error.kind !== 'conflict') throw error
}
