import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Entry, Person } from '../../sandbox/contract.ts'
import { api } from './api.ts'
import { Bubble } from './entry.tsx'
import { dayOf } from './time.ts'

const EXAMPLES = ['首席合规官由谁兼任？', '自查报告什么时候报？', '新员工要不要参加合规培训？']

interface Props {
  person: Person | undefined
  entries: readonly Entry[] | undefined
  typing: boolean
  attempt(work: () => Promise<unknown>): Promise<void>
  onBack(): void
}

/** The chat of one member with the bot. */
export function Chat({ person, entries, typing, attempt, onBack }: Props) {
  if (!person)
    return (
      <section className="chat nobody" aria-label="对话">
        <p>请在左侧选择一位成员，以他的身份与小助手对话。</p>
      </section>
    )

  const say = (text: string) => attempt(() => api.say(person.userid, text))
  return (
    <section className="chat" aria-label={`${person.name}与合规小助手的对话`}>
      <header>
        <button type="button" className="back plain" onClick={onBack} aria-label="返回成员列表">
          ‹
        </button>
        <div>
          <h1>合规小助手</h1>
          <p>
            您现在是 {person.name} · {person.enterprise}
            {person.department && ` ${person.department}`} · {person.position}
          </p>
        </div>
      </header>
      <Messages key={person.userid} person={person} entries={entries} typing={typing} attempt={attempt} onSay={say} />
      <Composer
        key={`${person.userid}-composer`}
        onSay={say}
        onFile={(file) => attempt(() => api.upload(person.userid, file))}
      />
    </section>
  )
}

function Messages({
  person,
  entries,
  typing,
  attempt,
  onSay,
}: {
  person: Person
  entries: readonly Entry[] | undefined
  typing: boolean
  attempt: Props['attempt']
  onSay(text: string): void
}) {
  const end = useRef<HTMLDivElement>(null)
  const count = entries?.length ?? 0
  useEffect(() => {
    if (count > 0 || typing) end.current?.scrollIntoView({ block: 'end' })
  }, [count, typing])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div className="messages" role="log" aria-live="polite" aria-label="消息" tabIndex={0}>
      {entries === undefined && <p className="empty">正在读取消息……</p>}
      {entries?.length === 0 && <Welcome name={person.name} onSay={onSay} />}
      {entries?.map((entry, index) => (
        <Fragment key={entry.id}>
          {dayOf(entry.at) !== dayOf(entries[index - 1]?.at ?? '1970-01-01T00:00:00Z') && (
            <p className="day">
              <span>{dayOf(entry.at)}</span>
            </p>
          )}
          <Bubble entry={entry} person={person} attempt={attempt} />
        </Fragment>
      ))}
      {typing && (
        <p className="typing" role="status">
          小助手正在输入<span aria-hidden="true">……</span>
        </p>
      )}
      <div ref={end} />
    </div>
  )
}

function Welcome({ name, onSay }: { name: string; onSay(text: string): void }) {
  return (
    <div className="welcome">
      <p className="hello">{name}，您好！</p>
      <p>直接用平常的话提问，小助手会找出对应条款并引用原文。</p>
      <ul>
        {EXAMPLES.map((question) => (
          <li key={question}>
            <button type="button" className="chip" onClick={() => onSay(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Composer({ onSay, onFile }: { onSay(text: string): void; onFile(file: File): void }) {
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)

  function send(): void {
    if (text.trim() === '') return
    onSay(text)
    setText('')
  }

  /** Enter sends, Shift+Enter breaks the line, and an Enter that ends an input method's composition does neither. */
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <input
        ref={file}
        type="file"
        hidden
        onChange={({ target }) => {
          const [chosen] = target.files ?? []
          if (chosen) onFile(chosen)
          target.value = ''
        }}
      />
      <button
        type="button"
        className="plain attach"
        onClick={() => file.current?.click()}
        aria-label="发送文件"
        title="发送文件"
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.3l-8 8a5 5 0 0 1-7-7l7.6-7.7" />
        </svg>
      </button>
      <textarea
        aria-label="输入消息"
        rows={1}
        placeholder="输入问题，回车发送"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="send" disabled={text.trim() === ''}>
        发送
      </button>
    </form>
  )
}
