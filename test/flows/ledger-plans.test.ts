import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDependants } from '../../src/wiring/dependants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { hegui } from '../support/ledger-line.ts'

const entry = (id: string, more: string) => `
  - id: ${id}
    title: 报送专项报告 ${id}
    clause: 一
    quote: 各企业应当报送专项报告
    who: 各企业
    kept: enterprise
    evidence: false
    ${more}`
const planOf = (...entries: string[]) => `plan: 2026-2028\ndocumentId: test-plan\nobligations:${entries.join('')}\n`

test('a plan is shown with every message before it is confirmed; what is past becomes history; its notes are kept', async () => {
  const bot = await startBot()
  const file = planFile(
    planOf(entry('past-2026', 'due: 2026-03-31'), entry('coming-2026', 'due: 2026-12-10\n    note: 频次待定')),
  )
  const before = await bot.app.store.ledger.occurrences({})

  const { text } = await hegui(bot, ['import', file, '--days', '30'])
  const lines = text.trim().split('\n')
  expect(lines[0]).toBe('导入预览：“2026-2028”共 2 项，尚未写入台账，也没有发出任何消息。')
  expect(lines.slice(2, 3)).toEqual([
    expect.stringMatching(
      /^2026年12月1日（周二）\t\S+（\w+）\t\S+集团事项\d+《报送专项报告 coming-2026》（2026-12-10 截止，提前 7 天）$/,
    ),
  ])
  expect(text).not.toContain('past-2026》')
  expect(lines.at(-1)).toBe('确认无误后加 --confirm 导入。')
  expect(await bot.app.store.ledger.occurrences({})).toEqual(before)
  expect(await bot.app.store.outbox.counts()).toMatchObject({ pending: 0 })

  expect((await hegui(bot, ['import', file, '--confirm'])).text).toMatch(
    /^已导入“2026-2028”2 项，为各单位新增台账 6 条。/,
  )
  expect(await bot.app.store.obligations.get('past-2026')).toMatchObject({ state: 'history' })
  expect(await bot.app.store.obligations.get('coming-2026')).toMatchObject({ state: 'active', note: '频次待定' })
  const [coming] = await bot.app.store.ledger.occurrences({ obligationIds: ['coming-2026'], enterpriseId: '20' })
  expect((await bot.ask('sunli', `事项 ${coming?.number}`))[0]).toContain('说明：频次待定')
  expect((await hegui(bot, ['import', file, '--confirm'])).text).toContain('新增台账 0 条')
})

