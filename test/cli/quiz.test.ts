import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { startScriptedModel } from '../fakes/scripted-model.ts'
import { hegui } from '../support/command-line.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-bank-'))
  vi.stubEnv('DATA_DIR', join(folder, 'data'))
  vi.stubEnv('DATABASE_URL', '')
  return () => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  }
})

const quiz = (...args: string[]) => hegui('quiz', ...args)

const at = (name: string) => join(folder, name)

const ITEM = (stem: string, key = 'true') => `
document: hegui-fangan-2023
topic: 合规责任
items:
  - id: office-own
    type: judgement
    difficulty: easy
    audience: [manager]
    stem: ${stem}
    key: ${key}
    explanation: 见条款。
    basis: [{ clause: 二/（一）/2, quote: 各企业应当设立合规管理部门 }]
`

test('the office exports the bank, changes one item in the file and imports it: one new version', async () => {
  const [, exported] = /已导出 (\d+) 题/.exec((await quiz('export', at('bank.yaml'))).out) ?? []
  const others = Number(exported) - 1
  expect(others).toBeGreaterThan(118)
  const yaml = readFileSync(at('bank.yaml'), 'utf8').replace(
    '各企业应当设立合规管理部门。',
    '每家企业都应当设立合规管理部门。',
  )
  writeFileSync(at('bank.yaml'), yaml)

  const rehearsed = await quiz('import', '--dry-run', at('bank.yaml'))
  expect(rehearsed.out).toContain(`检查完毕（未写入）：新增 0 题，更新 1 题，未变 ${others} 题`)
  expect((await quiz('import', at('bank.yaml'))).out).toContain(`已导入：新增 0 题，更新 1 题，未变 ${others} 题`)
  expect((await quiz('list')).out).toContain('duty-department-required  v2  启用 判断 容易 合规责任  每家企业都应当')
})

test('a file that exists is never overwritten', async () => {
  writeFileSync(at('bank.xlsx'), 'somebody’s work')

  expect(await quiz('template', at('bank.xlsx'))).toMatchObject({ code: 2, err: expect.stringContaining('已经存在') })
  expect(readFileSync(at('bank.xlsx'), 'utf8')).toBe('somebody’s work')
})

test('a template is written as Excel, and only as Excel', async () => {
  expect(await quiz('template', at('t.yaml'))).toMatchObject({ code: 2, err: expect.stringContaining('.xlsx') })
  expect(existsSync(at('t.yaml'))).toBe(false)
  expect(await quiz('template', at('t.xlsx'))).toMatchObject({ code: 0 })
  expect((await quiz('check', at('t.xlsx'))).out).toContain('新增 0 题')
})

test('bad rows come back with file, line and reason; the good ones beside them are in', async () => {
  const bad = ITEM('坏题。')
    .split('items:')[1]
    ?.replace('office-own', 'bad')
    .replace('quote: 各企业应当', 'quote: 各企业可以')
  writeFileSync(at('mixed.yaml'), ITEM('好题。') + bad)
  const { code, out, err } = await quiz('import', at('mixed.yaml'))

  expect(code).toBe(2)
  expect(out).toContain('已导入：新增 1 题')
  expect(err).toContain('mixed.yaml 第 14 行（bad）：条款 二（一）2 中没有引文“各企业可以设立合规管理部门”')
  expect(err).toContain('已导入的不会重复')
})

test('a draft is listed as such until somebody approves it', async () => {
  writeFileSync(at('draft.yaml'), ITEM('草稿题。'))
  await quiz('import', '--draft', at('draft.yaml'))

  expect((await quiz('list', '--state', 'draft')).out).toContain('office-own  v1  草稿 判断')
  expect((await quiz('approve', 'office-own')).out).toContain('已启用 1 题')
  expect((await quiz('list', '--state', 'draft')).out).toBe('共 0 题\n')
  expect(await quiz('approve', 'nobody')).toMatchObject({ code: 1, err: expect.stringContaining('没有试题 nobody') })
})

