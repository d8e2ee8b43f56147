import { holdsOne } from '../base/titles.ts'
import type { DirectoryUser, Role } from './members.ts'

export interface DepartmentNode {
  id: number
  name: string
  parentId: number
}

/** Departments by id. The root is the corporation; what hangs directly below it is an enterprise (or the SASAC's own office). */
export type Organisation = ReadonlyMap<number, DepartmentNode>

export function organisation(departments: readonly DepartmentNode[]): Organisation {
  return new Map(departments.map((department) => [department.id, department]))
}

/** Members of the compliance office by userid, where somebody named them; undefined: the directory tells. */
export type NamedOffice = ReadonlySet<string> | undefined

/** Where a member of these departments works: from the department up to the enterprise; undefined for members of the root only. */
export function placeOf(
  departmentIds: readonly number[],
  tree: Organisation,
): { enterprise: DepartmentNode; trail: DepartmentNode[] } | undefined {
  for (const id of departmentIds) {
    const trail = trailOf(id, tree).slice(0, -1)
    const enterprise = trail.at(-1)
    if (enterprise) return { enterprise, trail }
  }
  return undefined
}

/** From a department up to the root; stops at a loop, which a damaged directory may contain. */
function trailOf(id: number, tree: Organisation): DepartmentNode[] {
  const trail: DepartmentNode[] = []
  let node = tree.get(id)
  while (node && !trail.includes(node)) {
    trail.push(node)
    node = tree.get(node.parentId)
  }
  return trail
}

/**
 * Roles follow from where somebody works and what the directory calls their position. Chief compliance officers are found by
 * title (policy 二（二）6), the compliance office is the SASAC's department for policy and law (policy 四（一）), unless its members
 * were named. Rights over other people's questions and results come with `office` alone: `sasac` only says where somebody works.
 */
export function rolesOf(
  user: Pick<DirectoryUser, 'userid' | 'department' | 'position' | 'isLeaderInDept'>,
  tree: Organisation,
  office?: NamedOffice,
): Role[] {
  const roles: Role[] = ['employee']
  const position = user.position ?? ''
  const inSasac = user.department.map((id) => trailOf(id, tree)).filter(isSasac)
  if (user.isLeaderInDept?.includes(1) || holdsOne(position, MANAGERS)) roles.push('manager')
  if (holdsOne(position, COMPLIANCE_OFFICERS)) roles.push('cco')
  if (inSasac.length > 0) roles.push('sasac')
  const named = office?.has(user.userid.toLowerCase())
  if (named ?? inSasac.some((trail) => trail.some(({ name }) => /法规|合规/.test(name)))) roles.push('office')
  return roles
}

/** What hangs directly below the root is an enterprise or the SASAC; a 国资委联络办公室 further down is an enterprise's own, whatever it is called. */
function isSasac(trail: readonly DepartmentNode[]): boolean {
  return /国资委|国有资产监督管理/.test(trail.at(-2)?.name ?? '')
}

/** 总经理办公室文员 holds none of these, and neither do those whose title only sounds like it. */
const MANAGERS = /(?:董事长|总经理|部长|主任|(?<!客户|产品|项目|大堂)经理|科长|(?<!团支部|支部|团委)书记)$/u
const COMPLIANCE_OFFICERS = /(?:首席合规官|总法律顾问)$/u
