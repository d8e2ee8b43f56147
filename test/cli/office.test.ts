import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { hegui } from '../support/command-line.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-office-'))
  vi.stubEnv('DATA_DIR', join(folder, 'data'))
  vi.stubEnv('DATABASE_URL', '')
  return () => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  }
})

const YAML = `
- question: 首席合规官每月补贴多少钱？
  similar: [首席合规官有津贴吗]
  answer: 方案没有规定补贴。
  clauses: [二（二）6]
`

test('the office looks at its tickets beside the running service', async () => {
  const bot = await buildTestApp({ dataDir: join(folder, 'data') })
  await bot.app.members.synchronise()
  await bot.ask('zhangwei', '首席合规官每月补贴多少钱？')

  const list = await hegui('tickets', 'list')
  expect(list).toMatchObject({ code: 0, out: '1\t新\t应于 2026-04-08 前答复\t1 次提问\t首席合规官每月补贴多少钱？\n' })
  expect((await hegui('tickets', 'show', '1')).out).toContain('张伟（城投集团） 2026年3月24日 小助手未能回答')
  expect(JSON.parse((await hegui('tickets', 'list', '--json')).out)).toMatchObject([{ number: 1, state: 'new' }])
  expect((await hegui('tickets', 'list', '--state', 'closed')).out).toContain('没有符合条件的问题')
  expect(await hegui('tickets', 'show', '7')).toMatchObject({ code: 2, err: expect.stringContaining('没有编号为 7') })
  expect((await hegui('tickets', 'show', '七')).code).toBe(2)
})

test('curated answers go in and out as YAML and answer at once; a file with a mistake changes nothing', async () => {
  const file = join(folder, 'curated.yaml')
  writeFileSync(file, YAML)
  expect(await hegui('curated', 'import', file)).toMatchObject({ code: 0, err: expect.stringContaining('已导入 1 条') })
  expect((await hegui('ask', '首席合规官有津贴吗？')).out).toContain('【标准问答】方案没有规定补贴。')
  expect((await hegui('curated', 'list')).out).toContain('1\t使用中\t首席合规官每月补贴多少钱？')

  expect((await hegui('curated', 'export', file)).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toContain('《市国资委监管企业合规管理工作方案（2023-2025年）》二（二）6')
  expect((await hegui('curated', 'import', file)).err).toContain('已导入 1 条')

  writeFileSync(
    file,
    `${YAML}- question: 另一个问题？\n  answer: 另一个答案\n  clauses: [九（九）9]\n`.replace('没有规定', '规定了'),
  )
  expect(await hegui('curated', 'import', file)).toMatchObject({ code: 2, err: expect.stringContaining('第 2 条') })
  expect((await hegui('ask', '首席合规官有津贴吗？')).out).toContain('方案没有规定补贴。')
  expect((await hegui('curated', 'import', join(folder, 'gone.yaml'))).err).toContain('读不到文件')
})
