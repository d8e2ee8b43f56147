import type { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { Acts } from './acts.ts'
import type { Entry, Event, MoveClock, Recording } from './contract.ts'
import type { World } from './world.ts'

export type Step = Recording['steps'][number]

/** Remembers what people did, so that it can be exported and done again. */
export interface Recorder {
  note(step: Step): void
  recording(): Recording
  forget(): void
}

const LONGEST_RECORDING = 5_000

export function createRecorder(): Recorder {
  let steps: Step[] = []
  return {
    note: (step) => {
      steps = [...steps.slice(-LONGEST_RECORDING + 1), step]
    },
    recording: () => ({ version: 2, steps }),
    forget: () => {
      steps = []
    },
  }
}

interface Stage {
  world: World
  acts: Acts
  moveClock(to: z.infer<typeof MoveClock>): Promise<unknown>
  subscribe(listener: (event: Event) => void): () => void
}

/**
 * Does again what was recorded, one step after the other. A press waits for its card, because the bot answers after it has
 * acknowledged.
 *
 * @throws AppError `conflict` when a card does not come
 */
export async function replay({ steps }: Recording, stage: Stage): Promise<void> {
  for (const step of steps) await doAgain(step, stage)
}

async function doAgain(step: Step, stage: Stage): Promise<void> {
  const { acts } = stage
  switch (step.do) {
    case 'say':
      await acts.say(step.member, step.text)
      return
    case 'enter':
      await acts.enter(step.member)
      return
    case 'file':
      await acts.sendFile(step.member, { ...step, bytes: Buffer.from(step.base64, 'base64') })
      return
    case 'clock':
      await stage.moveClock(step.to)
      return
    case 'press':
      await acts.press({ ...step, entry: (await cardOf(step, stage)).id })
      return
    default:
      step satisfies never
  }
}

const CARD_PATIENCE_MS = 10_000

async function cardOf({ member, card }: Step & { do: 'press' }, { world, subscribe }: Stage): Promise<Entry> {
  const find = () => world.conversations.of(member).filter(({ kind }) => kind === 'card')[card]
  const there = find()
  if (there) return there

  return new Promise((resolve, reject) => {
    const leave = subscribe(() => {
      const arrived = find()
      if (arrived) settle(() => resolve(arrived))
    })
    const patience = setTimeout(
      () =>
        settle(() =>
          reject(
            new AppError('conflict', `card ${card} of ${member} did not come`, {
              publicMessage: `回放停在 ${member} 的第 ${card + 1} 张卡片：机器人没有发出它。`,
            }),
          ),
        ),
      CARD_PATIENCE_MS,
    )
    function settle(end: () => void): void {
      clearTimeout(patience)
      leave()
      end()
    }
  })
}
