import { useState } from 'react'
import type { ClockState, Entry, Person } from '../../sandbox/contract.ts'
import { api } from './api.ts'
import { Panel } from './panel.tsx'
import { previewOf } from './state.ts'
import { dayOf, fromField, timeOf, toField } from './time.ts'

interface Props {
  clock: ClockState
  entries: Readonly<Record<string, readonly Entry[]>>
  people: readonly Person[]
  attempt(work: () => Promise<unknown>): Promise<void>
  onClose(): void
}

/** The product's time: where it stands, where to move it, and what was sent on the way. */
export function ClockPanel({ clock, entries, people, attempt, onClose }: Props) {
  const [target, setTarget] = useState(() => toField(clock.now))
  const [since, setSince] = useState<number>()

  function move(to: Parameters<typeof api.moveClock>[0]): void {
    setSince(
      Math.max(
        0,
        ...Object.values(entries)
          .flat()
          .map(({ id }) => id),
      ),
    )
    void attempt(() => api.moveClock(to))
  }

  const sent = Object.entries(entries).flatMap(([member, list]) =>
    list
      .filter((entry) => entry.from === 'bot' && since !== undefined && entry.id > since)
      .map((entry) => ({ member, entry })),
  )
  return (
    <Panel title="时钟" onClose={onClose}>
      <p className="now">
        <strong>
          {dayOf(clock.now)} {timeOf(clock.now)}
        </strong>
        <small>{Math.abs(clock.offset) < 1_000 ? '与真实时间一致' : '已调整，产品按这个时间运行'}</small>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          move({ to: fromField(target) })
        }}
      >
        <label>
          快进到
          <input type="datetime-local" value={target} onChange={(event) => setTarget(event.target.value)} required />
        </label>
        <div className="buttons">
          <button type="submit" className="style-1">
            快进
          </button>
          <button type="button" onClick={() => move({ next: true })}>
            下一个提醒
          </button>
          <button type="button" onClick={() => move({ reset: true })}>
            回到现在
          </button>
        </div>
      </form>
      {since !== undefined && (
        <section>
          <h3>途中发出的消息</h3>
          {sent.length === 0 && <p className="empty">没有</p>}
          <ul>
            {sent.map(({ member, entry }) => (
              <li key={entry.id}>
                {people.find(({ userid }) => userid === member)?.name}：{previewOf(entry)}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  )
}
