import type { ClauseKind, ClauseNode } from './clause.ts'

/** A clause while its document is still being read. */
export interface Draft {
  segment: string
  label: string
  heading: string
  kind: ClauseKind
  rank: number
  parent: Draft | undefined
  start: number
  end: number
}

const YEAR = /^\s*(?:到|至|截至|在)?\s*(20\d\d)\s*年/u

/** The clauses of a document read to its end: lone paragraphs join their heading, the others get a place of their own. */
export function finish(drafts: readonly Draft[], source: string): ClauseNode[] {
  const kept = nameParagraphs(joinLoneParagraphs(drafts), source)
  if (kept.length === 0 && source !== '') return [whole(source)]

  const paths = new Map<Draft, string>()
  const taken = new Set<string>()
  return kept.map((draft) => {
    const parent = draft.parent && paths.get(draft.parent)
    const path = unique(parent === undefined ? clean(draft.segment) : `${parent}/${clean(draft.segment)}`, taken)
    paths.set(draft, path)
    const ancestors = chain(draft)
    return {
      path,
      label: labelOf([...ancestors, draft]),
      heading: draft.heading,
      trail: ancestors.map((ancestor) => ancestor.heading).filter((heading) => heading !== ''),
      kind: draft.kind,
      ...(parent === undefined ? {} : { parent }),
      start: draft.start,
      end: draft.end,
      text: source.slice(draft.start, draft.end),
    }
  })
}

function whole(source: string): ClauseNode {
  return {
    path: '全文',
    label: '全文',
    heading: '',
    trail: [],
    kind: 'paragraph',
    start: 0,
    end: source.length,
    text: source,
  }
}

/** A heading with one paragraph directly under it is one clause; with several, or with one that counts items, each paragraph is its own. */
function joinLoneParagraphs(drafts: readonly Draft[]): Draft[] {
  const kept: Draft[] = []
  drafts.forEach((draft, index) => {
    const { parent } = draft
    const lone =
      draft.rank === 30 &&
      parent !== undefined &&
      kept.at(-1) === parent &&
      !(drafts[index + 1]?.rank === 30 && drafts[index + 1]?.parent === parent) &&
      drafts[index + 1]?.parent !== draft
    if (lone) parent.end = draft.end
    else kept.push(draft)
  })
  return kept
}

/** Names unnumbered paragraphs by the year they open with where every sibling has its own, otherwise by their count. */
function nameParagraphs(drafts: readonly Draft[], source: string): Draft[] {
  const families = Map.groupBy(
    drafts.filter((draft) => draft.rank === 30),
    (draft) => draft.parent,
  )
  for (const family of families.values()) {
    const years = family.map((draft) => YEAR.exec(source.slice(draft.start, draft.end))?.[1])
    const byYear = years.every((year) => year !== undefined) && new Set(years).size === family.length
    family.forEach((draft, index) => {
      draft.segment = byYear ? (years[index] ?? '') : `第${index + 1}段`
      draft.label = byYear ? `${years[index]}年` : draft.segment
    })
  }
  return [...drafts]
}

function chain(draft: Draft): Draft[] {
  const ancestors: Draft[] = []
  for (let at = draft.parent; at; at = at.parent) ancestors.unshift(at)
  return ancestors
}

/** Laws are cited from the article down, other documents from the top; 4.2.1 says itself that it stands in 4.2. */
function labelOf(line: readonly Draft[]): string {
  const article = line.findIndex((draft) => draft.kind === 'article')
  const annex = line.findIndex((draft) => draft.kind === 'annex')
  const cited = article < 0 ? line : line.filter((_, index) => index >= article || index === annex)
  const shown = cited.filter((draft, at) => !cited[at + 1]?.label.startsWith(`${draft.label}.`))
  return shown.reduce(
    (label, draft) => (/\d$/u.test(label) && /^\d/u.test(draft.label) ? `${label} ` : label) + draft.label,
    '',
  )
}

function unique(path: string, taken: Set<string>): string {
  let candidate = path
  for (let count = 2; taken.has(candidate); count++) candidate = `${path}#${count}`
  taken.add(candidate)
  return candidate
}

function clean(segment: string): string {
  return segment.replace(/\//gu, '／').slice(0, 60)
}
