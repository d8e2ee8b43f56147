import { type Grade, grade, type Ruling } from './grade.ts'
import { type GradedSitting, isGraded, toSitting } from './record.ts'
import type { QuizDeps, QuizTx, RulingRow } from './rooms.ts'

/** A decision of the compliance office about an item that has been asked. */
export interface Decision {
  ruling: Ruling
  reason: string
  by: string
}

/** What a decision came to. */
export interface Applied {
  /** Attempts that were asked the item. */
  concerned: number
  /** Those whose grade changed. */
  changed: number
  /** Certificates that were valid before. */
  revoked: number
}

type Deps = Pick<QuizDeps, 'store' | 'outbox' | 'clock' | 'newId' | 'log'>

/** Writes a decision down and grades again whatever it concerns; who is concerned gets a notice. */
export async function decide({ ruling, reason, by }: Decision, deps: Deps): Promise<Applied> {
  const row = { id: deps.newId(), itemId: ruling.itemId, ruling, reason, decidedBy: by, decidedAt: deps.clock.now() }
  await deps.store.rulings.add(row)
  return apply(row, deps)
}

/** Finishes decisions that a crash interrupted. */
export async function applyPending(deps: Deps): Promise<number> {
  const pending = (await deps.store.rulings.list()).filter(({ appliedAt }) => appliedAt === undefined)
  for (const row of pending) await apply(row, deps)
  return pending.length
}

async function apply(row: RulingRow, deps: Deps): Promise<Applied> {
  const { store, clock, log } = deps
  const rulings = (await store.rulings.list()).map(({ ruling }) => ruling as Ruling)
  const concerned = (await store.attempts.list({ itemId: row.itemId, ended: true })).map(toSitting).filter(isGraded)
  const applied: Applied = { concerned: concerned.length, changed: 0, revoked: 0 }
  for (const sitting of concerned) {
    const { passPercent, partialCredit } = sitting.blueprint
    const after = grade(sitting.paper, sitting.attempt.responses, { passPercent, partialCredit, rulings })
    if (sameGrade(after, sitting.grade)) continue
    const revoked = await store.transaction((tx) => regrade({ sitting, after, row }, tx, deps))
    applied.changed += 1
    if (revoked) applied.revoked += 1
  }
  await store.rulings.markApplied(row.id, clock.now())
  log.info({ rulingId: row.id, itemId: row.itemId, ...applied }, 'a ruling was applied to attempts')
  return applied
}

function sameGrade(a: Grade, b: Grade): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

interface Regrading {
  sitting: GradedSitting
  after: Grade
  row: RulingRow
}

/** True when a certificate was lost by it. */
async function regrade({ sitting, after, row }: Regrading, tx: QuizTx, { outbox, clock }: Deps): Promise<boolean> {
  const at = clock.now()
  const before = sitting.grade
  await tx.attempts.regrade(sitting.id, { grade: after, percent: after.percent, passed: after.passed })
  await tx.rulings.logRegrade({ rulingId: row.id, attemptId: sitting.id, before, after, at })
  const lost = before.passed && !after.passed
  const revoked = lost ? await tx.certificates.revoke(sitting.id, { at, why: row.reason }) : undefined
  const text = noticeText({ sitting, after, row }, revoked?.number)
  const key = `quiz-regrade:${row.id}:${sitting.id}`
  await outbox.enqueue([{ key, to: sitting.userid, purpose: 'quiz', content: { kind: 'text', text } }], tx.outbox)
  return revoked !== undefined
}

function noticeText({ sitting, after, row }: Regrading, revoked: string | undefined): string {
  const { kind } = row.ruling as Ruling
  const numbers = sitting.paper.questions.flatMap(({ itemId }, index) => (itemId === row.itemId ? [index + 1] : []))
  const what = kind === 'void' ? '经复核作废，该题计满分' : '经复核更正了标准答案'
  const verdict = after.passed ? '合格' : '不合格'
  return [
    `【成绩更正】您在《${sitting.blueprint.title}》中的第 ${numbers.join('、')} 题${what}（原因：${row.reason}）。`,
    `成绩由 ${sitting.grade.percent} 分改为 ${after.percent} 分，结果：${verdict}。`,
    ...(revoked ? [`证书 ${revoked} 随之失效。如有异议，请联系合规管理办公室。`] : []),
  ].join('\n')
}
