import { type Blueprint, questionCount } from './blueprint.ts'
import { corrected, FULL_POINTS, type Grade, type Ruling } from './grade.ts'
import type { Question } from './item.ts'
import { keyOf, letteredOptions, type PaperQuestion, type Response, spoken } from './paper.ts'
import { citation, TYPE_NAMES, timeLeft } from './question-text.ts'
import type { GradedSitting, Sitting } from './record.ts'

type TitleOf = (documentId: string) => string

export function beginning(sitting: Sitting): string {
  const { blueprint } = sitting
  return [
    `《${blueprint.title}》开始：共 ${sitting.paper.questions.length} 题，限时 ${blueprint.minutes} 分钟，${blueprint.passPercent} 分合格（满分 100 分）。`,
    '点卡片或直接回复选项作答；可以回复“上一题”“下一题”“第 3 题”“剩余时间”“交卷”，看不到卡片请回复“文字作答”。',
    '到时自动交卷。中途离开不要紧，回来回复“继续”。',
  ].join('\n')
}

export const NO_ATTEMPT = '您现在没有进行中的考核。回复“我的考核”查看考核任务，回复“开始考核”开始作答。'

export const OTHERS_CARD = '这张卡片是发给别人的考核题，您点击没有任何效果。要参加自己的考核，请回复“开始考核”。'

export const QUIZ_FIRST =
  '考核进行中，交卷之前我不能回答合规问题，以免透露答案。现在的题目没有变；回复“继续”接着作答，或者回复“交卷”结束后再问。'

export const UNKNOWN_CARD = '这张卡片对应的考核已不存在，没有做任何改动。请回复“我的考核”查看。'

export function unclear(sitting: Sitting, hint: string): string {
  const index = sitting.attempt.state === 'open' ? sitting.attempt.cursor : 0
  return `没有看懂这个答案，第 ${index + 1} 题没有变化。${hint}；回复“继续”再看一遍题目。`
}

export function oldCard(answered: boolean): string {
  return answered
    ? '这道题已经作答，这张卡片是先前的，没有做任何改动。要修改请回复“上一题”或题号（如“第 2 题”）后重新作答。'
    : '这张卡片是先前的，没有做任何改动。请在最新的卡片上作答，或回复“继续”。'
}

export function edge(side: 'first' | 'last'): string {
  return side === 'first' ? '已经是第一题。' : '已经是最后一题。回复“交卷”提交，或回复“第 1 题”检查。'
}

export function unanswered(indexes: readonly number[]): string {
  const numbers = indexes.map((index) => index + 1).join('、')
  return `还有 ${indexes.length} 题没有作答（第 ${numbers} 题）。回复“继续”接着作答；确定现在就交，请回复“确认交卷”。`
}

export function remaining(sitting: Sitting, at: Date): string {
  const { questions, responses } = sitting.attempt
  return `剩余 ${timeLeft(sitting, at)}，已答 ${Object.keys(responses).length} / ${questions.length} 题。`
}

export function warning(sitting: Sitting, at: Date): string {
  return `提醒：《${sitting.blueprint.title}》${remaining(sitting, at)}到时自动交卷，已答的题都会计分。`
}

export const ENDED = '这次考核已经结束，没有做任何改动。回复“我的成绩”查看结果。'

/** The whole result: score, topics, and behind each question that was not right the clause. */
export function resultText(
  sitting: GradedSitting,
  { titleOf, rulings }: { titleOf: TitleOf; rulings: readonly Ruling[] },
): string {
  const { blueprint, grade, attempt } = sitting
  const head =
    attempt.state === 'expired' ? `《${blueprint.title}》时间到，已自动交卷。` : `《${blueprint.title}》已交卷。`
  const lost = grade.questions.flatMap(({ id, standing }, index) => {
    const asked = attempt.questions.find((question) => question.id === id)
    return asked && (standing === 'wrong' || standing === 'partly' || standing === 'unanswered')
      ? [mistake({ asked, index, response: attempt.responses[id], key: corrected(asked, rulings) }, titleOf)]
      : []
  })
  return [
    head,
    scoreLine(grade, blueprint),
    topicLines(grade),
    ...(lost.length > 0 ? [`\n需要再看的 ${lost.length} 题：`, ...lost] : ['全部答对。']),
    `\n${grade.passed ? whatNow(blueprint) : nextTry(blueprint)}`,
  ].join('\n')
}

export function scoreLine(grade: Grade, { passPercent }: Pick<Blueprint, 'passPercent'>): string {
  const right = grade.questions.filter(({ points }) => points === FULL_POINTS).length
  return `成绩 ${grade.percent} 分，${grade.passed ? '合格' : `不合格（${passPercent} 分合格）`}；${grade.questions.length} 题中答对 ${right} 题。`
}

function topicLines({ topics }: Grade): string {
  return `各主题：${topics.map(({ topic, earned, possible }) => `${topic} ${Math.floor((earned * 100) / possible)}%`).join('，')}`
}

function whatNow({ certificate, pledge }: Blueprint): string {
  const steps = [
    ...(certificate ? ['合格证书稍后以文件发给您'] : []),
    ...(pledge ? ['请回复“承诺书”阅读并签署合规承诺书'] : []),
  ]
  return steps.length > 0 ? `${steps.join('；')}。` : ''
}

function nextTry({ coolDownHours, attempts }: Blueprint): string {
  const wait = coolDownHours > 0 ? `${coolDownHours} 小时后` : '现在就'
  return `每人最多 ${attempts} 次机会；如还有机会，${wait}可以回复“开始考核”再考。回复“错题本”复习。`
}

interface Mistake {
  asked: PaperQuestion
  index: number
  response: Response | undefined
  key: Question
}

function mistake({ asked, index, response, key }: Mistake, titleOf: TitleOf): string {
  const { stem, type } = asked.question
  return [
    `\n第 ${index + 1} 题（${TYPE_NAMES[type]}）${stem}`,
    `您的答案：${fully(response, asked)}`,
    ...explained(asked, key, titleOf),
  ].join('\n')
}

/** The right answer, why, and the clause in its own words. */
export function explained(asked: PaperQuestion, key: Question, titleOf: TitleOf): string[] {
  return [
    `正确答案：${fully(keyOf(key), asked)}`,
    `说明：${asked.question.explanation}`,
    ...asked.question.basis.map((basis) => `依据：${citation(basis, titleOf)}`),
  ]
}

/** Letters with the words of the options: "A 总法律顾问、C 审计部门". */
function fully(response: Response | undefined, asked: PaperQuestion): string {
  if (response?.kind !== 'options') return spoken(response, asked)
  const chosen = letteredOptions(asked).filter(({ id }) => response.ids.includes(id))
  return chosen.map(({ letter, text }) => `${letter} ${text}`).join('、')
}

export function announcement(
  blueprint: Blueprint,
  { occasion, closes }: { occasion: string; closes?: string },
): string {
  return [
    `您有一项考核任务：《${blueprint.title}》${occasion ? `（${occasion}）` : ''}。`,
    `共 ${questionCount(blueprint)} 题，限时 ${blueprint.minutes} 分钟，${blueprint.passPercent} 分合格${closes ? `，请在 ${closes} 前完成` : ''}。`,
    '准备好后回复“开始考核”。',
  ].join('\n')
}
