import { spellInstant, type Task } from './assignments.ts'

/** How a member stands with a paper, in words. */
export function standingText({ blueprint, assignment, standing }: Task, timeZone: string): string {
  const until = assignment?.closesAt ? `，请在 ${spellInstant(assignment.closesAt, timeZone)} 前完成` : ''
  switch (standing.kind) {
    case 'exempt':
      return `免考（${standing.reason}，批准人 ${standing.approver}）`
    case 'passed':
      return `已合格（${standing.best.grade.percent} 分）`
    case 'ready':
      return standing.tried === 0
        ? `待参加${until}`
        : `未合格，还可以考 ${blueprint.attempts - standing.tried} 次${until}`
    case 'early':
      return `尚未开放，${spellInstant(standing.opensAt, timeZone)} 开始`
    case 'late':
      return `已于 ${spellInstant(standing.closedAt, timeZone)} 截止，未合格；如需补考请联系合规管理办公室`
    case 'cooling':
      return `未合格（${standing.best.grade.percent} 分），${spellInstant(standing.until, timeZone)} 后可以再考`
    case 'used-up':
      return `${blueprint.attempts} 次机会已用完，未合格（${standing.best.grade.percent} 分）；如需补考请联系合规管理办公室`
    default:
      return standing satisfies never
  }
}
