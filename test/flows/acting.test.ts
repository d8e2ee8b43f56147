import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import {
  cards,
  lastCard,
  pressButton,
  pressOnForwarded,
  sendFile,
  startsWith,
  toDate,
  toReminder,
} from '../support/acting.ts'
import { openRequest, REPORT, report, startDemo } from '../support/demo.ts'

test('"我的待办" lists what somebody answers for, nearest date first, and a manager sees the whole enterprise', async () => {
  const bot = await startDemo()

  const [list] = await bot.ask('sunli', '我的待办')
  expect(list).toMatch(/^您的待办 5 项：\n2 · 2026年12月20日前报送.*12月20日截止，还有 17 个工作日 · 未开始\n/)
  expect(list).toContain('本单位未办结 5 项，其中逾期 0 项、7 日内到期 0 项')
  expect(await bot.ask('zhangwei', '我的待办')).toEqual([startsWith('您名下没有待办事项。')])
})

test('done needs evidence, the office accepts, and everybody’s card says so', async () => {
  const bot = await startDemo()
  await toReminder(bot, 'sunli')

  expect(await pressButton(bot, 'sunli', '已办结')).toEqual([
    startsWith('事项 2《2026年12月20日前报送合规管理工作自查报告》办结须有佐证材料'),
  ])
  const bytes = new TextEncoder().encode('自查报告正文')
  const replies = await sendFile(bot, 'sunli', { name: '自查报告.pdf', bytes })
  expect(replies[0]).toMatch(/^已收到《自查报告.pdf》（校验码 [0-9a-f]{8}）/)
  expect(replies[1]).toContain('已提交')

  const [kept] = await bot.app.store.ledger.evidence([(await report(bot)).id])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(kept).toMatchObject({ sha256, fileName: '自查报告.pdf', uploader: 'sunli', bytes: bytes.length })
  expect(readFileSync(join(bot.dataDir, 'evidence', sha256.slice(0, 2), sha256)).equals(bytes)).toBe(true)
  expect((await report(bot)).state).toBe('review')
  expect(lastCard(bot, 'sunli').replaced).toBe('已提交办结，待审核')

  await pressButton(bot, 'guanli', '同意')
  expect(await report(bot)).toMatchObject({ state: 'done', doneAt: bot.clock.now() })
  expect(bot.heard('sunli').at(-1)).toContain('已审核通过，正式办结')
  for (const officer of ['guanli', 'dingning']) expect(lastCard(bot, officer).replaced).toBe('关力已同意')
})

test('the office sees the evidence, returns it with a reason, and the owner hands it in again', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `办结 ${REPORT}`)
  await sendFile(bot, 'sunli', { name: '草稿.docx', bytes: new Uint8Array([1, 2, 3, 4, 5, 6, 7]) })
  const number = await openRequest(bot)

  await bot.ask('guanli', `材料 ${number}`)
  expect(bot.sandbox.conversation('guanli').at(-1)).toMatchObject({ kind: 'file', name: '草稿.docx', bytes: 7 })
  expect(await bot.ask('guanli', `退回 ${number}`)).toEqual([startsWith('退回的原因是什么')])
  expect(await bot.ask('guanli', '缺少附件三')).toEqual([startsWith('已退回')])

  expect(await report(bot)).toMatchObject({ state: 'returned', note: '缺少附件三' })
  expect(bot.heard('sunli').at(-1)).toContain('被退回：缺少附件三。请补正后回复“办结 2”')
  expect(await bot.ask('sunli', `办结 ${REPORT}`)).toEqual([startsWith('已提交')])
})

