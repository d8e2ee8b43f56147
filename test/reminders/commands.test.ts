import { expect, test } from 'vitest'
import { readCommand } from '../../src/reminders/acting/commands.ts'
import { readExtension } from '../../src/reminders/acting/extending.ts'

test.each([
  ['我的待办', { kind: 'list' }],
  ['办结 3', { kind: 'act', verb: 'done', number: 3, rest: '' }],
  ['办结３。', { kind: 'act', verb: 'done', number: 3, rest: '' }],
  ['办结 第3项', { kind: 'act', verb: 'done', number: 3, rest: '' }],
  ['办结', { kind: 'act', verb: 'done', rest: '' }],
  ['进行中 3', { kind: 'act', verb: 'doing', number: 3, rest: '' }],
  [
    '延期 3 到 12月25日 原因：GDP 数据推迟',
    { kind: 'act', verb: 'extend', number: 3, rest: '12月25日 原因：GDP 数据推迟' },
  ],
  ['延期 12 12月25日', { kind: 'act', verb: 'extend', number: 12, rest: '12月25日' }],
  ['转办3给张三。', { kind: 'act', verb: 'transfer', number: 3, rest: '张三' }],
  ['困难 3 怎么办？', { kind: 'act', verb: 'help', number: 3, rest: '怎么办？' }],
  ['稍后 3', { kind: 'act', verb: 'later', number: 3, rest: '' }],
  ['佐证 3', { kind: 'act', verb: 'attach', number: 3, rest: '' }],
  ['同意 12', { kind: 'decide', accept: true, request: 12, reason: '' }],
  ['退回12，缺少附件三', { kind: 'decide', accept: false, request: 12, reason: '缺少附件三' }],
  ['答复 7 已协调', { kind: 'decide', accept: true, request: 7, reason: '已协调' }],
  [
    '退回12，缺少附件三（第２版），请补；电话８８８',
    { kind: 'decide', accept: false, request: 12, reason: '缺少附件三（第２版），请补；电话８８８' },
  ],
  ['困难３，系统（二期）未上线！', { kind: 'act', verb: 'help', number: 3, rest: '系统（二期）未上线！' }],
  ['材料 12', { kind: 'material', request: 12 }],
  [
    '一企一策 城投集团 3 期限 12月30日 原因：审计推迟，见（附件）。',
    {
      kind: 'terms',
      enterprise: '城投集团',
      number: 3,
      change: '期限',
      words: '12月30日',
      reason: '审计推迟，见（附件）',
    },
  ],
  [
    '一企一策城投集团3不适用，理由是业务剥离',
    { kind: 'terms', enterprise: '城投集团', number: 3, change: '不适用', words: '', reason: '业务剥离' },
  ],
  ['工作时间 城投集团 8：30至17：30', { kind: 'hours', enterprise: '城投集团', words: '8:30至17:30' }],
  ['工作时间 城投集团 默认', { kind: 'hours', enterprise: '城投集团', words: '默认' }],
  ['事项 3', { kind: 'detail', number: 3 }],
  ['日历订阅。', { kind: 'calendar', reset: false }],
  ['订阅日历', { kind: 'calendar', reset: false }],
  ['重置日历订阅', { kind: 'calendar', reset: true }],
  ['工作台账', { kind: 'report', report: 'ledger', of: '' }],
  ['2025年度自查报告。', { kind: 'report', report: 'self-inspection', of: '', year: 2025 }],
  ['自查报告 城投集团 2025年', { kind: 'report', report: 'self-inspection', of: '城投集团', year: 2025 }],
  ['生成三年总结 城投', { kind: 'report', report: 'summary', of: '城投' }],
])('“%s” is a command', (text, wish) => {
  expect(readCommand(text)).toEqual(wish)
})

test.each([
  '办结的标准是什么？',
  '完成3次培训了吗',
  '完成 3 次培训',
  '延期 12月25日',
  '待办事项有哪些？',
  '什么情况下可以延期',
  '转办的流程',
  '一企一策是什么意思',
  '一企一策适用哪些企业',
  '工作时间怎么规定？',
  '怎么订阅日历？',
  '日历年度怎么算',
  '自查报告什么时候报？',
  '自查报告 什么时候报？',
  '自查报告的内容',
])('“%s” is a question', (text) => {
  expect(readCommand(text)).toBeUndefined()
})

test.each([
  ['12月25日 原因：审计推迟', '2026-12-25', '审计推迟'],
  ['到2027年1月15日，供应商延误', '2027-01-15', '供应商延误'],
  ['1月15日 供应商延误', '2027-01-15', '供应商延误'],
  ['供应商延误，延到12月25日', '2026-12-25', '供应商延误，延'],
  ['明年1月5日', '2027-01-05', ''],
])('the extension “%s” is meant until %s', (text, to, reason) => {
  expect(readExtension(text, '2026-11-25')).toEqual({ to, reason })
})

test('a day that does not exist is named', () => {
  expect(readExtension('2月30日 太忙', '2026-11-25')).toEqual({ problem: '2026年2月30日不存在。' })
  expect(readExtension('太忙', '2026-11-25')).toEqual({ to: undefined, reason: '太忙' })
})
