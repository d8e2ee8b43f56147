import type { z } from 'zod'
import type { Clock, MovableClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import type { ClockState, Event, MoveClock, Moved } from './contract.ts'
import type { Recorder } from './recording.ts'
import type { World } from './world.ts'

/** What lets the page move the product's time. */
export interface ClockControl {
  clock: MovableClock
  /** The instant of the next planned message, if any. */
  next(): Promise<Date | undefined>
  /** Called after each move, so that what became due happens at once. */
  moved(): Promise<void>
}

export interface ClockDesk {
  state(): ClockState
  /** @throws AppError `conflict` when the clock is fixed or nothing is planned */
  move(to: z.infer<typeof MoveClock>): Promise<Moved>
}

interface Surroundings {
  world: World
  recorder: Recorder
  subscribe(listener: (event: Event) => void): () => void
}

/** Moves the product's time for the page, and tells what the bot sent on the way. */
export function createClockDesk(
  { clock, clockControl }: { clock: Clock; clockControl?: ClockControl | undefined },
  { world, recorder, subscribe }: Surroundings,
): ClockDesk {
  const state = (): ClockState => ({
    now: clock.now().toISOString(),
    offset: clockControl?.clock.offset() ?? 0,
    movable: clockControl !== undefined,
  })

  async function move(to: z.infer<typeof MoveClock>): Promise<Moved> {
    if (!clockControl) throw new AppError('conflict', 'the clock is fixed', { publicMessage: '当前不能调整时钟。' })
    recorder.note({ do: 'clock', to })
    const sent: Moved['sent'] = []
    const leave = subscribe((event) => {
      if (event.type === 'entry' && event.entry.from === 'bot') sent.push({ member: event.member, entry: event.entry })
    })
    try {
      await moved(to, clockControl)
    } finally {
      leave()
    }
    world.emit({ type: 'clock', clock: state() })
    return { clock: state(), sent }
  }

  return { state, move }
}

async function moved(to: z.infer<typeof MoveClock>, control: ClockControl): Promise<void> {
  if ('to' in to) return passTo(new Date(to.to), control)
  if ('reset' in to) control.clock.reset()
  else await setToNext(control)
  await control.moved()
}

const MOST_STOPS = 2_000

/** Goes to `target` by way of everything planned before it, so that each message leaves at its own time and not all at the end. */
async function passTo(target: Date, { clock, next, moved }: ClockControl): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    const stop = await next()
    if (!stop || stop >= target || stop <= clock.now()) break
    clock.set(stop)
    await moved()
  }
  clock.set(target)
  await moved()
}

async function setToNext({ clock, next }: ClockControl): Promise<void> {
  const instant = await next()
  if (!instant) throw new AppError('conflict', 'nothing is planned', { publicMessage: '没有计划中的提醒。' })
  clock.set(instant)
}
