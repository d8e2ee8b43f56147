import { useCallback, useEffect, useReducer } from 'react'
import { api, listen } from './api.ts'
import { Chat } from './chat.tsx'
import { ClockPanel } from './clock.tsx'
import { FaultPanel } from './faults.tsx'
import { Guide } from './guide.tsx'
import { People } from './people.tsx'
import { ProtocolPanel } from './protocol.tsx'
import { initialView, type Panel, reduce } from './state.ts'
import { Toolbar } from './toolbar.tsx'

const FIRST_MEMBER = 'zhangwei'

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
      {!view.online && (
        <p className="banner" role="status">
          与模拟器的连接断开了，正在重新连接……
        </p>
      )}
      {view.online && !server.bot.reachable && (
        <p className="banner" role="status">
          机器人没有应答最近的回调，消息会在它恢复后重发。
        </p>
      )}
      <Guide server={server} onAsk={(text) => attempt(() => ask(select, text))} />
      <main className="columns">
        <People people={server.people} chosen={member} onChoose={select} />
        <Chat
          person={person}
          entries={member ? view.entries[member] : undefined}
          typing={member ? view.typing[member] === true : false}
          attempt={attempt}
          onBack={() => select(undefined)}
        />
        {view.panel === 'protocol' && (
          <ProtocolPanel exchanges={view.exchanges} people={server.people} onClose={() => toggle('protocol')} />
        )}
        {view.panel === 'clock' && (
          <ClockPanel
            clock={server.clock}
            entries={view.entries}
            people={server.people}
            attempt={attempt}
            onClose={() => toggle('clock')}
          />
        )}
        {view.panel === 'faults' && (
          <FaultPanel faults={server.faults} attempt={attempt} onClose={() => toggle('faults')} />
        )}
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

async function ask(select: (member: string) => void, text: string): Promise<void> {
  select(FIRST_MEMBER)
  await api.say(FIRST_MEMBER, text)
}

function Waiting({ online }: { online: boolean }) {
  return (
    <main className="waiting">
      <p role="status">{online ? '正在打开模拟器……' : '连不上模拟器，请确认 npm start 还在运行；恢复后会自动打开。'}</p>
    </main>
  )
}
