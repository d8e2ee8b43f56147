import { useState } from 'react'
import type { ClockState, Moved, Person } from '../../sandbox/contract.ts'
import { api } from './api.ts'
import { Panel } from './panel.tsx'
import { previewOf } from './state.ts'
import { dayOf, fromField, timeOf, toField } from './time.ts'

interface Props {
  clock: ClockState
  people: readonly Person[]
  attempt(work: () => Promise<unknown>): Promise<void>
  onChoose(member: string): void
  onClose(): void
}

/** The product's time: where it stands, where to move it, and what was sent on the way. */
export function ClockPanel({ clock, people, attempt, onChoose, onClose }: Props) {
  const [target, setTarget] = useState(() => toField(clock.now))
  const [sent, setSent] = useState<Moved['sent']>()
  const [moving, setMoving] = useState(false)

  async function move(to: Parameters<typeof api.moveClock>[0]): Promise<void> {
    setMoving(true)
    await attempt(async () => setSent((await api.moveClock(to)).sent))
    setMoving(false)
  }

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
          void move({ to: fromField(target) })
        }}
      >
        <label>
          快进到
          <input type="datetime-local" value={target} onChange={(event) => setTarget(event.target.value)} required />
        </label>
        <div className="buttons">
          <button type="submit" className="style-1" disabled={moving}>
            快进
          </button>
          <button type="button" disabled={moving} onClick={() => void move({ next: true })}>
            下一个提醒
          </button>
          <button type="button" disabled={moving} onClick={() => void move({ reset: true })}>
            回到现在
          </button>
        </div>
      </form>
      {moving && (
        <p className="empty" role="status">
          正在快进……
        </p>
      )}
      {sent && !moving && <OnTheWay sent={sent} people={people} onChoose={onChoose} />}
    </Panel>
  )
}

function OnTheWay({ sent, people, onChoose }: { sent: Moved['sent'] } & Pick<Props, 'people' | 'onChoose'>) {
  return (
    <section>
      <h3>途中发出的消息（{sent.length}）</h3>
      {sent.length === 0 && <p className="empty">没有</p>}
      <ul className="sent">
        {sent.map(({ member, entry }) => (
          <li key={entry.id}>
            <button type="button" className="plain" onClick={() => onChoose(member)}>
              <small>
                {dayOf(entry.at)} {timeOf(entry.at)}
              </small>
              {people.find(({ userid }) => userid === member)?.name ?? member}：{previewOf(entry)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
