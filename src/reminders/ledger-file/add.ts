import { createHash } from 'node:crypto'
import { yearOf } from '../../base/calendar.ts'
import { foldText } from '../../base/text.ts'
import { type Acting, matterById, nameOf, tell, whenOf } from '../acting/desk.ts'
import { numbering } from '../adopt.ts'
import { occurrenceId } from '../cycle.ts'
import type { KeptObligation, Occurrence } from '../ledger.ts'
import type { Addition } from './new-line.ts'

/** Puts obligations of the office's own into the ledger, each with the next number of its enterprise; owners and deputies are told. */
export async function addLines(additions: readonly Addition[], acting: Acting): Promise<void> {
  const { tx, enterprises, actor, clock } = acting
  const nextNumber = await numbering(tx, enterprises)
  for (const addition of additions) {
    const obligation = obligationOf(addition)
    const occurrence = occurrenceOf(addition, { obligation, number: nextNumber(addition.enterprise.id), acting })
    await tx.obligations.put([obligation])
    await tx.ledger.add([occurrence])
    const { id, due, owners } = occurrence
    const event = { occurrenceId: id, at: clock.now(), actor: actor.userid, kind: 'created', detail: { due, owners } }
    await tx.ledger.record([event])
    await announce(occurrence, acting)
  }
}

function obligationOf({ enterprise, title, clause, quote, due, quantity }: Addition): KeptObligation {
  const key = createHash('sha256')
    .update(`${enterprise.id}\n${foldText(title)}\n${due}`)
    .digest('hex')
    .slice(0, 16)
  return {
    ...{ id: `office-${key}`, plan: String(yearOf(due)), title, documentId: '', clause, quote, due },
    ...{ who: enterprise.name, kept: enterprise.kind, keptBy: [enterprise.id], evidence: false, state: 'active' },
    ...(quantity ? { quantity } : {}),
  }
}

interface Place {
  obligation: KeptObligation
  number: number
  acting: Acting
}

function occurrenceOf(addition: Addition, { obligation, number, acting }: Place): Occurrence {
  const { enterprise, due, owners, deputy, state, note } = addition
  const usual = acting.people.usualOwner(enterprise)
  return {
    id: occurrenceId(obligation.id, enterprise.id, due),
    ...{ obligationId: obligation.id, enterpriseId: enterprise.id, number, period: due, due, state, level: 0 },
    owners: owners.length > 0 ? [...owners] : usual ? [usual.userid] : [],
    ...(deputy ? { deputy } : {}),
    ...(note ? { note } : {}),
    ...{ remindFrom: acting.today, createdAt: acting.clock.now() },
  }
}

async function announce({ id, owners, deputy, number }: Occurrence, acting: Acting): Promise<void> {
  const matter = await matterById(acting.tx, id)
  if (!matter) return
  const whom = [...owners, ...(deputy ? [deputy] : [])].flatMap((userid) => acting.people.get(userid) ?? [])
  await tell(acting, whom, ({ userid }) => {
    const part = userid === deputy ? '请您担任代理人：责任人不在时由您办理' : '由您负责'
    return `${acting.actor.name}新增了${nameOf(matter)}，${part}：${whenOf(matter, acting)}。回复“事项 ${number}”查看要求。`
  })
}
