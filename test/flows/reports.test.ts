import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import mammoth from 'mammoth'
import { expect, onTestFinished, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import type { TestApp } from '../support/app.ts'
import { openRequest, REPORT, report, startDemo } from '../support/demo.ts'
import { hegui } from '../support/ledger-line.ts'

const REPORT_BYTES = new TextEncoder().encode('自查报告正文')

test('城投集团’s 自查报告 of 2026 says what the ledger knows and marks what only people know', async () => {
  const bot = await startDemo()
  await aYearOfWork(bot)

  const { html, text } = await written(bot, ['自查', '--enterprise', '城投集团', '--year', '2026'])

  expect(html).toMatch(/^<h1>?|城投集团2026年度合规管理工作自查报告/)
  for (const heading of [
    '一、基本情况',
    '二、任务完成情况',
    '三、量化指标完成情况',
    '四、专项排查情况',
    '五、存在问题及原因',
    '六、整改措施和下一步工作',
  ])
    expect(html).toContain(`<h1>${heading}</h1>`)
  expect(text).toContain(
    '根据《市国资委监管企业合规管理工作方案（2023-2025年）》三（二）2023年“各出资监管企业需在2023年12月20日前向市国资委报送《合规管理工作自查报告》”的要求（本期报送期限：2026年12月20日）',
  )
  expect(text).toContain('首席合规官：钱文。合规管理部门：合规管理部（通讯录中1人）。')
  expect(text).toContain('【请补充：自查的组织方式、时间、范围（是否覆盖全级次、全方位）和方法】')
  const tables = tablesOf(html)
  expect(tables[0]?.find((row) => row[0] === String(REPORT))).toEqual([
    '2',
    '2026年12月20日前报送《合规管理工作自查报告》依据：三（二）2023年',
    '2026年12月20日',
    '孙丽',
    '已办结',
    '2026年11月25日孙丽提交办结2026年11月26日关力退回（缺少附件三）2026年11月27日孙丽提交办结2026年11月28日关力审核通过，办结',
  ])
  expect(text).toContain('（期限2026年12月31日）：已逾期4天，尚未办结；2026年11月26日反映困难：人手不足（待答复）。')
  expect(tables.at(-1)?.[1]?.slice(1)).toEqual([
    ...[
      '城投集团',
      '事项2《2026年12月20日前报送合规管理工作自查报告》',
      '自查报告.pdf',
      '18 B',
      '孙丽',
      '2026年11月25日',
    ],
    createHash('sha256').update(REPORT_BYTES).digest('hex'),
  ])
  expect(text).toMatch(/特此报告。\s+附件：佐证材料清单（共1份）/)

  const { text: without } = await written(bot, ['自查', '--enterprise', '水务集团', '--year', '2026'])
  expect(without).toContain('特此报告。')
  expect(without).not.toContain('附件')
})

test('the SASAC’s roll-up counts every enterprise and says who has handed in the report', async () => {
  const bot = await startDemo()
  await aYearOfWork(bot)

  const { text, html } = await written(bot, ['自查', '--year', '2026'])

  const [counts, handedIn] = tablesOf(html)
  expect(counts?.map((row) => row.slice(0, 3))).toEqual([
    ['单位', '应办', '已办结'],
    ['城投集团', '5', '1'],
    ['水务集团', '5', '0'],
    ['文旅集团', '5', '0'],
    ['合计', '15', '1'],
  ])
  expect(handedIn?.slice(1).map((row) => [row[0], row[3], row[4]])).toEqual([
    ['城投集团', '已办结', '2026年11月28日'],
    ['水务集团', '逾期', '—'],
    ['文旅集团', '逾期', '—'],
  ])
  expect(text).toContain('【请补充：对各企业合规管理组织建设、制度建设、运行机制、合规有效性的评价】')
})

test('the 工作台账 has a page across for each enterprise, its header on every page, and pages are numbered', async () => {
  const bot = await startDemo()

  const { file, html } = await written(bot, ['台账'])

  const headers = tablesOf(html).map(([header]) => header)
  expect(headers).toHaveLength(3)
  expect(headers[0]).toEqual([
    ...['编号', '目标任务', '依据条款及原文', '完成时限', '责任人'],
    ...['状态', '措施及进展', '佐证材料', '问题和困难', '下一步措施'],
  ])
  const parts = await partsOf(file)
  const page = parts.get('word/document.xml') ?? ''
  expect(page.match(/w:orient="landscape"/g)).toHaveLength(3)
  expect(page.match(/<w:tblHeader/g)).toHaveLength(3)
  expect([...parts].filter(([name, xml]) => name.includes('footer') && xml.includes('PAGE'))).not.toEqual([])
})

test('the three-year summary of the past plan goes year by year, and does not claim that history nobody recorded was missed', async () => {
  const bot = await startDemo()

  const { html, text } = await written(bot, [
    '总结',
    '--enterprise',
    '城投',
    '--from',
    '2023-01-01',
    '--to',
    '2025-12-31',
  ])

  expect(html).toMatch(/<h2>（一）2023年<\/h2>.*<h2>（二）2024年<\/h2>.*<h2>（三）2025年<\/h2>/s)
  expect(text).toContain('应办事项8项，系统中均没有办理记录。')
  expect(text).not.toContain('逾期')
  expect(text).toContain('【请补充：办理情况】')
})

test('the same ledger at the same instant gives the same bytes', async () => {
  const bot = await startDemo()
  const first = await written(bot, ['自查', '--enterprise', '城投集团'])
  const second = await written(bot, ['自查', '--enterprise', '城投集团'])
  expect(first.file.equals(second.file)).toBe(true)
})

test('whatever people wrote into the ledger, the file stays whole and says it as text', async () => {
  const bot = await startDemo()
  const { id } = await report(bot)
  const reason = `</w:t></w:p><w:p>\u0000\u0008\u202E&amp; =1+1 \uD800 ]]> ${'长'.repeat(5_000)}`
  await bot.app.store.ledger.update(id, { state: 'returned' })
  await bot.app.store.ledger.record([
    { occurrenceId: id, at: bot.clock.now(), actor: '<w:br/>', kind: 'returned', detail: { reason } },
  ])

  for (const kind of ['台账', '自查', '总结']) {
    const { file, text } = await written(bot, [kind, '--enterprise', '城投集团'])
    for (const [name, xml] of await partsOf(file))
      expect({ name, valid: XMLValidator.validate(xml) }).toEqual({ name, valid: true })
    expect(text).toContain('</w:t></w:p><w:p>&amp; =1+1')
    expect(text).toContain('…（过长，已截断）')
  }
})

test('a report somebody may have gone on writing in is overwritten only with --force', async () => {
  const bot = await startDemo()
  const path = join(folder(), '自查.docx')
  writeFileSync(path, 'edited by hand')

  expect(await hegui(bot, ['report', '自查', '--out', path])).toEqual({
    code: 2,
    text: expect.stringContaining('已存在，没有覆盖'),
  })
  expect(readFileSync(path, 'utf8')).toBe('edited by hand')
  expect(await hegui(bot, ['report', '自查', '--force', '--out', path])).toMatchObject({ code: 0 })
  expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK')
})

test('what cannot be made is refused with a sentence, and nothing is written', async () => {
  const bot = await startDemo()
  const path = join(folder(), 'x.docx')
  const unknown =
    '没有认出单位“火星集团”，没有做任何改动。现有单位：市国资委、城投集团、水务集团、文旅集团、文旅酒店管理有限公司、文旅景区运营有限公司。'
  for (const [args, sentence] of [
    [['日报'], '没有“日报”这种报告'],
    [['自查', '--enterprise', '火星集团'], unknown],
    [['自查', '--from', '2026-02-30'], '--from 2026-02-30 不是存在的日期'],
    [['自查', '--year', '26'], '--year 26 不是年份'],
    [['自查', '--from', '2026-05-01', '--to', '2026-01-01'], '早于起点'],
    [['自查', '--year', '2026', '--to', '2026-01-01'], '只能用一种'],
  ] as const) {
    const { code, text } = await hegui(bot, ['report', ...args, '--out', path])
    expect({ code, text }).toEqual({ code: 2, text: expect.stringContaining(sentence) })
  }
  expect(() => readFileSync(path)).toThrow('ENOENT')

  await expect(bot.app.reminders.report({ kind: 'ledger', period: {}, most: 14 })).rejects.toMatchObject({
    publicMessage: '共 15 项，超过 14 项，一份文件写不下。请按单位或分期间生成。',
  })

  await bot.app.reminders.follow([])
  expect(await hegui(bot, ['report', '台账', '--out', path])).toEqual({
    code: 2,
    text: '台账中还没有单位。请先启动服务，同步通讯录后再试。\n',
  })
})

/** 城投集团 hands its report in, gets it back, hands it in again; its 首席合规官 stays in difficulty. 2027 has begun. */
async function aYearOfWork(bot: TestApp): Promise<void> {
  await bot.ask('sunli', `办结 ${REPORT}`)
  await bot.sandbox.sendFile('sunli', {
    ...{ name: '自查报告.pdf', contentType: 'application/pdf' },
    bytes: REPORT_BYTES,
  })
  await bot.app.settled()
  bot.clock.set(new Date('2026-11-26T10:00:00+08:00'))
  await bot.ask('guanli', `退回 ${await openRequest(bot)} 缺少附件三`)
  await bot.ask('sunli', '困难 3 人手不足')
  bot.clock.set(new Date('2026-11-27T10:00:00+08:00'))
  await bot.ask('sunli', `办结 ${REPORT}`)
  bot.clock.set(new Date('2026-11-28T10:00:00+08:00'))
  const [review] = (await bot.app.store.ledgerTalk.requests({ state: 'open' })).filter(({ kind }) => kind === 'review')
  await bot.ask('guanli', `同意 ${review?.number}`)
  bot.clock.set(new Date('2027-01-04T10:00:00+08:00'))
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'reports-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Writes a report from the command line and reads it as mammoth does. */
async function written(bot: TestApp, args: readonly string[]) {
  const path = join(folder(), 'report.docx')
  const { code, text: said } = await hegui(bot, ['report', ...args, '--out', path])
  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^已写出.*（\d+ 项）：/) })
  const file = readFileSync(path)
  const { value: html } = await mammoth.convertToHtml({ buffer: file })
  const { value: text } = await mammoth.extractRawText({ buffer: file })
  return { file, html, text }
}

/** Cells of the tables of a document as plain text. */
function tablesOf(html: string): string[][][] {
  return [...html.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table = '']) =>
    [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<t[dh]>(.*?)<\/t[dh]>/gs)].map(([, content = '']) => content.replace(/<[^>]+>/g, '')),
    ),
  )
}

async function partsOf(file: Buffer): Promise<Map<string, string>> {
  const archive = await fromBufferPromise(file, { lazyEntries: true })
  const parts = new Map<string, string>()
  for await (const entry of archive.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk)
    parts.set(entry.fileName, Buffer.concat(chunks).toString('utf8'))
  }
  return parts
}
