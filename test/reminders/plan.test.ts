import { expect, test } from 'vitest'
import { createWorkdays } from '../../src/base/workdays.ts'
import { stepsBy, USUAL_HOURS, USUAL_LADDER, uncrowded, usualMinute } from '../../src/reminders/ladder.ts'
import type { Occurrence } from '../../src/reminders/ledger.ts'
import { createPeople, type Person } from '../../src/reminders/people.ts'
import { STAFF } from './history-world.ts'

const occurrence: Occurrence = {
  id: 'o',
  obligationId: 'report',
  enterpriseId: '20',
  number: 1,
  period: '2023-12-31',
  due: '2023-12-31',
  owners: ['sun'],
  state: 'open',
  remindFrom: '2023-01-01',
  level: 0,
  createdAt: new Date(0),
}
const names = (people: readonly Person[]) => people.map(({ userid }) => userid)
const withoutThem = (...gone: string[]) =>
  createPeople(STAFF.map((person) => (gone.includes(person.userid) ? { ...person, active: false } : person)))

test('the ladder of a deadline on a Sunday ends on the Friday before, and goes on from the first workday after', () => {
  const steps = stepsBy(createWorkdays())('2023-12-31', USUAL_LADDER)

  expect(steps.map(({ id, day }) => `${id} ${day}`)).toEqual([
    'T-30 2023-11-17',
    'T-14 2023-12-11',
    'T-7 2023-12-20',
    'T-3 2023-12-26',
    'T-1 2023-12-28',
    'T-0 2023-12-29',
    'T+1 2024-01-02',
    'T+3 2024-01-04',
    'T+8 2024-01-11',
    'T+13 2024-01-18',
    'T+18 2024-01-25',
    'T+23 2024-02-01',
  ])
})

test('a ladder of one’s own is data', () => {
  const ladder = { before: [5, 0], after: [2], weekly: 1, escalateFrom: 0, patience: 1 }
  expect(stepsBy(createWorkdays())('2026-03-25', ladder).map(({ id }) => id)).toEqual(['T-5', 'T-0', 'T+2', 'T+7'])
})

test('nobody is told at a full or half hour, nor outside their hours', () => {
  for (let i = 0; i < 500; i++) {
    const minute = usualMinute(`member-${i}`, USUAL_HOURS)
    expect([0, 30]).not.toContain(minute % 60)
    expect(minute).toBeGreaterThan(USUAL_HOURS.from)
    expect(minute).toBeLessThan(USUAL_HOURS.from + 30)
  }
  expect([uncrowded(600), uncrowded(630), uncrowded(631)]).toEqual([601, 631, 631])
})

test('an owner who left is replaced by the deputy, then by the next in the chain, and never by nobody', () => {
  const deputised = { ...occurrence, deputy: 'li' }

  expect(names(createPeople(STAFF).responsible(deputised))).toEqual(['sun'])
  expect(names(withoutThem('sun').responsible(deputised))).toEqual(['li'])
  expect(names(withoutThem('sun', 'li').responsible(deputised))).toEqual(['head'])
  expect(names(withoutThem('sun', 'li', 'head').responsible(deputised))).toEqual(['cco'])
  expect(names(withoutThem('sun', 'li', 'head', 'cco', 'boss').responsible(deputised))).toEqual(['guan', 'ding'])
})

test('an enterprise without an owner goes to the office', () => {
  expect(names(createPeople(STAFF).responsible({ ...occurrence, owners: [] }))).toEqual(['guan', 'ding'])
  expect(names(createPeople(STAFF).responsible({ ...occurrence, enterpriseId: '99', owners: [] }))).toEqual([
    'guan',
    'ding',
  ])
})

test('the chain runs from the head of the department over the 首席合规官 and the chairman to the office', () => {
  expect(createPeople(STAFF).chain(occurrence).map(names)).toEqual([['head'], ['cco'], ['boss'], ['guan', 'ding']])
  expect(
    createPeople(STAFF)
      .chain({ ...occurrence, owners: ['head'] })
      .map(names)[0],
  ).toEqual([])
})

test.each(['董事长秘书', '总经理助理', '副总经理', '副董事长', '党委副书记', '总经理办公室主任', '培训中心主任'])(
  'a %s who leads a department does not stand in for the head of the enterprise',
  (position) => {
    const staff = STAFF.map((person) => (person.userid === 'boss' ? { ...person, position } : person))
    expect(createPeople(staff).chain(occurrence).map(names)[2]).toEqual([])
  },
)

test.each(['党委书记、董事长', '党委副书记、总经理', '总裁', '市国资委主任', '董事长（兼）'])(
  'a %s is the head of the enterprise',
  (position) => {
    const staff = STAFF.map((person) => (person.userid === 'boss' ? { ...person, position } : person))
    expect(createPeople(staff).chain(occurrence).map(names)[2]).toEqual(['boss'])
  },
)

test('who keeps a duty nobody was named for: the head of the compliance department, else the 首席合规官, else nobody', () => {
  const enterprise = { id: '20', kind: 'enterprise' } as const
  expect(createPeople(STAFF).usualOwner(enterprise)?.userid).toBe('head')
  expect(withoutThem('sun', 'li', 'head').usualOwner(enterprise)?.userid).toBe('cco')
  expect(createPeople(STAFF).usualOwner({ ...enterprise, id: '99' })).toBeUndefined()
})
