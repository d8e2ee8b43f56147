import { z } from 'zod'
import { addDays, spellDate } from '../../base/calendar.ts'
import type { Request, RequestKind } from '../rows.ts'
import { type Acting, change, greyOut, type Matter, nameOf, whenOf, withdraw } from './desk.ts'

export const Extension = z.object({ to: z.string(), reason: z.string() })

interface Decision {
  request: Request
  accept: boolean
  reason: string
}

type Outcome = (matter: Matter, decision: Decision, acting: Acting) => Promise<{ reply: string; told: string }>

/** What a decision does to the occurrence, and what the office and those who wait for it are told. */
export const OUTCOMES: Readonly<Record<RequestKind, Outcome>> = { review: reviewed, extension: extended, help: helped }

async function reviewed(matter: Matter, { request, accept, reason }: Decision, acting: Acting) {
  const { occurrence } = matter
  const { today } = acting
  if (!accept) {
    // What is said here speaks for today's step of the ladder too.
    await change(acting, occurrence, {
      patch: { state: 'returned', note: reason, ...(occurrence.remindFrom ? { remindFrom: addDays(today, 1) } : {}) },
      kind: 'returned',
      detail: { request: request.number, reason },
    })
    return {
      reply: `已退回：${nameOf(matter)}。`,
      told: `${nameOf(matter)}被退回：${reason}。请补正后回复“办结 ${occurrence.number}”（${whenOf(matter, acting)}）。`,
    }
  }
  await close(matter, { kind: 'accepted', note: reason || null, detail: { request: request.number } }, acting)
  return { reply: `已通过：${nameOf(matter)}办结。`, told: `${nameOf(matter)}已审核通过，正式办结。辛苦了！` }
}

/** 已办结: nobody is reminded any more, and what was asked about its date falls away. The occurrence that follows it is made by `align`. */
export async function close(
  { occurrence }: Matter,
  { kind, note, detail }: { kind: 'accepted' | 'closed'; note: string | null; detail: unknown },
  acting: Acting,
): Promise<void> {
  await change(acting, occurrence, {
    patch: { state: 'done', doneAt: acting.clock.now(), note },
    kind,
    detail,
  })
  const { tx, actor, clock } = acting
  const asked = await tx.ledgerTalk.requests({ state: 'open', occurrenceIds: [occurrence.id] })
  for (const { number } of asked.filter(({ kind }) => kind === 'extension'))
    await tx.ledgerTalk.decide(number, { state: 'withdrawn', by: actor.userid, at: clock.now() })
  await withdraw(acting, occurrence)
  await greyOut({ ...acting, pressed: { taskId: '' } }, occurrence, '已办结')
}

async function extended(matter: Matter, { request, accept, reason }: Decision, acting: Acting) {
  const { occurrence } = matter
  const { to } = Extension.parse(request.detail)
  if (!accept) {
    await change(acting, occurrence, {
      patch: {},
      kind: 'extension-refused',
      detail: { request: request.number, reason },
    })
    return {
      reply: `已退回：${nameOf(matter)}的延期申请。`,
      told: `${nameOf(matter)}的延期申请未获批准：${reason}。仍为 ${whenOf(matter, acting)}。`,
    }
  }
  const remindFrom = await withdraw(acting, occurrence)
  await change(acting, occurrence, {
    patch: { due: to, remindFrom, waitingSince: null, level: 0, snoozedTo: null },
    kind: 'extended',
    detail: { from: occurrence.due, to, request: request.number },
  })
  const moved = { ...matter, occurrence: { ...occurrence, due: to } }
  return {
    reply: `已同意：${nameOf(matter)}延至 ${spellDate(to)}。`,
    told: `${nameOf(matter)}的延期申请已批准：${whenOf(moved, acting)}。`,
  }
}

async function helped(matter: Matter, { request, reason, accept }: Decision, acting: Acting) {
  await change(acting, matter.occurrence, {
    patch: {},
    kind: 'help-answered',
    detail: { request: request.number, reason },
  })
  const words = reason || '合规管理办公室已知悉，会与您联系'
  return {
    reply: `已答复求助 ${request.number}。`,
    told: `${nameOf(matter)}的求助${accept ? '有了答复' : '被退回'}：${words}。`,
  }
}
