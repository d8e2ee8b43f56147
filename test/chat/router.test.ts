import { expect, test } from 'vitest'
import { route } from '../../src/chat/router.ts'
import type { Inbound } from '../../src/wecom/inbound.ts'

const said = (text: string): Inbound => ({
  kind: 'text',
  text,
  dedupeKey: 'k',
  sender: 'zhangwei',
  corpId: 'ww',
  agentId: '1',
  at: new Date('2026-03-24T01:00:00Z'),
})

test.each([
  ['帮助', 'help'],
  ['？', 'help'],
  ['👍', 'judge'],
  ['👎🏻', 'judge'],
  ['不对，问的是子公司', 'judge'],
  ['[强]', 'judge'],
  ['转人工', 'hand-over'],
  ['撤回', 'withdraw'],
  ['取消转人工。', 'withdraw'],
  ['取消', 'ask'],
  ['撤回申请要谁同意', 'ask'],
  ['人工：首席合规官的补贴', 'hand-over'],
  ['有用的制度有哪些', 'ask'],
  ['不对，不是2024年底才要三张清单吗？', 'ask'],
  ['人工智能要不要合规审查', 'ask'],
  ['首席合规官由谁兼任？', 'ask'],
])('“%s” means %s', (text, intent) => {
  expect(route(said(text)).kind).toBe(intent)
})

test('a thumb keeps its reason', () => {
  expect(route(said('👎 问的是子公司'))).toEqual({ kind: 'judge', verdict: 'down', reason: '问的是子公司' })
})

test('an empty message and one of a thousand characters get their own sentences', () => {
  expect(route(said('   '))).toEqual({ kind: 'say', reply: 'empty' })
  expect(route(said('合规'.repeat(500)))).toEqual({ kind: 'say', reply: 'too-long' })
})

test('what the system says to nobody is not answered', () => {
  const { kind: _, ...envelope } = said('')
  expect(route({ ...envelope, kind: 'unsupported', type: 'something_new', sender: 'sys' })).toEqual({ kind: 'ignore' })
  expect(route({ ...envelope, kind: 'unsupported', type: 'something_new' })).toEqual({
    kind: 'say',
    reply: 'text-only',
  })
})
