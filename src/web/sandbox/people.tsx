import { useEffect, useRef, useState } from 'react'
import type { Person } from '../../sandbox/contract.ts'
import { timeOf } from './time.ts'

interface Props {
  people: readonly Person[]
  chosen: string | undefined
  onChoose(member: string): void
}

/** All members by enterprise; choosing one means to be that person. */
export function People({ people, chosen, onChoose }: Props) {
  const [query, setQuery] = useState('')
  const found = people.filter(({ name, enterprise, department, role, userid, position }) =>
    [name, enterprise, department, role, userid, position].some((field) => field.includes(query.trim())),
  )
  const groups = [...Map.groupBy(found, ({ enterprise }) => enterprise)]
  return (
    <nav className="people" aria-label="成员">
      <div className="search">
        <input
          type="search"
          aria-label="查找成员"
          placeholder="查找成员、企业或角色"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      </div>
      {groups.length === 0 && <p className="empty">没有符合的成员</p>}
      {groups.map(([enterprise, members]) => (
        <section key={enterprise} aria-label={enterprise}>
          <h2>{enterprise}</h2>
          <ul>
            {members.map((person) => (
              <li key={person.userid}>
                <Row person={person} current={person.userid === chosen} onChoose={() => onChoose(person.userid)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Row({ person, current, onChoose }: { person: Person; current: boolean; onChoose(): void }) {
  const { name, role, department, unread, last, lastAt } = person
  const row = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' })
  }, [current])

  return (
    <button ref={row} type="button" className="person" aria-current={current ? 'true' : undefined} onClick={onChoose}>
      <span className="avatar" aria-hidden="true">
        {name.slice(-2)}
      </span>
      <span className="who">
        <span className="name">
          {name}
          <span className="role">{role}</span>
        </span>
        <span className="preview">{last === '' ? department : last}</span>
      </span>
      <span className="when">
        {lastAt && <time dateTime={lastAt}>{timeOf(lastAt)}</time>}
        {unread > 0 && (
          <span className="badge">
            {unread}
            <span className="hidden"> 条未读</span>
          </span>
        )}
      </span>
    </button>
  )
}
