import { expect, test } from 'vitest'
import { likeness, sameQuestion } from '../../src/base/likeness.ts'

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

test.each<[string, '=' | '≠', string]>([
  ['首席合规官每月补贴多少钱', '=', '请问首席合规官每个月的补贴是多少钱呢？'],
  ['首席合规官何时到位', '=', '首席合规官什么时候到位'],
  ['部门负责人要考核吗', '=', '部门负责人要不要考核'],
  ['自查报告什么时候报', '=', '自查报告应当在什么时候报送？'],
  ['合规审查意见几天内出', '=', '合规审查意见多少天内出'],
  ['城投集团的首席合规官是谁？', '≠', '水务集团的首席合规官是谁？'],
  ['董事会要不要审议合规报告？', '≠', '监事会要不要审议合规报告？'],
  ['首席合规官每月补贴多少钱？', '≠', '子企业首席合规官每月补贴多少钱？'],
  ['二级企业要不要设首席合规官', '≠', '三级企业要不要设首席合规官'],
  ['境外项目合规审查由谁负责', '≠', '境内项目合规审查由谁负责'],
  ['首席合规官由谁任命', '≠', '首席合规官由谁免职'],
  ['首席合规官可以兼任财务总监吗', '≠', '首席合规官应当兼任财务总监吗'],
  ['首席合规官可以兼任财务总监吗', '≠', '首席合规官不可以兼任财务总监吗'],
  ['国资委向企业报送什么材料', '≠', '企业向国资委报送什么材料'],
  ['培训3次够吗', '≠', '培训2次够吗'],
])('“%s” %s “%s”, however few characters differ', (one, relation, other) => {
  expect(sameQuestion(one, other) >= 0.8).toBe(relation === '=')
})

test('five hundred open questions as long as any may be are compared before anybody notices', () => {
  const character = (at: number) => String.fromCodePoint(0xac00 + ((at * 7_919) % 11_000))
  const open = Array.from({ length: 500 }, (_, index) =>
    Array.from({ length: 800 }, (_, at) => character(index * 31 + at)).join(''),
  )
  const before = process.cpuUsage()
  for (const text of open) sameQuestion(text, open[250] ?? '')
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(700)
})
