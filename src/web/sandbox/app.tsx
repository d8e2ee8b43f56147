import { useCallback, useEffect, useReducer } from 'react'
import type { State } from '../../sandbox/contract.ts'
import { api, listen, Refused } from './api.ts'
import { Chat } from './chat.tsx'
import { ClockPanel } from './clock.tsx'
import { FaultPanel } from './faults.tsx'
import { Guide } from './guide.tsx'
import { Following } from './link.tsx'
import { People } from './people.tsx'
import { ProtocolPanel } from './protocol.tsx'
import { initialView, type Panel, reduce, type View } from './state.ts'
import { Toolbar } from './toolbar.tsx'

const FIRST_MEMBER = 'zhangwei'
const NEW_HIRE = 'wuxin'

/** The emulator's page: members on the left, the chat with the bot, and what went over the wire. */
export function App() {
  const [view, act] = useReducer(reduce, initialView)
  const { server, member } = view

  /** Runs something that may be refused, and shows the sentence if it is. */
  const attempt = useCallback(async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      act({ do: 'problem', sentence: error instanceof Error ? error.message : String(error) })
    }
  }, [])

  const refresh = useCallback(
    () =>
      attempt(async () => {
        act({ do: 'state', state: await api.state() })
        act({ do: 'exchanges', exchanges: await api.exchanges() })
      }),
    [attempt],
  )

  const select = useCallback(
    (next: string | undefined) => {
      act({ do: 'select', member: next })
      if (next) void attempt(async () => act({ do: 'entries', member: next, entries: await api.messages(next) }))
    },
    [attempt],
  )

  useEffect(
    () =>
      listen({
        onEvent: (event) => act({ do: 'event', event }),
        onOpen: () => void refresh(),
        onLost: () => act({ do: 'offline' }),
      }),
    [refresh],
  )
  const ready = server !== undefined
  useEffect(() => {
    if (ready && window.matchMedia('(min-width: 760px)').matches) select(FIRST_MEMBER)
  }, [ready, select])

  if (!server) return <Waiting online={view.online} />
  const person = server.people.find(({ userid }) => userid === member)
  const toggle = (panel: Panel) => act({ do: 'panel', panel })
  return (
    <div className={`app ${person ? 'in-chat' : ''} ${view.panel === 'none' ? '' : 'with-panel'}`}>
      <Toolbar server={server} panel={view.panel} onToggle={toggle} attempt={attempt} refresh={refresh} />
      <Banner online={view.online} reachable={server.bot.reachable} />
      <Guide
        server={server}
        onAsk={() => attempt(() => say(select, FIRST_MEMBER, '首席合规官由谁兼任？'))}
        onRemind={() => attempt(() => nextReminder(select))}
        onQuiz={() => attempt(() => say(select, NEW_HIRE, '开始考核'))}
      />
      <main className="columns">
        <People people={server.people} chosen={member} onChoose={select} />
        <Following value={{ member: member ?? '', botUrl: server.bot.callbackUrl }}>
          <Chat
            person={person}
            entries={member ? view.entries[member] : undefined}
            typing={member ? view.typing[member] === true : false}
            attempt={attempt}
            onBack={() => select(undefined)}
          />
        </Following>
        <SidePanel view={view} server={server} attempt={attempt} onChoose={select} onClose={() => toggle(view.panel)} />
      </main>
      {view.problem && (
        <div className="toast" role="alert">
          <span>{view.problem}</span>
          <button type="button" className="plain" onClick={() => act({ do: 'problem', sentence: undefined })}>
            知道了
          </button>
        </div>
      )}
    </div>
  )
}

function Banner({ online, reachable }: { online: boolean; reachable: boolean }) {
  if (online && reachable) return null
  return (
    <p className="banner" role="status">
      {online ? '机器人没有应答最近的回调，消息会在它恢复后重发。' : '与模拟器的连接断开了，正在重新连接……'}
    </p>
  )
}

interface SidePanelProps {
  view: View
  server: State
  attempt(work: () => Promise<unknown>): Promise<void>
  onChoose(member: string): void
  onClose(): void
}

function SidePanel({ view, server, attempt, onChoose, onClose }: SidePanelProps) {
  switch (view.panel) {
    case 'protocol':
      return <ProtocolPanel exchanges={view.exchanges} people={server.people} onClose={onClose} />
    case 'clock':
      return <ClockPanel clock={server.clock} people={server.people} {...{ attempt, onChoose, onClose }} />
    case 'faults':
      return <FaultPanel faults={server.faults} attempt={attempt} onClose={onClose} />
    case 'none':
      return null
    default:
      return view.panel satisfies never
  }
}

async function say(select: (member: string) => void, member: string, text: string): Promise<void> {
  select(member)
  await api.say(member, text)
}

/** Goes to the next reminder and becomes the person who got it. */
async function nextReminder(select: (member: string) => void): Promise<void> {
  const { sent } = await api.moveClock({ next: true })
  const [first] = sent.filter(({ entry }) => entry.kind === 'card').concat(sent)
  if (!first) throw new Refused('快进到了下一个提醒的时间，但没有消息发出；请在“协议”中查看原因。')
  select(first.member)
}

function Waiting({ online }: { online: boolean }) {
  return (
    <main className="waiting">
      <p role="status">{online ? '正在打开模拟器……' : '连不上模拟器，请确认 npm start 还在运行；恢复后会自动打开。'}</p>
    </main>
  )
}
