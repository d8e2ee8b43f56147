// The process that test/quiz/crash.test.ts kills: twelve members sit a paper at once; every answer that is committed is named on
// standard output.  node sitter.ts FOLDER ROUND: goes on with the members of the round before, then with those of its own.
import { systemClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import type { Response } from '../../src/quiz/paper.ts'
import { createSittings } from '../../src/quiz/sittings.ts'
import { openStore } from '../../src/store/store.ts'
import { aBank, aBlueprint } from './bank.ts'

const MEMBERS = 20
const [dataDir = '', round = '0'] = process.argv.slice(2)
const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
let made = 0
const sittings = createSittings({
  store,
  bank: { itemsFor: async () => aBank(16), version: () => '1' },
  newId: () => `${round}-${++made}`,
  log: silentLog,
})
const blueprint = aBlueprint({ parts: [{ count: 12, type: 'judgement' }], minutes: 600, attempts: 1 })

async function sit(userid: string): Promise<void> {
  const at = systemClock.now()
  const { sitting } = await sittings.begin({ userid, key: `${userid}:begin`, at, blueprint })
  const { questions, responses } = sitting.attempt
  // The message that was being handled when the process was killed is delivered again, whether or not it had been committed.
  const from = Math.max(0, Object.keys(responses).length - 1)
  for (const [index, { id }] of questions.entries()) {
    if (index < from) continue
    const response: Response = { kind: 'truth', value: (index + userid.length) % 2 === 0 }
    await sittings.act(
      { userid, key: `${userid}:${index}`, at: systemClock.now() },
      { do: 'answer', answers: [{ question: id, response }] },
    )
    process.stdout.write(`${JSON.stringify({ userid, question: id, value: response.value })}\n`)
  }
  await sittings.act({ userid, key: `${userid}:submit`, at: systemClock.now() }, { do: 'submit', sure: true })
}

const membersOf = (number: number) => Array.from({ length: MEMBERS }, (_, index) => `member-${number}-${index}`)
if (Number(round) > 0) await Promise.all(membersOf(Number(round) - 1).map(sit))
process.stdout.write('"caught up"\n')
await Promise.all(membersOf(Number(round)).map(sit))
process.stdout.write('"done"\n')
await store.close()
