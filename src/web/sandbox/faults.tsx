import type { Fault, FaultKind } from '../../sandbox/contract.ts'
import { api } from './api.ts'
import { Panel } from './panel.tsx'

/** The faults in the words of the page. */
export const FAULT_NAMES: Readonly<Record<FaultKind, { name: string; effect: string }>> = {
  latency: { name: '接口变慢', effect: '发消息的接口三秒后才应答' },
  'duplicate-delivery': { name: '重复投递', effect: '同一条消息回调两次' },
  'lost-reply': { name: '应答丢失', effect: '消息已送达，但连接断开' },
  'token-expired': { name: '令牌过期', effect: '返回 42001' },
  'rate-limited': { name: '频率超限', effect: '返回 45009' },
  'ip-refused': { name: 'IP 不可信', effect: '返回 60020' },
  'receiver-refused': { name: '接收人无效', effect: '返回 81013' },
  busy: { name: '系统繁忙', effect: '返回 -1' },
  'server-error': { name: '服务器错误', effect: 'HTTP 502' },
  'silent-drop': { name: '静默丢弃', effect: '返回成功但不送达' },
}

interface Props {
  faults: readonly Fault[]
  attempt(work: () => Promise<unknown>): Promise<void>
  onClose(): void
}

/** Troubles of the platform on demand; what the bot does about them shows in the protocol panel. */
export function FaultPanel({ faults, attempt, onClose }: Props) {
  return (
    <Panel title="故障" onClose={onClose}>
      <p className="hint">打开一项，再发消息；机器人如何应对可在“协议”中看到。</p>
      <ul className="faults">
        {faults.map(({ kind, remaining, happened }) => (
          <li key={kind}>
            <div>
              <strong>{FAULT_NAMES[kind].name}</strong>
              <small>
                {FAULT_NAMES[kind].effect}
                {happened > 0 && ` · 已发生 ${happened} 次`}
              </small>
            </div>
            <select
              aria-label={FAULT_NAMES[kind].name}
              value={remaining === null ? 'always' : String(remaining)}
              onChange={({ target }) =>
                void attempt(() => api.fault(kind, target.value === 'always' ? null : Number(target.value)))
              }
            >
              <option value="0">关</option>
              <option value="1">下一次</option>
              <option value="3">接下来三次</option>
              {remaining !== null && ![0, 1, 3].includes(remaining) && (
                <option value={remaining}>还有 {remaining} 次</option>
              )}
              <option value="always">一直</option>
            </select>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
