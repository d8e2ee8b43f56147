import type { ReactNode } from 'react'
import type { Entry, Person } from '../../sandbox/contract.ts'
import { api } from './api.ts'
import { CardView } from './card.tsx'
import { WebLink } from './link.tsx'
import { type Piece, piecesOfMarkdown, piecesOfText } from './text.ts'
import { timeOf } from './time.ts'

interface Props {
  entry: Entry
  person: Person
  attempt(work: () => Promise<unknown>): Promise<void>
}

/** One message, the member's on the right, the bot's on the left. */
export function Bubble({ entry, person, attempt }: Props) {
  if (entry.recalled)
    return <p className="recalled">{entry.from === 'bot' ? '合规小助手' : person.name}撤回了一条消息</p>

  const mine = entry.from === 'member'
  return (
    <article
      className={`entry ${mine ? 'mine' : 'theirs'}`}
      aria-label={`${mine ? person.name : '合规小助手'} ${timeOf(entry.at)}`}
    >
      <span className="avatar" aria-hidden="true">
        {mine ? person.name.slice(-2) : '合规'}
      </span>
      <div className="content">
        <div className={entry.kind === 'card' ? 'card' : 'bubble'}>{bodyOf({ entry, person, attempt })}</div>
        <time dateTime={entry.at}>{timeOf(entry.at)}</time>
      </div>
    </article>
  )
}

function bodyOf({ entry, person, attempt }: Props): ReactNode {
  switch (entry.kind) {
    case 'text':
      return (
        <>
          {pieces(piecesOfText(entry.text))}
          {entry.truncated && <Truncated />}
        </>
      )
    case 'markdown':
      return (
        <>
          {entry.markdown.split('\n').map(markdownLine)}
          {entry.truncated && <Truncated />}
        </>
      )
    case 'card':
      return (
        <CardView
          entry={entry}
          onPress={(press) => attempt(() => api.press({ member: person.userid, entry: entry.id, ...press }))}
        />
      )
    case 'file':
      return (
        <a className="file" href={api.mediaUrl(entry.mediaId)} download={entry.name}>
          📄 {entry.name}
          <small>{Math.max(1, Math.round(entry.bytes / 1024))} KB</small>
        </a>
      )
    case 'other':
      return <em>[{entry.msgtype}] 消息，请在手机上查看</em>
    default:
      return entry satisfies never
  }
}

function Truncated() {
  return (
    <span className="truncated" role="note">
      超出企业微信的长度限制，后面的内容被截断
    </span>
  )
}

/** WeCom's Markdown: headings, quotes and inline marks; no lists, tables or images. */
function markdownLine(line: string, index: number): ReactNode {
  const heading = /^#{1,6}\s+(.*)$/.exec(line)
  if (heading)
    return (
      <strong className="heading" key={index}>
        {pieces(piecesOfMarkdown(heading[1] ?? ''))}
      </strong>
    )
  if (line.startsWith('> ')) return <blockquote key={index}>{pieces(piecesOfMarkdown(line.slice(2)))}</blockquote>
  return (
    <span className="line" key={index}>
      {pieces(piecesOfMarkdown(line))}
    </span>
  )
}

function pieces(list: readonly Piece[]): ReactNode {
  return list.map((piece, index) => {
    const key = `${index}-${piece.kind}`
    switch (piece.kind) {
      case 'words':
        return <span key={key}>{piece.text}</span>
      case 'link':
        return (
          <WebLink key={key} url={piece.url}>
            {piece.text}
          </WebLink>
        )
      case 'bold':
        return <strong key={key}>{piece.text}</strong>
      case 'code':
        return <code key={key}>{piece.text}</code>
      case 'coloured':
        return (
          <span key={key} className={`tone-${piece.tone}`}>
            {piece.text}
          </span>
        )
      default:
        return piece satisfies never
    }
  })
}
