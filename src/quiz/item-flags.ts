import type { QuestionStatistics } from './statistics.ts'

/** Outside of these an item should be looked at. */
export const BANDS = {
  /** Fewer answers say little. */
  leastAsked: 20,
  /** Too hard below, too easy above (Crocker & Algina 1986: .30 to .90 for tests that select). */
  facility: { from: 0.3, to: 0.95 },
  /** Ebel & Frisbie 1991, Essentials of Educational Measurement: below .20 poor, to be rejected or improved. */
  discrimination: 0.2,
  /** A wrong option fewer than one in twenty choose distracts nobody (Haladyna & Downing 1993). */
  distractor: 0.05,
} as const

export type ItemFlag =
  | { kind: 'too-few' }
  | { kind: 'too-hard' | 'too-easy' | 'weak' | 'key-doubtful' }
  | { kind: 'idle-distractor' | 'misleading-distractor'; option: string }

/** What speaks against an item by the answers it got; nothing is said before enough people were asked. */
export function flagsOf(statistics: QuestionStatistics): ItemFlag[] {
  const { asked, facility, discrimination } = statistics
  if (asked < BANDS.leastAsked) return [{ kind: 'too-few' }]
  const flags: ItemFlag[] = []
  if (facility < BANDS.facility.from) flags.push({ kind: 'too-hard' })
  if (facility > BANDS.facility.to) flags.push({ kind: 'too-easy' })
  if (discrimination !== undefined && discrimination < 0) flags.push({ kind: 'key-doubtful' })
  else if (discrimination !== undefined && discrimination < BANDS.discrimination) flags.push({ kind: 'weak' })
  return [...flags, ...distractorFlags(statistics)]
}

function distractorFlags({ options }: QuestionStatistics): ItemFlag[] {
  return options.flatMap(({ id, right, all, upper, lower }): ItemFlag[] => {
    if (right) return []
    if (all < BANDS.distractor) return [{ kind: 'idle-distractor', option: id }]
    return upper !== undefined && lower !== undefined && upper > lower
      ? [{ kind: 'misleading-distractor', option: id }]
      : []
  })
}

export function flagText(flag: ItemFlag): string {
  switch (flag.kind) {
    case 'too-few':
      return `作答不足 ${BANDS.leastAsked} 人次，暂不评价`
    case 'too-hard':
      return '过难'
    case 'too-easy':
      return '过易'
    case 'weak':
      return '区分度偏低'
    case 'key-doubtful':
      return '区分度为负，请核对答案'
    case 'idle-distractor':
      return `选项 ${flag.option} 几乎无人选`
    case 'misleading-distractor':
      return `选项 ${flag.option} 高分者选得更多，请核对是否有歧义`
    default:
      return flag satisfies never
  }
}
