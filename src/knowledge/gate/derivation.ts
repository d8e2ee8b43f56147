import { keepsCases } from './cases.ts'
import { keepsModals } from './modals.ts'
import { type Context, contextOf, mayPass, startsWell } from './passing.ts'
import {
  carriesSubject,
  endsPart,
  isObject,
  joinsAsThere,
  joinsParts,
  mayGoBack,
  type Step,
  standsAsThere,
  staysInSentence,
} from './steps.ts'
import { isAmount } from './stretches.ts'
import { type Token, tokensOf } from './tokens.ts'
import { readingsOf, turnsOf } from './turns.ts'

/** Words without weight that a claim may add between the quotes' own. */
const ADDED =
  /^(?:时间|期限|方式|情形|情况|标准|要求|规定|进行|开展|为|共|担|召|组成|中|里|人数|费用|年度|一次|负责|内容|工作)+$/u
/** What a claim may add behind "…的". */
const OF_WHOM = /^(?:企业|单位|人员|部门)$/u

/**
 * The first stretch of a claim that cannot be read off its quotes in their own order: every word of the claim must stand in the
 * quotes, next to the word it stands next to there and under the same word of obligation, but for what a telling may pass over
 * (whole parts of a sentence, items of a list, brackets, what it says elsewhere) and turns of speech that change nothing.
 * Folded texts; undefined when all of the claim can be.
 */
export function underived(said: string, quoted: string): string | undefined {
  let furthest: { at: number; stretch: string } | undefined
  for (const turn of turnsOf(said, quoted))
    for (const reading of readingsOf(quoted)) {
      const context = contextOf(tokensOf(turn), tokensOf(reading))
      const found = align(context)
      if ('ways' in found) {
        if (
          found.ways.some((places) => keepsModals(context.said, context.source, places) && keepsCases(context, places))
        )
          return undefined
        furthest = { at: context.said.length, stretch: turn }
      } else if (furthest === undefined || found.stuckAt > furthest.at)
        furthest = { at: found.stuckAt, stretch: around(found.stuckAt, context.said, turn) }
    }
  return furthest?.stretch
}

function around(at: number, said: readonly Token[], text: string): string {
  return text.slice(said[Math.max(0, at - 3)]?.at ?? 0, (said[at]?.at ?? 0) + 4)
}

/** How far a claim was read off its quotes. */
interface State {
  /** Where in the quotes its last word stands; -1 before the first. */
  p: number
  /** How often this part of the claim has gone back in them. */
  backs: number
  /** How many words in a row were matched, up to two. */
  run: number
  /** No word of this part of the claim was matched yet. */
  fresh: boolean
}

interface Reached {
  state: State
  cost: number
  /** Place of the last word; undefined when the claim adds it. */
  place: number | undefined
  before: Reached | undefined
}

/** So many ways to read a claim off its quotes are looked at closer. */
const MOST_WAYS = 12
/** The keys always in this order. */
const START: State = { p: -1, backs: 0, run: 2, fresh: true }

/** The cheapest way to read a claim off its quotes, word by word, or the first word at which every way ends. */
function align(context: Context): { ways: (number | undefined)[][] } | { stuckAt: number } {
  const { said, placesOf } = context
  let front: Reached[] = [{ state: START, cost: 0, place: undefined, before: undefined }]
  for (const [i, token] of said.entries()) {
    const next = new Map<string, Reached>()
    const reach = (reached: Reached) => {
      const name = Object.values(reached.state).join(':')
      if (reached.cost < (next.get(name)?.cost ?? Number.POSITIVE_INFINITY)) next.set(name, reached)
    }
    const added = isAdded(said, i)
    for (const before of front) {
      const state = { ...before.state, fresh: token.opens || before.state.fresh }
      for (const q of placesOf.get(token.key) ?? []) {
        const step = stepFrom(state, { p: state.p, q, i }, context)
        if (step) reach({ state: step, cost: before.cost + (q === state.p + 1 ? 0 : 1), place: q, before })
      }
      if (added) reach({ state: { ...state, run: 2 }, cost: before.cost + 1, place: undefined, before })
    }
    if (next.size === 0) return { stuckAt: i }
    front = [...next.values()]
  }
  const cheapest = front.toSorted((one, other) => one.cost - other.cost).slice(0, MOST_WAYS)
  return { ways: cheapest.map(placesAlong) }
}

function placesAlong(last: Reached): (number | undefined)[] {
  const places: (number | undefined)[] = []
  for (let at: Reached | undefined = last; at?.before; at = at.before) places.unshift(at.place)
  return places
}

function stepFrom({ backs, run, fresh }: State, step: Step, context: Context): State | undefined {
  const { p, q } = step
  if (!standsAsThere(step, context)) return undefined
  const next = (times: number, length: number): State => ({ p: q, backs: times, run: length, fresh: false })
  if (fresh) {
    if (!staysInSentence(step, context)) return undefined
    const opens = isObject(step, context) || startsWell(q, context) || (q > p && p >= 0 && mayPass(p, q, context))
    return (q === p + 1 || opens) && joinsParts(step, context) ? next(0, 1) : undefined
  }
  if (!joinsAsThere(step, context)) return undefined
  if (q === p + 1) return next(backs, 2)
  if (run < 2 && !isAmount(context.source[p])) return undefined
  if (context.source[p]?.paragraph !== context.source[q]?.paragraph && !endsPart(p, context)) return undefined
  if (endsPart(p, context) && isObject(step, context)) return next(backs, 1)
  if (q > p) return mayPass(p, q, context) || carriesSubject(step, context) ? next(backs, 1) : undefined
  return backs === 0 && mayGoBack(step, context) ? next(1, 1) : undefined
}

function isAdded(said: readonly Token[], i: number): boolean {
  const [before, one, after] = [said[i - 1], said[i], said[i + 1]]
  if (one?.list !== undefined) return false
  const words = [`${one?.key}${after?.key}`, `${before?.key}${one?.key}`, one?.key ?? '']
  if (words.some((word) => ADDED.test(word))) return true
  return /的$/u.test(one?.lead || (before?.lead ?? '')) && words.some((word) => OF_WHOM.test(word))
}
