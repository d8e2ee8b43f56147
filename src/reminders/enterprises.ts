import type { Enterprise, KeptObligation } from './ledger.ts'
import type { ObligationRows } from './rows.ts'

/** A department as the directory tells of it. */
interface Department {
  id: number
  name: string
  parentId: number
}

/** Names that say: a company of its own, not a part of one. */
const COMPANY = /(?:公司|集团)$/u
/** Branches and headquarters are parts, whatever they are called. */
const PART = /分公司$|本部$|^(?:集团|本|母|总)?(?:公司|集团)$/u

/**
 * What the directory says of enterprises: what hangs directly below its root, and below those their subsidiaries, which are the
 * departments called a company, or those the office named. Companies the office does not want stay known, but not active.
 */
export function enterprisesOf(departments: readonly Department[], known: readonly Enterprise[]): Enterprise[] {
  const byId = new Map(departments.map((department) => [department.id, department]))
  const before = new Map(known.map((one) => [one.id, one]))
  const current = departments.flatMap((department): Enterprise[] => {
    const above = aboveOf(department, byId)
    const root = above.at(-1)
    // Whoever never comes up to a root hangs in a loop.
    if (!root || byId.has(root.parentId)) return []
    const group = above.at(-2) ?? department
    const place = above.length === 1 ? { active: true } : subsidiaryAt(department, { group, above, before })
    if (!place) return []
    const id = String(department.id)
    const { hours, subsidiaries } = before.get(id) ?? {}
    return [
      {
        ...{ id, name: department.name, kind: kindOf(group), ...place },
        ...(hours ? { hours } : {}),
        ...(subsidiaries ? { subsidiaries } : {}),
      },
    ]
  })
  const gone = known.filter((one) => !current.some(({ id }) => id === one.id)).map((one) => ({ ...one, active: false }))
  return [...current, ...gone]
}

function kindOf({ name }: Department): Enterprise['kind'] {
  return /国资委|国有资产监督管理/.test(name) ? 'sasac' : 'enterprise'
}

/** From the department above one up to the root; stops at a loop, which a damaged directory may contain. */
function aboveOf(department: Department, byId: ReadonlyMap<number, Department>): Department[] {
  const above: Department[] = []
  let node = byId.get(department.parentId)
  while (node && node !== department && !above.includes(node)) {
    above.push(node)
    node = byId.get(node.parentId)
  }
  return above
}

interface Surroundings {
  group: Department
  above: readonly Department[]
  before: ReadonlyMap<string, Enterprise>
}

function subsidiaryAt(
  department: Department,
  { group, above, before }: Surroundings,
): Pick<Enterprise, 'parentId' | 'active'> | undefined {
  if (kindOf(group) === 'sasac') return undefined
  const wanted = before.get(String(group.id))?.subsidiaries
  const counts = (one: Department) => isWanted({ id: String(one.id), name: one.name }, group.name, wanted)
  const active = counts(department)
  if (!active && !isCompany(department.name, group.name)) return undefined
  const parent = above.slice(0, -2).find(counts) ?? group
  return { parentId: String(parent.id), active }
}

/** Whether a department below an enterprise is to be one of its subsidiaries. */
export function isWanted(
  { id, name }: Pick<Enterprise, 'id' | 'name'>,
  group: string,
  wanted: readonly string[] | undefined,
): boolean {
  return wanted ? wanted.includes(name) || wanted.includes(id) : isCompany(name, group)
}

function isCompany(name: string, group: string): boolean {
  const plain = name.replace(/[（(][^）)]*[）)]/gu, '').trim()
  return COMPANY.test(plain) && !PART.test(plain) && plain !== group
}

export type Enterprises = ReadonlyMap<string, Enterprise>

/** All of them by id, those that are gone included. */
export async function enterprisesById({
  obligations,
}: {
  obligations: Pick<ObligationRows, 'enterprises'>
}): Promise<Map<string, Enterprise>> {
  return new Map((await obligations.enterprises()).map((one) => [one.id, one]))
}

/** From an enterprise or subsidiary up to the enterprise directly below the root, both included. */
export function lineOf(id: string, enterprises: Enterprises): string[] {
  const line = [id]
  for (let parent = enterprises.get(id)?.parentId; parent && !line.includes(parent); ) {
    line.push(parent)
    parent = enterprises.get(parent)?.parentId
  }
  return line
}

/** The enterprise directly below the root that something belongs to. */
export function rootOf(id: string, enterprises: Enterprises): string {
  return lineOf(id, enterprises).at(-1) ?? id
}

/** An enterprise with all its subsidiaries, active or not, each followed by its own. They share one row of numbers. */
export function groupOf(root: string, enterprises: Enterprises): string[] {
  const children = Map.groupBy(enterprises.values(), ({ parentId }) => parentId)
  const walk = (id: string, trail: readonly string[]): string[] => [
    id,
    ...(children.get(id) ?? []).flatMap((one) => (trail.includes(one.id) ? [] : walk(one.id, [...trail, id]))),
  ]
  return walk(root, [root])
}

const SUBSIDIARIES =
  /(?:集团)?(?:各级|各|重要|主要|全部|所有|所属|下属)*(?:子企业|子公司|(?<=所属|下属)企业|(?<=所属|下属)单位)/gu

/**
 * Whether an enterprise or subsidiary keeps an obligation. Subsidiaries keep what the text asks of them by name (集团及重要子企业);
 * what it asks of nobody else, an enterprise keeps only as long as it has none. What the office gave to some is theirs alone.
 */
export function keeps(
  { id, kind, parentId }: Enterprise,
  { who, kept, keptBy }: Pick<KeptObligation, 'who' | 'kept' | 'keptBy'>,
  enterprises: Enterprises,
): boolean {
  if (keptBy) return keptBy.includes(id)
  if (kind !== kept) return false
  const rest = who.replace(SUBSIDIARIES, '')
  const named = rest !== who
  if (parentId !== undefined) return named
  const others = /[\p{Script=Han}]/u.test(rest.replace(/[及和与的]/gu, ''))
  return (
    others ||
    !named ||
    ![...enterprises.values()].some((one) => one.active && rootOf(one.id, enterprises) === id && one.id !== id)
  )
}