test('an extension moves the date only when it is approved, and the ladder moves with it', async () => {
  const bot = await startDemo()
  expect(await bot.ask('sunli', `延期 ${REPORT} 到 2月30日 原因：太忙`)).toEqual([expect.stringContaining('不存在')])
  expect(await bot.ask('sunli', `延期 ${REPORT} 到 12月1日 原因：太忙`)).toEqual([
    expect.stringContaining('新日期须在它之后'),
  ])
  expect(await bot.ask('sunli', `延期 ${REPORT}`)).toEqual([expect.stringContaining('要延到哪一天、为什么')])
  expect(await bot.ask('sunli', '12月31日 审计机构推迟进场')).toEqual([startsWith('已提交延期申请')])
  expect((await report(bot)).due).toBe('2026-12-20')

  await bot.ask('dingning', `同意 ${await openRequest(bot)}`)
  expect((await report(bot)).due).toBe('2026-12-31')
  expect(bot.heard('sunli').at(-1)).toContain('延期申请已批准：2026年12月31日（周四）截止')
  expect(await bot.app.reminders.next()).toEqual(new Date('2026-11-30T09:11:00+08:00'))
})

test('a day that does not exist and a name nobody has are asked for again, and the next words answer; a reason alone belongs to the day before it', async () => {
  const bot = await startDemo()
  const { id } = await report(bot)
  const [wrong] = await bot.ask('sunli', `延期 ${REPORT} 到 2月30日 审计推迟`)
  expect(wrong).toMatch(/^2026年2月30日不存在。请换一个日期，连同原因回复/)
  expect((await bot.ask('sunli', '12月10日 审计推迟'))[0]).toContain('新日期须在它之后')
  expect((await bot.ask('sunli', '明年1月15日'))[0]).toContain('延至 2027年1月15日（周五） 的原因是什么')
  expect((await bot.ask('sunli', '因为审计推迟了，（二期）系统没有上线'))[0]).toContain('已提交延期申请')
  expect((await bot.app.store.ledger.history(id)).at(-1)).toMatchObject({
    kind: 'extension-asked',
    detail: { to: '2027-01-15', reason: '审计推迟了，（二期）系统没有上线' },
  })

  expect((await bot.ask('sunli', `转办 ${REPORT} 给 周敏敏`))[0]).toContain('没有找到“周敏敏”')
  expect((await bot.ask('sunli', '周敏'))[0]).toContain('由周敏负责')
})

test('the office, which has every enterprise, is told that numbers are each enterprise’s own', async () => {
  const bot = await startDemo()
  expect((await bot.ask('guanli', `事项 ${REPORT}`))[0]).toMatch(
    /^市国资委没有编号为 2 的事项；编号由各单位各自排列。.*“工作台账 单位名称”/,
  )
})

test('a transfer tells the new owner, and the old one hears nothing more of it', async () => {
  const bot = await startDemo()
  expect(await bot.ask('sunli', `转办 ${REPORT} 给 李四`)).toEqual([startsWith('在城投集团的通讯录里没有找到“李四”')])
  expect(await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)).toEqual([expect.stringContaining('由周敏负责')])
  expect(bot.heard('zhoumin').at(-1)).toContain('孙丽把事项 2')

  await toReminder(bot, 'zhoumin')
  expect(cards(bot, 'zhoumin')).toHaveLength(1)
  expect(cards(bot, 'sunli')).toEqual([])
})

test('two colleagues of one name are asked back, and the number decides', async () => {
  const bot = await startDemo()
  const twin = await bot.app.store.members.get('zhoumin')
  if (!twin) throw new Error('Zhou Min is in the directory')
  await bot.app.store.members.upsert([{ ...twin, userid: 'zhoumin2', departments: ['工程业务部'] }])

  const [question] = await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)
  expect(question).toMatch(/有 2 位周敏.*\n1\. 周敏（审计部 审计专员）\n2\. 周敏（工程业务部 审计专员）/)
  await bot.ask('sunli', '2')
  expect((await report(bot)).owners).toEqual(['zhoumin2'])
})

test('a call for help reaches the office and its answer comes back', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `困难 ${REPORT}`)
  expect(await bot.ask('sunli', '境外子公司迟迟不交材料')).toEqual([startsWith('已转给合规管理办公室')])
  expect(cards(bot, 'guanli').at(-1)?.card.horizontal_content_list).toContainEqual({
    keyname: '困难',
    value: '境外子公司迟迟不交材料',
  })

  await bot.ask('guanli', `答复 ${await openRequest(bot)} 可先报境内部分`)
  expect(bot.heard('sunli').at(-1)).toContain('求助有了答复：可先报境内部分')
})