test('a plan moves to its next cycle in one command, and its recurring duties begin in it', async () => {
  const bot = await startBot()
  const file = decodeURIComponent(new URL('../../knowledge/milestones.yaml', import.meta.url).pathname)

  const { text } = await hegui(bot, ['import', file, '--rebase', '2027-2029', '--days', '500'])
  expect(text).toMatch(/2027年12月20日（周一）\t孙丽（sunli）\t城投集团事项\d+《[^《》]*》（2027-12-20 截止，当天）/)
  await hegui(bot, ['import', file, '--rebase', '2027-2029', '--confirm'])
  const moved = await bot.app.store.obligations.all({ plan: '2027-2029', state: 'active' })
  const years = new Set(moved.flatMap(({ due }) => due?.slice(0, 4) ?? []))
  expect(years).toEqual(new Set(['2027', '2028', '2029']))
  const recurring = moved.find(({ recurrence, due }) => recurrence && !due)
  const [occurrence] = await bot.app.store.ledger.occurrences({ obligationIds: [recurring?.id ?? ''] })
  expect(occurrence?.due?.slice(0, 4)).toBe('2027')

  expect(await hegui(bot, ['import', file, '--rebase', '2027-2030'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('年数相同'),
  })
})

test('every bad row of a plan is named, 30 February among them, and nothing is half-imported', async () => {
  const bot = await startBot()
  const file = planFile(
    planOf(
      entry('good', 'due: 2026-12-10'),
      entry('no-day', 'due: 2026-02-30'),
      entry('Bad Id', 'due: 2026-12-10'),
      entry('no-rule', 'recurrence: { rule: 每月, from: due }'),
    ),
  )
  const { code, text } = await hegui(bot, ['import', file, '--confirm'])
  expect(code).toBe(2)
  expect(text).toContain('未导入任何内容')
  expect(text).toMatch(/第 2 项（no-day） due：日期 2026-02-30 不存在/)
  expect(text).toMatch(/第 3 项（Bad Id） id/)
  expect(text).toMatch(/第 4 项（no-rule） recurrence/)
  expect(await bot.app.store.obligations.get('good')).toBeUndefined()
})

test('one obligation may rest on several sentences: all are shown, and each clause knows it; what was rejected is not imported', async () => {
  const bot = await startBot()
  const merged = entry('merged', 'due: 2026-12-10\n    also: [{ clause: 二/1, quote: 报告须经首席合规官签字 }]')
  const rejected = entry('no-duty', 'rejected: 只是背景')
  await hegui(bot, ['import', planFile(planOf(merged, rejected)), '--confirm'])
  const [one] = await bot.app.store.ledger.occurrences({ obligationIds: ['merged'], enterpriseId: '20' })
  expect((await bot.ask('sunli', `事项 ${one?.number}`))[0]).toContain(
    '依据：一“各企业应当报送专项报告”\n依据：二1“报告须经首席合规官签字”\n',
  )
  const on = (path: string) => openDependants(bot.app.store).of('test-plan', path)
  expect(await on('二/1')).toEqual([expect.objectContaining({ kind: 'obligation', id: 'merged' })])
  expect(await on('三')).toEqual([])
  expect(await bot.app.store.obligations.get('no-duty')).toBeUndefined()
})

test('a date that differs from the ledger is refused by name, not moved unseen', async () => {
  const bot = await startBot()
  await hegui(bot, ['import', planFile(planOf(entry('duty', 'due: 2026-12-10'))), '--confirm'])
  const again = await hegui(bot, ['import', planFile(planOf(entry('duty', 'due: 2026-12-20'))), '--confirm'])
  expect(again).toMatchObject({
    code: 2,
    text: expect.stringContaining('duty：台账中为 2026-12-10，文件中为 2026-12-20'),
  })
})

test('an enterprise without owner, and one whose owner left, are in the preview with whoever will be told', async () => {
  const bot = await startBot()
  await hegui(bot, ['import', planFile(planOf(entry('duty', 'due: 2026-12-10'))), '--confirm'])
  const [left, lacking] = await bot.app.store.ledger.occurrences({ obligationIds: ['duty'] })
  if (!left || !lacking) throw new Error('every enterprise has an occurrence')
  await bot.app.store.ledger.update(left.id, { owners: ['gone'] })
  await bot.app.store.ledger.update(lacking.id, { owners: [] })

  const days = await bot.app.reminders.preview({ days: 8 })
  const toldOf = (id: string) =>
    days.flatMap(({ reminders }) =>
      reminders.filter(({ own }) => own.some(({ occurrence }) => occurrence.id === id)).map(({ member }) => member),
    )
  expect(toldOf(lacking.id).map(({ userid }) => userid)).toEqual(expect.arrayContaining(['guanli', 'dingning']))
  expect(toldOf(left.id).map(({ enterpriseId }) => enterpriseId)).toContain(left.enterpriseId)
})

test('一企一策 on the command line: date, target and applicability of one enterprise, with the reason', async () => {
  const bot = await startBot()
  const file = planFile(
    planOf(
      entry('duty', 'due: 2026-12-10\n    quantity: { comparison: at-least, value: 85, unit: "%", text: 不低于85% }'),
    ),
  )
  await hegui(bot, ['import', file, '--confirm'])
  const of = async (enterpriseId: string) =>
    (await bot.app.store.ledger.occurrences({ obligationIds: ['duty'], enterpriseId }))[0]

  const except = (...args: string[]) => hegui(bot, ['except', '城投', 'duty', ...args])
  await except('--due', '2026-12-30', '--reason', '审计推迟')
  await except('--target', '不低于70%', '--reason', '新设单位')
  const city = await of('20')
  expect(city).toMatchObject({ due: '2026-12-30', note: '新设单位', state: 'open' })
  expect((await bot.ask('sunli', `事项 ${city?.number}`))[0]).toContain('量化要求：不低于70%')
  expect((await of('30'))?.due).toBe('2026-12-10')

  const byNumber = await hegui(bot, [
    'except',
    '水务',
    `${(await of('30'))?.number}`,
    '--due',
    '2026-12-28',
    '--reason',
    '汛期',
  ])
  expect(byNumber.code).toBe(0)
  expect(await of('30')).toMatchObject({ due: '2026-12-28', note: '汛期' })
  expect(await hegui(bot, ['except', '水务', '999', '--due', '2026-12-28', '--reason', '汛期'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('该单位没有编号为 999 的事项，没有做任何改动'),
  })

  await except('--not-applicable', '--reason', '业务剥离')
  expect((await of('20'))?.state).toBe('na')
  await except('--applicable', '--reason', '业务恢复')
  expect(await of('20')).toMatchObject({ state: 'open', due: '2026-12-30' })

  expect((await bot.app.store.obligations.overrides())[0]).toMatchObject({ by: 'command' })
  await except('--target', '不低于60%', '--reason', '新设单位', '--by', '关力')
  expect((await bot.app.store.obligations.overrides())[0]).toMatchObject({ by: 'guanli' })
  expect(await except('--target', '不低于50%', '--reason', '无', '--by', '张伟')).toEqual({
    code: 2,
    text: expect.stringContaining('“张伟”不是合规管理办公室的成员，没有做任何改动'),
  })
  expect(await except('--due', '2026-02-30', '--reason', '无')).toMatchObject({ code: 2 })
  expect(await except('--target', '尽量多', '--reason', '无')).toMatchObject({ code: 2 })
  expect(await except('--reason', '无')).toMatchObject({ code: 2 })
  expect(await hegui(bot, ['except', '火星集团', 'duty', '--applicable', '--reason', '无'])).toMatchObject({
    code: 2,
    text: expect.stringContaining('现有单位'),
  })
})

test('working hours of one enterprise decide when its people are reminded, and are kept when the directory is read again', async () => {
  const bot = await startBot()
  await hegui(bot, ['import', planFile(planOf(entry('duty', 'due: 2026-12-10'))), '--confirm'])
  expect((await hegui(bot, ['hours', '城投集团', '13:00-17:30'])).text).toBe('城投集团的工作时间：13:00-17:30。\n')
  await bot.app.jobs.run('directory.synchronise')
  expect((await hegui(bot, ['hours'])).text).toContain('20\t城投集团\t13:00-17:30')

  bot.clock.set(new Date('2026-12-01T11:00:00+08:00'))
  await bot.app.reminders.sweep()
  expect(await bot.app.reminders.deliveries({ member: 'sunli', limit: 5 })).toEqual([])
  bot.clock.set(new Date('2026-12-01T13:40:00+08:00'))
  await bot.app.reminders.sweep()
  expect(await bot.app.reminders.deliveries({ member: 'sunli', limit: 5 })).toHaveLength(1)
  expect(await hegui(bot, ['hours', '城投集团', '17:00-9:00'])).toMatchObject({ code: 2 })
  expect((await hegui(bot, ['hours', '城投集团', 'usual'])).text).toContain('默认')
})

test('a duty counted from completion comes back a year after it was done, not after it was due', async () => {
  const bot = await startBot()
  const file = planFile(
    planOf(entry('training', 'due: 2026-12-10\n    recurrence: { rule: FREQ=YEARLY, from: completion }')),
  )
  await hegui(bot, ['import', file, '--confirm'])
  const all = () => bot.app.store.ledger.occurrences({ obligationIds: ['training'], enterpriseId: '20' })
  const [first] = await all()
  await bot.ask('sunli', `办结 ${first?.number}`)
  const request = (await bot.app.store.ledgerTalk.requests({ state: 'open' })).at(-1)
  // Early in the morning it is still the day before in Greenwich.
  bot.clock.set(new Date('2026-11-26T07:30:00+08:00'))
  await bot.ask('guanli', `同意 ${request?.number}`)
  expect((await all()).map(({ due, state }) => [due, state])).toEqual([
    ['2026-12-10', 'done'],
    ['2027-11-26', 'open'],
  ])
})

test('a new date moves the period it is for, not one that is history', async () => {
  const bot = await startBot()
  const file = planFile(planOf(entry('yearly', 'due: 2026-06-30\n    recurrence: { rule: FREQ=YEARLY, from: due }')))
  await hegui(bot, ['import', file, '--confirm'])
  const dues = async () => {
    const kept = await bot.app.store.ledger.occurrences({ obligationIds: ['yearly'], enterpriseId: '20' })
    return kept.map(({ number, due, remindFrom }) => ({ number, due, reminded: remindFrom !== undefined }))
  }
  const [past, next] = await dues()
  expect([past, next].map((one) => [one?.due, one?.reminded])).toEqual([
    ['2026-06-30', false],
    ['2027-06-30', true],
  ])

  await hegui(bot, ['except', '城投', 'yearly', '--due', '2027-07-15', '--reason', '审计推迟'])
  expect((await dues()).map(({ due }) => due)).toEqual(['2026-06-30', '2027-07-15'])
  await bot.ask('guanli', `一企一策 城投集团 ${past?.number} 期限 2026年12月31日 原因 补做`)
  await bot.ask('guanli', `一企一策 城投集团 ${next?.number} 目标 至少2次 原因 加强`)
  expect((await dues()).map(({ due, reminded }) => [due, reminded])).toEqual([
    ['2026-12-31', true],
    ['2027-07-15', true],
  ])
})

test('in the new year a recurring duty is due again although WeCom has not told the directory since', async () => {
  const bot = await startBot()
  const yearly = "recurrence: { rule: 'FREQ=YEARLY', from: due }"
  await hegui(bot, ['import', planFile(planOf(entry('study', yearly))), '--confirm'])
  const dates = async () =>
    (await bot.app.store.ledger.occurrences({ obligationIds: ['study'], enterpriseId: '20' })).map(({ due }) => due)
  expect(await dates()).toEqual(['2026-12-31'])

  bot.clock.set(new Date('2027-01-04T10:07:00+08:00'))
  await bot.app.jobs.run('reminders.sweep')
  expect(await dates()).toEqual(['2026-12-31', '2027-12-31'])
})

async function startBot(): Promise<TestApp> {
  const bot = await buildTestApp({ at: '2026-11-25 10:00' })
  await bot.app.jobs.run('directory.synchronise')
  return bot
}

function planFile(yaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-plan-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plan.yaml')
  writeFileSync(file, yaml)
  return file
}
