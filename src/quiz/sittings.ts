import { type Act, type Attempt, type Outcome, step } from './attempt.ts'
import type { Blueprint } from './blueprint.ts'
import { drawPaper } from './draw.ts'
import { forEachOrLog } from './each.ts'
import { grade, type Ruling } from './grade.ts'
import { isGraded, type Sitting, type Style, toSitting } from './record.ts'
import type { AttemptRowChange, QuizDeps, QuizTx } from './rooms.ts'
import { suspicionOf } from './speed.ts'

/** What an act came to: the sitting as it is now and what happened. */
export interface Happened {
  sitting: Sitting
  outcome: Outcome
}

type Deps = Pick<QuizDeps, 'store' | 'bank' | 'newId' | 'log'>

export interface Sittings {
  running(userid: string): Promise<Sitting | undefined>
  get(id: string): Promise<Sitting | undefined>
  /**
   * Draws a paper and begins; with the same key again, or while another attempt runs, the one that is there is answered.
   *
   * @throws AppError `conflict` when the bank cannot fill the paper
   */
  begin(start: { userid: string; key: string; at: Date; blueprint: Blueprint; assignmentId?: string }): Promise<{
    sitting: Sitting
    fresh: boolean
  }>
  /**
   * Does something to the member's running attempt. The same key again changes nothing and answers the same.
   *
   * @param known the running attempt, when it has just been read
   */
  act(by: { userid: string; key: string; at: Date; known?: Sitting }, act: Act): Promise<Happened | undefined>
  setStyle(sitting: Sitting, style: Style): Promise<Sitting>
  /** Ends what is over at `at`; `within` says in the same transaction what follows from it. */
  expire(at: Date, within: (sitting: Sitting, tx: QuizTx) => Promise<void>): Promise<number>
}

/** Losing a race against another instance is rare; losing it this often is a defect. */
const RACES = 8

export function createSittings(deps: Deps): Sittings {
  const { attempts } = deps.store
  const running = async (userid: string) => optional(await attempts.running(userid), toSitting)
  return {
    running,
    get: async (id) => optional(await attempts.get(id), toSitting),
    begin: (start) => begin(start, deps),
    act: (by, act) => actOn(by, act, deps),
    setStyle: async (sitting, style) => {
      await attempts.change(sitting, { style })
      return (await running(sitting.userid)) ?? sitting
    },
    expire: async (at, within) => {
      const ids = await attempts.due(at, 'over')
      const failed = await forEachOrLog(ids, (id) => expireOne(id, within, deps), {
        log: deps.log,
        failing: (attemptId) => [{ attemptId }, 'an attempt could not be ended; the next sweep tries again'],
      })
      return ids.length - failed.length
    },
  }
}

function optional<A, B>(value: A | undefined, map: (value: A) => B): B | undefined {
  return value === undefined ? undefined : map(value)
}

async function begin(
  { userid, key, at, blueprint, assignmentId }: Parameters<Sittings['begin']>[0],
  { store, bank, newId }: Deps,
): Promise<{ sitting: Sitting; fresh: boolean }> {
  const id = newId()
  const seen = new Set(await store.attempts.seenItems(userid))
  const paper = drawPaper(blueprint, await bank.itemsFor(userid), { seed: id, seen })
  const result = await store.attempts.start({
    id,
    startKey: key,
    userid,
    blueprintId: blueprint.id,
    blueprint,
    paper,
    bankVersion: bank.version(),
    style: 'cards',
    startedAt: at,
    deadline: new Date(at.getTime() + blueprint.minutes * 60_000),
    questions: paper.questions.map(({ id: questionId, itemId, itemVersion }) => ({ questionId, itemId, itemVersion })),
    ...(assignmentId ? { assignmentId } : {}),
  })
  const row = (await store.attempts.running(userid)) ?? (await store.attempts.list({ userid })).at(-1)
  if (!row) throw new Error('an attempt that was just started is gone')
  return { sitting: toSitting(row), fresh: result !== 'active' }
}

