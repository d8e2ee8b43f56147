import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { FULL_POINTS } from '../../src/quiz/grade.ts'
import { isGraded, type Sitting, toSitting } from '../../src/quiz/record.ts'
import { openStore } from '../../src/store/store.ts'
import { afterThisTest, closeAll, temporaryFolder } from '../store/databases.ts'

const SITTER = fileURLToPath(new URL('sitter.ts', import.meta.url))
const ROUNDS = 11
const MEMBERS = 20
const QUESTIONS = 12

afterEach(closeAll)

interface Acknowledged {
  userid: string
  question: string
  value: boolean
}

/** Runs a round and kills it after so many of its own answers were acknowledged; without a number it runs to its end. */
async function sitRound(dataDir: string, round: number, killAfter?: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SITTER, dataDir, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  afterThisTest(() => void child.kill('SIGKILL'))
  const said: unknown[] = []
  const lines = createInterface({ input: child.stdout })
  let own = 0
  lines.on('line', (line) => {
    said.push(JSON.parse(line))
    if (said.includes('caught up')) own += 1
    if (own === killAfter) child.kill('SIGKILL')
  })
  await Promise.all([once(child, 'close'), once(lines, 'close')])
  return said.filter((line): line is Acknowledged => typeof line === 'object')
}

test(`of ${ROUNDS * MEMBERS} attempts interrupted by kill -9 not one acknowledged answer is lost, none is counted twice`, {
  timeout: 240_000,
}, async () => {
  const dataDir = temporaryFolder()
  let acknowledged = 0
  let interrupted = 0
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await sitRound(dataDir, round, 2 + ((round * 41) % (MEMBERS * QUESTIONS - 4)))
    const sittings = await readBack(dataDir)
    // Before anything is delivered again: what was acknowledged must be there by itself.
    expect(answers.filter((answer) => !isKept(answer, sittings))).toEqual([])
    acknowledged += answers.length
    interrupted += sittings.filter(({ attempt }) => attempt.state === 'open').length
  }
  acknowledged += (await sitRound(dataDir, ROUNDS)).length
  expect(acknowledged).toBeGreaterThan(2_000)
  expect(interrupted).toBeGreaterThanOrEqual(200)

  const sittings = await readBack(dataDir)
  expect(new Set(sittings.map(({ userid }) => userid)).size).toBe(sittings.length)
  for (const sitting of sittings) {
    // Begun, answered twelve times, handed in: a message that took effect twice would have raised it once more.
    expect([sitting.userid, sitting.revision]).toEqual([sitting.userid, QUESTIONS + 1])
    const right = sitting.paper.questions.filter(({ id, question }) => {
      const response = sitting.attempt.responses[id]
      return question.type === 'judgement' && response?.kind === 'truth' && response.value === question.key
    })
    expect(isGraded(sitting) && sitting.grade.earned).toBe(right.length * FULL_POINTS)
  }
})

async function readBack(dataDir: string): Promise<Sitting[]> {
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  const sittings = (await store.attempts.list({})).map(toSitting)
  await store.close()
  return sittings
}

function isKept({ userid, question, value }: Acknowledged, sittings: readonly Sitting[]): boolean {
  const response = sittings.find((sitting) => sitting.userid === userid)?.attempt.responses[question]
  return response?.kind === 'truth' && response.value === value
}
