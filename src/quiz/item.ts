export type Difficulty = 'easy' | 'medium' | 'hard'

/** Whom an item is meant for (policy 二（五）19): managers, key posts, new hires. */
export type Audience = 'manager' | 'key-post' | 'new-hire'

/** The words of a document that make an item's key right. */
export interface Basis {
  documentId: string
  /** Full path of the clause (`二/（二）/6`). */
  clause: string
  /** Verbatim. */
  quote: string
}

export interface Option {
  /** Stable within the item; not the letter shown, which depends on the shuffle. */
  id: string
  text: string
  /** Why it is right, or why it is wrong. */
  why?: string
}

/** What is asked and what counts as right. */
export type Task =
  | { type: 'single'; options: Option[]; key: string }
  | { type: 'multiple'; options: Option[]; key: string[] }
  | { type: 'judgement'; key: boolean }
  /** `accepted` holds every form that counts; numbers and dates are compared by value. */
  | { type: 'blank'; accepted: string[] }

interface Common {
  /** Stable over versions: lower-case words with hyphens. */
  id: string
  topic: string
  difficulty: Difficulty
  audience: Audience[]
}

/** One question (试题) with the clauses that prove its key. */
export type Question = Common & Task & { stem: string; explanation: string; basis: Basis[] }

/** One story with several questions about it (案例). */
export type Case = Common & { type: 'case'; stem: string; questions: Question[] }

export type Item = Question | Case