async function actOn(
  { userid, key, at, known }: { userid: string; key: string; at: Date; known?: Sitting },
  act: Act,
  deps: Deps,
): Promise<Happened | undefined> {
  for (let race = 0; race < RACES; race++) {
    const sitting = race === 0 && known ? known : await runningOrEndedBy(userid, key, deps)
    if (!sitting) return undefined
    if (sitting.last?.key === key) return { sitting, outcome: sitting.last.outcome }

    const { attempt, outcome } = step(sitting.attempt, act, at)
    if (attempt === sitting.attempt) return { sitting, outcome }
    const change = await changeOf(sitting, attempt, { act, key, at, deps })
    if (await deps.store.attempts.change(sitting, { ...change, lastKey: key, lastOutcome: outcome }))
      return { sitting: await afterChange(sitting, { attempt, key, outcome }, deps), outcome }
  }
  throw new Error('an attempt keeps changing under our hands')
}

/** The running attempt, or the one this very message has ended before, when it is told again after a crash. */
async function runningOrEndedBy(userid: string, key: string, { store }: Deps): Promise<Sitting | undefined> {
  return optional((await store.attempts.running(userid)) ?? (await store.attempts.changedBy(userid, key)), toSitting)
}

interface Changed {
  attempt: Attempt
  key: string
  outcome: Outcome
}

/** What ended is read again, because it has a grade now; what runs is known without. */
async function afterChange(before: Sitting, { attempt, key, outcome }: Changed, { store }: Deps): Promise<Sitting> {
  const row = attempt.state === 'open' ? undefined : await store.attempts.get(before.id)
  return row ? toSitting(row) : { ...before, attempt, revision: before.revision + 1, last: { key, outcome } }
}

interface Changing {
  act: Act
  key: string
  at: Date
  deps: Deps
}

async function changeOf(before: Sitting, after: Attempt, { act, key, at, deps }: Changing): Promise<AttemptRowChange> {
  if (after.state !== 'open') return { ended: await endingOf(before, after, deps.store) }

  const { cursor, showing, shownAt } = after
  const shown = before.attempt.state === 'open' ? before.attempt.shownAt : at
  const ms = Math.max(0, at.getTime() - shown.getTime())
  const answers =
    act.do === 'answer'
      ? act.answers.map(({ question, response }) => ({ questionId: question, response, key, answeredAt: at, ms }))
      : []
  return { cursor, showing, shownAt, ...(answers.length > 0 ? { answers } : {}) }
}

async function endingOf(
  sitting: Sitting,
  { state, endedAt, responses }: Extract<Attempt, { endedAt: Date }>,
  { rulings }: Pick<QuizTx, 'rulings'>,
): Promise<NonNullable<AttemptRowChange['ended']>> {
  const decided = (await rulings.list()).map(({ ruling }) => ruling as Ruling)
  const { passPercent, partialCredit } = sitting.blueprint
  const result = grade(sitting.paper, responses, { passPercent, partialCredit, rulings: decided })
  const flag = suspicionOf({ timings: Object.values(sitting.timings), questions: sitting.paper.questions })
  return {
    state,
    endedAt,
    grade: result,
    percent: result.percent,
    passed: result.passed,
    ...(flag ? { flag } : {}),
  }
}

async function expireOne(
  id: string,
  within: (sitting: Sitting, tx: QuizTx) => Promise<void>,
  { store, log }: Deps,
): Promise<void> {
  await store.transaction(async (tx) => {
    const row = await tx.attempts.get(id)
    if (!row) return
    const sitting = toSitting(row)
    const { attempt } = step(sitting.attempt, { do: 'tick' }, sitting.deadline)
    if (sitting.attempt.state !== 'open' || attempt.state === 'open') return
    const ended = await endingOf(sitting, attempt, tx)
    if (!(await tx.attempts.change(sitting, { ended }))) return
    const now = await tx.attempts.get(id)
    if (now) await within(toSitting(now), tx)
    log.info({ attemptId: id, percent: ended.percent }, 'attempt ended by time')
  })
}

/** A member's attempts that are graded, oldest first. */
export async function gradedOf(
  filter: Parameters<QuizTx['attempts']['list']>[0],
  { attempts }: Pick<QuizTx, 'attempts'>,
): Promise<(Sitting & { grade: NonNullable<Sitting['grade']> })[]> {
  return (await attempts.list({ ...filter, ended: true })).map(toSitting).filter(isGraded)
}
