import { expect, test } from 'vitest'
import { organisation, placeOf, rolesOf } from '../../src/members/organisation.ts'

const tree = organisation([
  { id: 1, name: '市国资委系统', parentId: 0 },
  { id: 10, name: '市国资委', parentId: 1 },
  { id: 11, name: '企业发展与政策法规科', parentId: 10 },
  { id: 20, name: '城投集团', parentId: 1 },
  { id: 22, name: '合规管理部', parentId: 20 },
])

test("whoever works in the SASAC's department for policy and law is the compliance office", () => {
  expect(rolesOf({ userid: 'x', department: [11], position: '一级科员' }, tree)).toEqual([
    'employee',
    'sasac',
    'office',
  ])
  expect(rolesOf({ userid: 'x', department: [10], position: '副主任' }, tree)).toEqual(['employee', 'manager', 'sasac'])
})

test('an office inside an enterprise is never the SASAC, whatever it is called, nor are two half departments a whole one', () => {
  const wide = organisation([
    ...tree.values(),
    { id: 24, name: '国资委专项合规办公室', parentId: 20 },
    { id: 12, name: '人事科', parentId: 10 },
  ])
  expect(rolesOf({ userid: 'x', department: [24] }, wide)).toEqual(['employee'])
  expect(rolesOf({ userid: 'x', department: [12, 22] }, wide)).toEqual(['employee', 'sasac'])
})

test('where the office was named, the named are the office and nobody else is', () => {
  const named = new Set(['lina'])
  expect(rolesOf({ userid: 'LiNa', department: [22] }, tree, named)).toEqual(['employee', 'office'])
  expect(rolesOf({ userid: 'guanli', department: [11] }, tree, named)).toEqual(['employee', 'sasac'])
})

test("the corporation's name makes nobody the SASAC's own, not even in an enterprise's compliance department", () => {
  expect(rolesOf({ userid: 'x', department: [22], position: '业务专员' }, tree)).toEqual(['employee'])
  expect(rolesOf({ userid: 'x', department: [22], position: '首席合规官', isLeaderInDept: [1] }, tree)).toEqual([
    'employee',
    'manager',
    'cco',
  ])
})

test.each(['董事长秘书', '总经理助理', '总经理办公室文员', '团支部书记', '客户经理', '业务专员'])(
  'a %s manages nobody',
  (position) => {
    expect(rolesOf({ userid: 'x', department: [22], position }, tree)).toEqual(['employee'])
  },
)

test.each(['党委书记、董事长', '副总经理', '合规管理部部长', '办公室主任（主持工作）', '董事长兼总经理'])(
  'a %s is a manager',
  (position) => {
    expect(rolesOf({ userid: 'x', department: [22], position }, tree)).toEqual(['employee', 'manager'])
  },
)

test('a member works in a department and in all that stand above it, up to the enterprise; of the root alone nobody is told', () => {
  expect(placeOf([22], tree)?.trail.map(({ id }) => id)).toEqual([22, 20])
  expect(placeOf([1, 20], tree)?.enterprise.name).toBe('城投集团')
  expect(placeOf([1], tree)).toBeUndefined()
})