test('a snooze brings the reminder back on the next workday, and no earlier', async () => {
  const bot = await startDemo()
  await toReminder(bot, 'sunli')
  expect(await pressButton(bot, 'sunli', '明日再提醒')).toEqual([startsWith('好的，2026年12月1日（周二）再提醒您')])

  await toReminder(bot, 'sunli')
  expect(bot.clock.now()).toEqual(new Date('2026-12-01T09:23:00+08:00'))
  expect(cards(bot, 'sunli')).toHaveLength(2)
})

test('in a digest one item is dealt with and the others come on a fresh card', async () => {
  const bot = await startDemo()
  await toDate(bot, '2026-12-11T12:00:00+08:00')
  const digest = lastCard(bot, 'sunli')
  expect(digest.card.main_title).toMatchObject({ title: '今日有 3 项合规事项待办' })

  const replies = await pressButton(bot, 'sunli', '办理中', 1)
  expect(replies[0]).toMatch(/^已记录：事项 \d《2026年内至少开展1次全级次、全方位合规自查》正在办理/)
  const fresh = lastCard(bot, 'sunli')
  expect(fresh.card.main_title).toMatchObject({ title: '待办事项 2 项' })
})

test('whoever it was escalated to takes it up, the owner hears of it, and it climbs no further', async () => {
  const bot = await startDemo()
  await toDate(bot, '2026-12-14T12:00:00+08:00')
  expect(lastCard(bot, 'yangfan').card.main_title).toMatchObject({ title: '有 1 项合规事项需要您督办' })

  expect(await pressButton(bot, 'yangfan', '已知悉，我来督办', 0)).toEqual([
    expect.stringContaining('由您督办，已转告责任人'),
  ])
  expect(bot.heard('zhuxia').at(-1)).toContain('杨帆正在督办事项 2')
  await toDate(bot, '2026-12-18T00:00:00+08:00')
  expect(cards(bot, 'hanzhigang')).toEqual([])
  expect(cards(bot, 'zhengguoqiang')).toHaveLength(1)
})

test('a forwarded card does nothing for whoever may not act, and for whoever may it is done in their own name', async () => {
  const bot = await startDemo()
  const { id } = await report(bot)
  await toReminder(bot, 'sunli')
  const { card } = lastCard(bot, 'sunli')
  const [first] = card.button_list as { text: string; key: string }[]
  const forwardedTo = async (member: string) => {
    const before = bot.heard(member).length
    await bot.app.chat.receive(
      pressOnForwarded(member, { taskId: card.task_id, key: `${first?.key}`.replace(/^\w+/, 'doing') }),
    )
    await bot.app.settled()
    return bot.heard(member).slice(before).join()
  }

  for (const member of ['zhangwei', 'zhengguoqiang', 'fengyuan'])
    expect([member, await forwardedTo(member)]).toEqual([
      member,
      expect.stringContaining('由孙丽负责，您不能代为操作，没有做任何改动'),
    ])
  expect((await bot.app.store.ledger.history(id)).map(({ kind }) => kind)).not.toContain('doing')
  await forwardedTo('qianwen')
  expect((await bot.app.store.ledger.history(id)).at(-1)).toMatchObject({ kind: 'doing', actor: 'qianwen' })
})

test('a forwarded digest says whose it is, and is no invitation to choose from it', async () => {
  const bot = await startDemo()
  await toDate(bot, '2026-12-12')
  const { card } = lastCard(bot, 'sunli')
  expect(card.button_selection).toBeDefined()
  await bot.app.chat.receive(pressOnForwarded('zhangwei', { taskId: card.task_id, key: 'done' }))
  await bot.app.settled()
  expect(bot.heard('zhangwei').at(-1)).toMatch(/^这张卡片是发给孙丽的，没有做任何改动/)
  expect((await pressButton(bot, 'sunli', '已办结'))[0]).toContain('请先在卡片的下拉框中选择一项')
})

