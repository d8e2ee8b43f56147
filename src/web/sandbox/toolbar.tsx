import { type ReactNode, useRef } from 'react'
import type { Recording as RecordingData, State } from '../../sandbox/contract.ts'
import { Recording } from '../../sandbox/contract.ts'
import { api, Refused } from './api.ts'
import icon from './icon.svg'
import type { Panel } from './state.ts'
import { dayOf, timeOf } from './time.ts'

interface Props {
  server: State
  panel: Panel
  onToggle(panel: Panel): void
  attempt(work: () => Promise<unknown>): Promise<void>
  refresh(): Promise<void>
}

/** Title, the product's time, and the switches of the side panels. */
export function Toolbar({ server, panel, onToggle, attempt, refresh }: Props) {
  const file = useRef<HTMLInputElement>(null)
  const { now, offset } = server.clock
  const active = server.faults.filter(({ remaining }) => remaining !== 0).length

  function reset(): void {
    if (!window.confirm('清空模拟器中的全部消息、协议记录和故障设置？机器人自己的数据不受影响。')) return
    void attempt(async () => {
      await api.reset()
      await refresh()
    })
  }

  return (
    <header className="toolbar">
      <p className="brand">
        <img src={icon} alt="" width="22" height="22" />
        企业微信模拟器
      </p>
      <div className="actions">
        <Toggle pressed={panel === 'clock'} onClick={() => onToggle('clock')}>
          时钟{' '}
          {Math.abs(offset) > 60_000 ? (
            <>
              <span className="date">{dayOf(now)} </span>
              {timeOf(now)}
            </>
          ) : (
            '现在'
          )}
        </Toggle>
        <Toggle pressed={panel === 'protocol'} onClick={() => onToggle('protocol')}>
          协议
        </Toggle>
        <Toggle pressed={panel === 'faults'} onClick={() => onToggle('faults')}>
          故障{active > 0 && <span className="badge">{active}</span>}
        </Toggle>
        <details className="more">
          <summary>会话</summary>
          <div>
            <a href={api.exportUrl} download>
              导出
            </a>
            <input
              ref={file}
              type="file"
              accept="application/json"
              hidden
              onChange={({ target }) => {
                const [chosen] = target.files ?? []
                if (chosen) void attempt(() => replay(chosen))
                target.value = ''
              }}
            />
            <button type="button" className="plain" onClick={() => file.current?.click()}>
              回放……
            </button>
            <button type="button" className="plain danger" onClick={reset}>
              清空……
            </button>
          </div>
        </details>
      </div>
    </header>
  )
}

function Toggle({ pressed, onClick, children }: { pressed: boolean; onClick(): void; children: ReactNode }) {
  return (
    <button type="button" className="toggle" aria-pressed={pressed} onClick={onClick}>
      {children}
    </button>
  )
}

async function replay(file: File): Promise<void> {
  await api.replay(readRecording(await file.text()))
}

function readRecording(text: string): RecordingData {
  try {
    return Recording.parse(JSON.parse(text))
  } catch {
    throw new Refused('这不是从模拟器导出的会话文件。')
  }
}
