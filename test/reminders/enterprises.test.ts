import { expect, test } from 'vitest'
import { enterprisesOf, groupOf, keeps, lineOf } from '../../src/reminders/enterprises.ts'
import type { Enterprise } from '../../src/reminders/ledger.ts'
import { createPeople, type Person } from '../../src/reminders/people.ts'

const TREE = [
  { id: 1, name: '市国资委系统', parentId: 0 },
  { id: 10, name: '市国资委', parentId: 1 },
  { id: 12, name: '国资运营研究有限公司', parentId: 10 },
  { id: 20, name: '城投集团', parentId: 1 },
  { id: 22, name: '合规管理部', parentId: 20 },
  { id: 25, name: '事业部', parentId: 20 },
  { id: 251, name: '城投建设有限公司', parentId: 25 },
  { id: 252, name: '建设检测公司', parentId: 251 },
  { id: 30, name: '水务集团', parentId: 1 },
]

test('companies below an enterprise are its subsidiaries, also of one another; what the SASAC has below it is not', () => {
  expect(enterprisesOf(TREE, []).map(({ id, kind, parentId = '-', active }) => [id, kind, parentId, active])).toEqual([
    ['10', 'sasac', '-', true],
    ['20', 'enterprise', '-', true],
    ['251', 'enterprise', '20', true],
    ['252', 'enterprise', '251', true],
    ['30', 'enterprise', '-', true],
  ])
})

test.each([
  ['城投置业股份有限公司', true],
  ['城投物业有限责任公司（筹）', true],
  ['建工集团', true],
  ['城投集团', false],
  ['集团公司', false],
  ['城投集团本部', false],
  ['东区分公司', false],
  ['公司办公室', false],
  ['合规管理部', false],
  ['投资运营中心', false],
])('below 城投集团, %s is a subsidiary: %s', (name, expected) => {
  const group = TREE.filter(({ id }) => id === 1 || id === 20)
  const found = enterprisesOf([...group, { id: 26, name, parentId: 20 }], []).find(({ id }) => id === '26')
  expect(found?.active ?? false).toBe(expected)
})

test('the office’s list goes before the names; a directory that runs in a circle ends', () => {
  const listed = (subsidiaries: string[]) => {
    const known: Enterprise[] = [{ id: '20', name: '城投集团', kind: 'enterprise', active: true, subsidiaries }]
    return enterprisesOf(TREE, known).flatMap(({ id, parentId, active }) =>
      parentId && active ? [`${id}<${parentId}`] : [],
    )
  }
  expect(listed([])).toEqual([])
  expect(listed(['25', '建设检测公司'])).toEqual(['25<20', '252<25'])
  expect(
    enterprisesOf([...TREE, { id: 77, name: '甲公司', parentId: 78 }, { id: 78, name: '乙公司', parentId: 77 }], []),
  ).toHaveLength(5)
})

test.each([
  ['集团及重要子企业', [true, true]],
  ['各企业', [true, false]],
  ['各企业及所属企业', [true, true]],
  ['重要子企业', [false, true]],
  ['集团各级子公司', [false, true]],
  ['各出资监管企业集团层面', [true, false]],
])('%s: kept by the group and by its subsidiary: %j', (who, expected) => {
  const enterprises = byId(enterprisesOf(TREE, []))
  const kept = ['20', '251'].map((id) =>
    keeps(enterprises.get(id) as Enterprise, { who, kept: 'enterprise' }, enterprises),
  )
  expect(kept).toEqual(expected)
  expect(keeps(enterprises.get('30') as Enterprise, { who, kept: 'enterprise' }, enterprises)).toBe(true)
})

test('a line leads up to the enterprise, a group down to the last subsidiary', () => {
  const enterprises = byId(enterprisesOf(TREE, []))
  expect(lineOf('252', enterprises)).toEqual(['252', '251', '20'])
  expect(groupOf('20', enterprises)).toEqual(['20', '251', '252'])
})

const person = (userid: string, trail: string[], more: Partial<Person>): Person => ({
  ...{ userid, name: userid, enterpriseId: '20', departments: ['合规部'], roles: ['employee'], active: true, trail },
  ...more,
})
const STAFF = [
  person('group-cco', ['22', '20'], { roles: ['cco'], position: '首席合规官' }),
  person('group-head', ['21', '20'], { roles: ['manager'], position: '董事长', departments: ['领导'] }),
  person('group-compliance', ['22', '20'], { roles: ['manager'], position: '部长' }),
  person('sub-head', ['251', '25', '20'], { roles: ['manager'], position: '总经理', departments: ['领导'] }),
  person('sub-compliance', ['255', '251', '25', '20'], { roles: ['manager'], position: '部长' }),
  person('sub-clerk', ['255', '251', '25', '20'], {}),
]

test('what a subsidiary does not answer climbs to its own people first, then to those of the group', () => {
  const people = createPeople(STAFF, byId(enterprisesOf(TREE, [])))
  const of = (enterpriseId: string, owner: string) =>
    people
      .chain({ ...OCCURRENCE, enterpriseId, owners: [owner] })
      .map((rung) => rung.map(({ userid }) => userid).join())
  expect(of('251', 'sub-clerk')).toEqual(['sub-compliance', 'group-cco', 'sub-head', ''])
  expect(of('20', 'group-compliance')).toEqual(['', 'group-cco', 'group-head', ''])
  expect(people.usualOwner({ id: '251', kind: 'enterprise' })?.userid).toBe('sub-compliance')
  expect(people.usualOwner({ id: '252', kind: 'enterprise' })?.userid).toBe('sub-compliance')
  expect(people.usualOwner({ id: '20', kind: 'enterprise' })?.userid).toBe('group-compliance')
})

test('an enterprise whose people all work in a subsidiary is not left without anybody', () => {
  const people = createPeople(STAFF.slice(3), byId(enterprisesOf(TREE, [])))
  expect(people.usualOwner({ id: '20', kind: 'enterprise' })?.userid).toBe('sub-compliance')
})

const OCCURRENCE = {
  id: 'o',
  obligationId: 'x',
  enterpriseId: '20',
  number: 1,
  owners: [],
  state: 'open',
  level: 0,
} as const

function byId(enterprises: readonly Enterprise[]): Map<string, Enterprise> {
  return new Map(enterprises.map((one) => [one.id, one]))
}
