import type { Asker } from './visibility.ts'

/** Something built on a clause. */
export interface Dependant {
  kind: 'quiz-item' | 'obligation' | 'standard-answer'
  id: string
  title: string
  /** In Chinese, where it is not simply in use: 待复核, 草稿. */
  state?: string
}

/** Who depends on clauses; each business room is asked through the wiring. */
export interface Dependants {
  /**
   * What rests on the clause, on what stands in it, or on what it stands in; for a reader without what rests also on a document
   * that is not for them.
   */
  of(documentId: string, path: string, reader?: Asker): Promise<Dependant[]>
}

/** Whether what rests on one clause is touched by another: it is the same, stands in it, or contains it. Full paths. */
export function touches(basis: string, path: string): boolean {
  return basis === path || basis.startsWith(`${path}/`) || path.startsWith(`${basis}/`)
}