test('a reviewer sees the whole item: options, key, reasons, clause, quote and history', async () => {
  const { out } = await quiz('show', 'liaison-number')

  expect(out).toContain('liaison-number  v1  启用 单选 容易 组织队伍')
  expect(out).toContain('    ✓ A. 1-2名\n      B. 2-3名（原文为1-2名）')
  expect(out).toContain('依据：hegui-fangan-2023 二（二）8“由1-2名业务骨干担任”')
  expect(out).toMatch(/经过\n {2}\d{4}年\d+月\d+日 \d\d:\d\d {2}v1 启用 {2}系统/)
  expect((await quiz('show', 'officer-case-new')).out).toMatch(
    /甲企业设有总法律顾问张某[\s\S]*✓ B\. 总法律顾问张某[\s\S]*答案：错/,
  )
})

test('what cannot be read is named', async () => {
  expect((await quiz('import', at('none.yaml'))).err).toContain('读不到文件')
  writeFileSync(at('old.gift'), Buffer.from([0xc4, 0xe3, 0xba, 0xc3]))
  expect((await quiz('import', at('old.gift'))).err).toContain('不是 UTF-8 编码')
  writeFileSync(at('x.docx'), '')
  expect((await quiz('import', at('x.docx'))).err).toContain('文件名应以')
})

test('the shipped bank has nothing to complain about', async () => {
  expect(await quiz('check')).toMatchObject({ code: 0, out: '题库没有问题：每道题的引文都在现行条款中。\n' })
})

const WRITTEN = {
  items: [
    {
      type: 'single',
      stem: '每个部门的兼职合规管理员由几名业务骨干担任？',
      options: [
        { text: '1-2名', right: true, why: '条款原文' },
        ...['2-3名', '3-5名', '5名以上'].map((text) => ({ text, right: false, why: '原文是1-2名' })),
      ],
      quote: '由1-2名业务骨干担任',
      explanation: '由1-2名业务骨干担任。',
    },
    {
      type: 'judgement',
      stem: '兼职合规管理员必须专职。',
      answer: true,
      quote: '由1-2名业务骨干担任',
      explanation: '错',
    },
  ],
}

test('a clause becomes drafts by templates and by the model; what fails the checks is told and not kept', async () => {
  const model = await startScriptedModel(() => ({ content: JSON.stringify(WRITTEN) }))
  vi.stubEnv('OPENAI_API_KEY', 'key')
  vi.stubEnv('OPENAI_BASE_URL', model.url)
  vi.stubEnv('OPENAI_MODEL', 'scripted')
  const { code, out, err } = await quiz('draft', '二(二)8', '--topic', '组织队伍', '--audience', 'manager')

  expect(code).toBe(0)
  expect(out).toContain('按照条款，谁应当在业务及职能部门设置兼职合规管理员？')
  expect(out).toContain('✓ A. 1-2名（条款原文）')
  expect(out).toContain('模板：3 题存为草稿')
  expect(out).toContain('大模型：1 题存为草稿')
  expect(err).toContain('大模型起草的“兼职合规管理员必须专职。”未通过检查：题干中的“必须”不在引文中')
  expect(model.prompts[0]).toContain('8. 各企业应当在业务及职能部门设置兼职合规管理员')
  expect((await quiz('list', '--state', 'draft')).out).toContain('共 4 题')
  expect((await quiz('list', '--state', 'active')).out).not.toContain('draft-')
})

test('a model that is down leaves the templates; a clause nobody knows is named', async () => {
  const model = await startScriptedModel(() => ({ status: 500 }))
  vi.stubEnv('OPENAI_API_KEY', 'key')
  vi.stubEnv('OPENAI_BASE_URL', model.url)
  vi.stubEnv('OPENAI_MODEL', 'scripted')

  const { code, out, err } = await quiz('draft', '二（二）8', '--dry-run')
  expect(code).toBe(0)
  expect(err).toContain('大模型没有给出可用的试题')
  expect(out).toContain('原文用哪个词')
  expect((await quiz('list', '--state', 'draft')).out).toBe('共 0 题\n')
  expect(await quiz('draft', '二（二）88')).toMatchObject({
    code: 2,
    err: expect.stringContaining('没有条款 二（二）88'),
  })
})

test('a closing day the calendar does not have is refused before anybody is assigned anything', async () => {
  const { code, err } = await quiz('assign', 'onboarding', '--member', 'zhangwei', '--closes', '2026-02-30')
  expect(code).toBe(2)
  expect(err).toContain('“2026-02-30”不是日期，请写成 2027-01-31 这样。')
})
