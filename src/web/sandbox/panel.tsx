import type { ReactNode } from 'react'

interface Props {
  title: string
  onClose(): void
  children: ReactNode
}

/** A side panel with a heading and a way out. */
export function Panel({ title, onClose, children }: Props) {
  return (
    <aside className="panel" aria-label={title} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="plain" onClick={onClose} aria-label={`关闭${title}`}>
          ×
        </button>
      </header>
      {children}
    </aside>
  )
}