test('a stranger’s words do nothing and say whose it is; a stale card says what became of it', async () => {
  const bot = await startDemo()
  const { id } = await report(bot)
  expect(await bot.ask('zhangwei', `办结 ${REPORT}`)).toEqual([
    expect.stringContaining('由孙丽负责，您不能代为操作，没有做任何改动'),
  ])
  expect((await bot.app.store.ledger.history(id)).map(({ kind }) => kind)).toEqual(['created'])

  await toReminder(bot, 'sunli')
  const card = lastCard(bot, 'sunli')
  await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)
  await bot.app.store.ledger.update(id, { state: 'done' })
  expect(card.replaced).toBeUndefined()
  expect(lastCard(bot, 'sunli').replaced).toBe('已转办给周敏')
  expect(await bot.ask('zhoumin', `进行中 ${REPORT}`)).toEqual([expect.stringContaining('已经办结，不需要再操作')])
})

test('only the office decides, once, and not on its own request', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `延期 ${REPORT} 到 12月31日 原因：审计推迟`)
  const number = await openRequest(bot)

  expect(await bot.ask('qianwen', `同意 ${number}`)).toEqual([startsWith('只有合规管理办公室可以审核和批准')])
  await bot.ask('guanli', `同意 ${number}`)
  expect(await bot.ask('dingning', `退回 ${number} 不行`)).toEqual([
    expect.stringContaining('已由关力处理，没有做任何改动'),
  ])
  expect(await bot.ask('guanli', '同意 9999')).toEqual([startsWith('没有编号为 9999 的申请')])
})

test('a message that is delivered twice acts once and is answered once', async () => {
  const bot = await startDemo()
  bot.sandbox.faults.set('duplicate-delivery', 1)

  expect(await bot.ask('sunli', `延期 ${REPORT} 到 12月31日 原因：审计推迟`)).toHaveLength(1)
  expect(await bot.app.store.ledgerTalk.requests({})).toHaveLength(1)
})

test('questions stay questions, even while something is expected', async () => {
  const bot = await startDemo()
  await bot.ask('sunli', `困难 ${REPORT}`)

  expect((await bot.ask('sunli', '自查报告什么时候报？'))[0]).toContain('2023年12月20日前')
  expect((await bot.ask('sunli', '办结的标准是什么？'))[0]).not.toContain('佐证')
})

test('a file nobody asked for is assigned to the item its sender names', async () => {
  const bot = await startDemo()
  const [question] = await sendFile(bot, 'sunli', { name: '会议纪要.pdf', bytes: new Uint8Array(10) })
  expect(question).toContain('收到《会议纪要.pdf》。它是哪个事项的佐证？')

  expect(await bot.ask('sunli', `佐证 ${REPORT}`)).toEqual([expect.stringContaining('办结时一并提交')])
  expect(await bot.ask('sunli', `办结 ${REPORT}`)).toEqual([startsWith('已提交')])
})

test('a file asked for with 佐证 is kept as evidence and hands nothing in', async () => {
  const bot = await startDemo()
  expect(await bot.ask('sunli', `佐证 ${REPORT}`)).toEqual([
    startsWith('请在 10:30 前把事项 2《2026年12月20日前报送合规管理工作自查报告》的佐证文件或图片直接发到这里'),
  ])

  expect(await sendFile(bot, 'sunli', { name: '自查底稿.xlsx', bytes: new Uint8Array(8) })).toEqual([
    expect.stringMatching(/^已收到《自查底稿.xlsx》.*办结时一并提交，现在办结请回复“办结 2”。/),
  ])
  expect((await report(bot)).state).toBe('open')
  expect(await bot.app.store.ledgerTalk.requests({})).toEqual([])
})

