import { expect, test } from 'vitest'
import { likeness } from '../../src/base/likeness.ts'

test.each<[string, string, number]>([
  ['首席合规官由谁兼任？', '请问首席合规官由谁兼任', 1],
  ['自查报告什么时候报', '自查报告什么时候交', 0.875],
  ['培训3次', '培训2次', 0],
  ['必须报送', '不必报送', 0],
  ['哈哈哈哈', '哈哈', 0.5],
  ['问', '答', 0],
  ['', '', 0],
])('“%s” and “%s” are alike by %d', (one, other, alike) => {
  expect(likeness(one, other)).toBe(alike)
  expect(likeness(other, one)).toBe(alike)
})

test('five hundred open questions as long as any may be are compared before anybody notices', () => {
  const character = (at: number) => String.fromCodePoint(0xac00 + ((at * 7_919) % 11_000))
  const open = Array.from({ length: 500 }, (_, index) =>
    Array.from({ length: 800 }, (_, at) => character(index * 31 + at)).join(''),
  )
  const before = process.cpuUsage()
  for (const text of open) likeness(text, open[250] ?? '')
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(700)
})
