import { addYears, type CivilDate, isCivilDate, spellDate, spellDay, yearOf } from '../../base/calendar.ts'
import { readTimes } from '../deadlines.ts'
import { type Act, expect, settle } from './acts.ts'
import { answered, change, greyOut, nameOf, type Said } from './desk.ts'
import { ask } from './requests.ts'

/** 申请延期: another date with a reason, for the office to approve. What is missing or wrong is asked for, and the next words answer it. */
export const extend: Act = async (matter, rest, acting) => {
  const { occurrence } = matter
  const asking = async (reply: string, to?: CivilDate): Promise<Said> => {
    await expect(acting, { expect: 'extension', occurrenceId: occurrence.id, ...(to ? { to } : {}) })
    return { replies: [reply] }
  }
  if (!occurrence.due) return { replies: [`${nameOf(matter)}没有固定期限，不需要延期。`] }
  const read = readExtension(rest, acting.today)
  if ('problem' in read)
    return asking(`${read.problem}请换一个日期，连同原因回复，例如“12月25日 供应商交付推迟”；不延了回复“取消”。`)
  if (!read.to)
    return asking(`${nameOf(matter)}要延到哪一天、为什么？请回复日期和原因，例如“12月25日 供应商交付推迟”。`)
  if (read.to <= occurrence.due)
    return asking(
      `${nameOf(matter)}现在的截止日是 ${spellDate(occurrence.due)}，新日期须在它之后。请重新回复日期和原因；不延了回复“取消”。`,
    )
  if (!read.reason) return asking(`${nameOf(matter)}延至 ${spellDate(read.to)} 的原因是什么？请直接回复原因。`, read.to)
  const number = await ask({ kind: 'extension', to: read.to, reason: read.reason }, matter, acting)
  if (number === undefined) return { replies: [`${nameOf(matter)}已有一个延期申请在等待批准，请先等候结果。`] }
  await change(acting, occurrence, {
    patch: answered(acting),
    kind: 'extension-asked',
    detail: { ...read, request: number },
  })
  await greyOut(acting, occurrence, '已申请延期，待批准')
  return settle(`已提交延期申请（编号 ${number}）：${nameOf(matter)}延至 ${spellDate(read.to)}。批准前仍按原期限提醒。`)
}

/** What an answer comes to: a reason alone belongs to the day that was named before it. */
export function completed(text: string, to: CivilDate | undefined, today: CivilDate): string {
  const read = to ? readExtension(text, today) : undefined
  const alone = read && 'to' in read && read.to === undefined
  return to && alone ? `${spellDay(to)} ${text}` : text
}

/** The date and the reason in an answer; a date without its year is the next such day. */
export function readExtension(
  text: string,
  today: CivilDate,
): { to: CivilDate | undefined; reason: string } | { problem: string } {
  const phrases = readTimes(text, { writtenOn: today, year: yearOf(today) })
  const bad = phrases.find((phrase) => phrase.kind === 'problem')
  if (bad?.kind === 'problem') return { problem: `${bad.problem.replace(/，请核对原文$/u, '')}。` }
  const phrase = phrases.find((one) => one.kind === 'date')
  if (phrase?.kind !== 'date' || !isCivilDate(phrase.due)) return { to: undefined, reason: text }
  const spelt = /\d{4}|年/.test(phrase.text.normalize('NFKC'))
  const to = phrase.due < today && !spelt ? addYears(phrase.due, 1) : phrase.due
  const rest = `${text.slice(0, phrase.start)} ${text.slice(phrase.end)}`
  return { to, reason: rest.replace(/^[\s,，:：;；。到至]*(?:原因|因为|由于|前)?[\s:：,，]*/u, '').trim() }
}