test.each(['佐证', '办结'])(
  'a file sent an hour after it was asked for with %s is asked about, not taken',
  async (verb) => {
    const bot = await startDemo()
    await bot.ask('sunli', `${verb} ${REPORT}`)
    bot.clock.set(new Date('2026-11-25T11:00:00+08:00'))

    const replies = await sendFile(bot, 'sunli', { name: '午餐报销.pdf', bytes: new Uint8Array(9) })
    expect(replies[0]).toContain('佐证是在 30 分钟以前要的，不能确定这份文件就是，没有存入')
    expect(replies[1]).toContain('收到《午餐报销.pdf》。它是哪个事项的佐证？')
    expect(await bot.app.store.ledger.evidence([(await report(bot)).id])).toEqual([])
    expect((await report(bot)).state).toBe('open')
  },
)

test('two files sent before the item is named both belong to it; one that waits for days belongs to nothing', async () => {
  const bot = await startDemo()
  await sendFile(bot, 'sunli', { name: '甲.pdf', bytes: new Uint8Array(1) })
  expect(await sendFile(bot, 'sunli', { name: '乙.pdf', bytes: new Uint8Array(2) })).toEqual([
    startsWith('收到《甲.pdf》《乙.pdf》。这 2 份是哪个事项的佐证？'),
  ])
  await bot.ask('sunli', `佐证 ${REPORT}`)
  const kept = await bot.app.store.ledger.evidence([(await report(bot)).id])
  expect(kept.map(({ fileName }) => fileName).sort()).toEqual(['乙.pdf', '甲.pdf'])

  await sendFile(bot, 'sunli', { name: '丙.pdf', bytes: new Uint8Array(3) })
  bot.clock.set(new Date('2026-11-27T10:00:00+08:00'))
  expect(await bot.ask('sunli', `佐证 ${REPORT}`)).toEqual([startsWith('请在 10:30 前把')])
})

test('whoever only looks waits for nobody who changes the ledger, and reads what items share once', async () => {
  const bot = await startDemo()
  const transaction = vi.spyOn(bot.app.store, 'transaction')
  const overrides = vi.spyOn(bot.app.store.obligations, 'overrides')

  expect(await bot.ask('sunli', '我的待办')).toEqual([startsWith('您的待办 5 项')])
  expect(await bot.ask('sunli', `事项 ${REPORT}`)).toEqual([startsWith('事项 2')])
  expect(await bot.ask('guanli', '待审核')).toEqual([startsWith('没有等待处理的申请。')])
  expect(transaction).not.toHaveBeenCalled()
  expect(overrides).toHaveBeenCalledTimes(2)
})

test('what somebody does at night is told to others in the morning', async () => {
  const bot = await startDemo()
  bot.clock.set(new Date('2026-11-27T22:40:00+08:00'))
  await bot.ask('sunli', `转办 ${REPORT} 给 周敏`)
  expect(bot.heard('zhoumin')).toEqual([])

  bot.clock.set(new Date('2026-11-30T09:29:00+08:00'))
  await bot.app.settled()
  expect(bot.heard('zhoumin')).toHaveLength(1)
})

test('a picture without a name is filed under the day it came where the members live, not under yesterday in Greenwich', async () => {
  const bot = await startDemo()
  bot.clock.set(new Date('2026-11-26T07:30:00+08:00'))
  await bot.ask('sunli', `办结 ${REPORT}`)
  await sendFile(bot, 'zhangwei', { name: '', bytes: new TextEncoder().encode('picture') })
  const sent = bot.sandbox.conversation('zhangwei').findLast(({ kind }) => kind === 'file')
  const mediaId = sent?.kind === 'file' ? sent.mediaId : ''

  await bot.app.chat.receive(
    `<xml><ToUserName>corp</ToUserName><FromUserName>sunli</FromUserName><CreateTime>1795649400</CreateTime><MsgType>image</MsgType><PicUrl>https://wecom.example/p</PicUrl><MediaId>${mediaId}</MediaId><MsgId>71</MsgId><AgentID>1000002</AgentID></xml>`,
  )
  await bot.app.settled()
  expect(bot.heard('sunli').join('\n')).toMatch(/已收到《图片-2026-11-26-[0-9a-f]{6}》/)
})
