import { fold } from '../base/text.ts'
import { readAbsolute } from './times/absolute.ts'
import type { Found, TimeContext, TimePhrase } from './times/phrase.ts'
import { at } from './times/point.ts'
import { readRecurring } from './times/recurring.ts'
import { readRelative } from './times/relative.ts'

export type { DateRole, Meaning, TimeContext, TimePhrase } from './times/phrase.ts'

const MAY_OPEN = /[每按逐分定次零〇○一二三四五六七八九十百两半第上下前今本当同明来翌后去年会提至不"\d]/
const MOVED =
  /[,(]?(?:如)?(?:(?:遇|逢)(?:到)?)?(?:国家)?(?:法定)?(?:节假日|休息日|节日|假日|周末|双休日)[^。;,]{0,8}顺延\)?/y
/** A duty's lead word is part of the phrase it governs. */
const LEAD = /(?:截止到?|截至|(?:不得?|最)(?:迟|晚)于?|力争|确保|到|至|于|在)$/

/**
 * Reads the deadlines and recurrences of a Chinese text: what each means as a civil date or RFC 5545 rule, and how it was
 * understood. Nothing is guessed: what does not exist or has two readings is a `problem`, what hangs on an event is `within`.
 *
 * No library covers this: chrono-node's Chinese locale knows day-level dates only (no 底/旬/季度/年内, no recurrences, and it
 * moves 2月30日 into March), and the Python normalisers (JioNLP, Time-NLP) have no maintained JavaScript port.
 */
export function readTimes(text: string, context: TimeContext = {}): TimePhrase[] {
  const folded = fold(text)
  const phrases: TimePhrase[] = []
  let year = context.year
  let index = 0
  while (index < folded.text.length) {
    const found = MAY_OPEN.test(folded.text.charAt(index))
      ? read(folded.text, index, year === undefined ? context : { ...context, year })
      : undefined
    if (!found) {
      index += 1
      continue
    }
    year = found.year ?? year
    const moved = at(MOVED, folded.text, found.end)
    const lead = LEAD.exec(folded.text.slice(Math.max(0, index - 4), index))?.[0].length ?? 0
    const start = folded.offsets[index - lead] ?? 0
    const end = lastOffset(folded.offsets, found.end + (moved?.[0].length ?? 0))
    for (const { meaning, trace } of found.meanings) {
      const words = text.slice(start, end)
      phrases.push({
        ...meaning,
        start,
        end,
        text: words,
        trace: [...trace, ...(moved ? ['遇节假日顺延到下一个工作日'] : [])],
        ...(moved ? { restDay: 'next-workday' as const } : {}),
      })
    }
    index = found.end + (moved?.[0].length ?? 0)
  }
  return phrases
}

function read(text: string, index: number, context: TimeContext): Found | undefined {
  return readRecurring(text, index) ?? readRelative(text, index, context) ?? readAbsolute(text, index, context)
}

/** Where the folded range ends in the original: just after its last character, not after the blanks behind it. */
function lastOffset(offsets: readonly number[], end: number): number {
  return (offsets[end - 1] ?? 0) + 1
}
