import { useState } from 'react'
import type { Exchange, Person } from '../../sandbox/contract.ts'
import { FAULT_NAMES } from './faults.tsx'
import { Panel } from './panel.tsx'
import { pretty } from './pretty.ts'
import { timeOf } from './time.ts'

interface Props {
  exchanges: readonly Exchange[]
  people: readonly Person[]
  onClose(): void
}

/** What went over the wire, newest first. */
export function ProtocolPanel({ exchanges, people, onClose }: Props) {
  const [member, setMember] = useState('')
  const [open, setOpen] = useState<number>()
  const shown = exchanges.filter((exchange) => member === '' || exchange.member === member).toReversed()
  const nameOf = (userid: string | undefined) => people.find((person) => person.userid === userid)?.name ?? userid
  return (
    <Panel title="协议" onClose={onClose}>
      <label className="filter">
        成员
        <select value={member} onChange={({ target }) => setMember(target.value)}>
          <option value="">全部</option>
          {people.map(({ userid, name }) => (
            <option key={userid} value={userid}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {shown.length === 0 && <p className="empty">还没有往来。发一条消息，这里会显示它在线路上的样子。</p>}
      <ul className="exchanges">
        {shown.map((exchange) => (
          <li key={exchange.id}>
            <button
              type="button"
              className="plain"
              aria-expanded={open === exchange.id}
              onClick={() => setOpen(open === exchange.id ? undefined : exchange.id)}
            >
              <span className={`direction ${exchange.direction}`}>
                {exchange.direction === 'callback' ? '企业微信 → 机器人' : '机器人 → 企业微信'}
              </span>
              <code>
                {exchange.method} {pathOf(exchange.url)}
              </code>
              <small>
                {timeOf(exchange.at)} · {exchange.member ? `${nameOf(exchange.member)} · ` : ''}
                {outcomeOf(exchange)} · {exchange.ms} ms{exchange.attempt > 1 && ` · 第 ${exchange.attempt} 次投递`}
              </small>
              {exchange.fault && <span className="fault">故障：{FAULT_NAMES[exchange.fault].name}</span>}
            </button>
            {open === exchange.id && <Details exchange={exchange} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}

function outcomeOf({ status, errcode, errmsg }: Exchange): string {
  if (errcode !== undefined && errcode !== 0) return `${errcode} ${errmsg ?? ''}`
  return status === undefined ? '没有应答' : `HTTP ${status}`
}

function Details({ exchange }: { exchange: Exchange }) {
  return (
    <div className="details">
      <Part title="请求" text={`${exchange.method} ${exchange.url}`} />
      {exchange.direction === 'callback' && <Part title="密文" text={exchange.requestBody} />}
      {exchange.signature === 'signed' && <p className="check">✓ 签名已生成，机器人须先核对再解密</p>}
      <Part
        title={exchange.direction === 'callback' ? '解密后的 XML' : '请求内容'}
        text={pretty(exchange.requestText)}
      />
      <Part title="应答" text={pretty(exchange.replyText) || '（空）'} />
      <button type="button" className="plain copy" onClick={() => void navigator.clipboard.writeText(exchange.curl)}>
        复制为 curl
      </button>
    </div>
  )
}

function Part({ title, text }: { title: string; text: string }) {
  if (text === '') return null
  return (
    <section>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  )
}
