import type { Blueprint } from '../../src/quiz/blueprint.ts'
import { BlueprintShape } from '../../src/quiz/blueprint.ts'
import { drawPaper } from '../../src/quiz/draw.ts'
import type { Case, Difficulty, Question } from '../../src/quiz/item.ts'
import type { BankItem, Paper } from '../../src/quiz/paper.ts'

const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard']
const TOPICS = ['组织体系', '制度建设', '运行机制', '监督问责'] as const

const BASIS = [{ documentId: 'plan', clause: '二/（二）/6', quote: '首席合规官对企业主要负责人负责' }]

function common(index: number, type: string) {
  return {
    id: `${type}-${index}`,
    topic: TOPICS[index % TOPICS.length] ?? '',
    difficulty: DIFFICULTIES[index % 3] ?? 'easy',
    audience: ['new-hire', 'manager', 'key-post'] as ['new-hire', 'manager', 'key-post'],
    explanation: '见条款。',
    basis: BASIS,
  }
}

const options = (index: number) =>
  ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `选项${id}${index}`, why: `说明${id}` }))

export function aSingle(index: number): Question {
  return { ...common(index, 'single'), type: 'single', stem: `单选题 ${index}？`, options: options(index), key: 'b' }
}

export function aMultiple(index: number): Question {
  return {
    ...common(index, 'multiple'),
    type: 'multiple',
    stem: `多选题 ${index}？`,
    options: options(index),
    key: ['a', 'c', 'd'],
  }
}

export function aJudgement(index: number): Question {
  return { ...common(index, 'judgement'), type: 'judgement', stem: `判断题 ${index}。`, key: index % 2 === 0 }
}

export function aBlank(index: number): Question {
  return {
    ...common(index, 'blank'),
    type: 'blank',
    stem: `填空题 ${index}：____前报送。`,
    accepted: ['2023年12月20日', '12月20日'],
  }
}

export function aCase(index: number): Case {
  const { explanation: _none, basis: _nothing, ...rest } = common(index, 'case')
  return {
    ...rest,
    type: 'case',
    stem: `案例 ${index}。`,
    questions: [aSingle(900 + index), aJudgement(910 + index), aMultiple(920 + index)],
  }
}

/** A bank with `each` items of every type, spread over topics and difficulties. */
export function aBank(each = 12): BankItem[] {
  return Array.from({ length: each }, (_, index) => index).flatMap((index) =>
    [aSingle(index), aMultiple(index), aJudgement(index), aBlank(index), aCase(index)].map((item) => ({
      item,
      version: 1,
    })),
  )
}

export function aBlueprint(more: Partial<Record<keyof Blueprint, unknown>> = {}): Blueprint {
  return BlueprintShape.parse({
    id: 'onboarding',
    title: '新员工合规考核',
    purpose: 'onboarding',
    audience: 'new-hire',
    parts: [
      { count: 3, type: 'single' },
      { count: 2, type: 'multiple', difficulty: 'medium' },
      { count: 2, type: 'judgement' },
      { count: 1, type: 'blank' },
    ],
    passPercent: 60,
    minutes: 30,
    attempts: 3,
    selfStart: true,
    ...more,
  })
}

export function aPaper(seed = 'seed', more: Partial<Record<keyof Blueprint, unknown>> = {}): Paper {
  return drawPaper(aBlueprint(more), aBank(), { seed, seen: new Set() })
}
