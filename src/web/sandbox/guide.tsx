import { useState } from 'react'
import type { State } from '../../sandbox/contract.ts'

interface Props {
  server: State
  onAsk(): void
  onRemind(): void
  onQuiz(): void
}

const REMEMBERED_AS = 'guide-closed'

/** Three steps that show a newcomer what the product does, each with a real effect. */
export function Guide({ server, onAsk, onRemind, onQuiz }: Props) {
  const [closed, setClosed] = useState(() => window.localStorage.getItem(REMEMBERED_AS) === 'yes')

  function close(next: boolean): void {
    window.localStorage.setItem(REMEMBERED_AS, next ? 'yes' : 'no')
    setClosed(next)
  }

  if (closed)
    return (
      <button type="button" className="guide-again plain" onClick={() => close(false)}>
        新手引导
      </button>
    )
  const { reminders, quiz } = server.features
  return (
    <section className="guide" aria-label="新手引导">
      <ol>
        <li>
          <button type="button" onClick={onAsk}>
            <b>1</b> 问一问<small>以张伟的身份提一个问题</small>
          </button>
        </li>
        <li>
          <button type="button" disabled={!reminders} onClick={onRemind}>
            <b>2</b> 收到提醒<small>{reminders ? '快进到下一个提醒' : '即将推出'}</small>
          </button>
        </li>
        <li>
          <button type="button" disabled={!quiz} onClick={onQuiz}>
            <b>3</b> 做测验<small>{quiz ? '以吴欣的身份参加入职测验' : '即将推出'}</small>
          </button>
        </li>
      </ol>
      <button type="button" className="plain" onClick={() => close(true)} aria-label="关闭新手引导">
        ×
      </button>
    </section>
  )
}
