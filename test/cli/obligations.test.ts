import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

const run = promisify(execFile)
const HEGUI = new URL('../../src/hegui.mjs', import.meta.url).pathname
const hegui = (...args: string[]) => run(process.execPath, [HEGUI, 'obligations', ...args])
const fixture = (name: string) => decodeURIComponent(new URL(`../fixtures/official/${name}`, import.meta.url).pathname)

const Candidates = z.array(
  z.strictObject({
    quote: z.string(),
    clause: z.string(),
    due: z.string().nullable(),
    recurrence: z.string().nullable(),
    who: z.string().nullable(),
    quantity: z.string().nullable(),
    trace: z.array(z.string()),
    confidence: z.number(),
    label: z.string(),
    what: z.string(),
    phase: z.string().nullable(),
    start: z.number(),
    end: z.number(),
    restDay: z.string().nullable(),
    problem: z.string().nullable(),
    source: z.enum(['text', 'model']),
  }),
)

test('extract prints the candidates of a file as JSON', async () => {
  const { stdout } = await hegui('extract', fixture('企业制度.md'), '--json')
  const candidates = Candidates.parse(JSON.parse(stdout))
  expect(candidates).toHaveLength(13)
  expect(candidates[3]).toMatchObject({
    quote: '2025年6月底前，各子公司全部建立“三张清单”；',
    clause: '二/1',
    due: '2025-06-30',
    recurrence: null,
    who: '各子公司',
    quantity: '全部',
    what: '全部建立“三张清单”',
  })
})

test('extract for people: one paragraph each, what is impossible said; a file that cannot be read is refused in Chinese', async () => {
  const { stdout } = await hegui('extract', fixture('企业制度.md'))
  expect(stdout).toContain('二1 · 2025-06-30 · 全部 · 各子公司')
  expect(stdout).toContain('！2025年2月30日不存在，请核对原文')
  expect(stdout).toContain('共 13 项。')
  await expect(hegui('extract', '/nowhere.txt')).rejects.toMatchObject({
    code: 2,
    stderr: '读不到文件 /nowhere.txt，请检查路径和权限。\n',
  })
})

test('diff says when nothing changed, and refuses a plan file that cannot be read', async () => {
  const plan = decodeURIComponent(new URL('../../knowledge/milestones.yaml', import.meta.url).pathname)
  const text = decodeURIComponent(
    new URL('../../knowledge/documents/合规管理工作方案-2023-2025.txt', import.meta.url).pathname,
  )
  expect((await hegui('diff', plan, text)).stdout).toBe('没有变化。\n')
  expect((await hegui('check', plan, text)).stdout).toBe('核对通过，共 31 项。\n')
  await expect(hegui('diff', '/nowhere.yaml', text)).rejects.toMatchObject({ code: 2 })
})

test('a day of writing that does not exist is refused before anything is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-obligations-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'a.txt')
  writeFileSync(file, '一、要求\n各企业应当于年底前完成整改。')
  await expect(hegui('extract', file, '--written-on', '2026-02-30')).rejects.toMatchObject({ code: 2 })
  const { stdout } = await hegui('extract', file, '--written-on', '2026-03-01', '--json')
  expect(JSON.parse(stdout)).toMatchObject([{ due: '2026-12-31' }])
})

test('what a person accepted and rejected stays decided: a second review offers only the rest, check counts it, diff is silent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-obligations-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [text, plan] = [join(folder, 'a.txt'), join(folder, 'plan.yaml')]
  writeFileSync(text, '一、要求\n各企业应当于2026年6月底前制定方案。各企业应当于2026年9月底前完成培训。')
  await expect(hegui('review', text)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--reviewed') })
  const draft = (await hegui('review', text, '--plan', '2026-2028', '--document', 'p')).stdout
  expect(draft).toContain('否决：加一行 rejected: 理由')

  const [head, plans, training = ''] = draft.split(/(?=^ {2}# 一，把握)/m)
  writeFileSync(plan, `${head}${plans}`)
  expect((await hegui('check', plan, text)).stdout).toMatch(
    /^核对通过，共 1 项。\n文件中还有 1 处没有决定.*\n {2}一 {2}各企业应当于2026年9月底前完成培训/,
  )
  expect((await hegui('review', text, '--reviewed', plan)).stdout).toMatch(
    /已采纳 1 项、已否决 0 项[\s\S]*title: .*完成培训/,
  )

  writeFileSync(plan, `${head}${plans}${training.trimEnd()}\n    rejected: 由人力部门另行安排\n`)
  expect((await hegui('check', plan, text)).stdout).toBe('核对通过，共 1 项，否决 1 项。\n')
  expect((await hegui('diff', plan, text)).stdout).toBe('没有变化。\n')
  const reviewed = readFileSync(plan, 'utf8')
  writeFileSync(plan, reviewed.replace('due: 2026-06-30', 'due: 2026-06-15'))
  expect((await hegui('diff', plan, text)).stdout).toMatch(
    /^没有变化。\n自定 {2}\S+ {2}2026-06-15（原文仍为 2026-06-30） {2}.*\n$/,
  )
  writeFileSync(plan, reviewed)
  const again = await hegui('review', text, '--reviewed', plan)
  expect(again.stdout).toBe('# 没有待处理的事项。\n# 以下只列还没有处理的：已采纳 1 项、已否决 1 项。\n')

  writeFileSync(text, '一、要求\n各企业应当于2026年6月底前制定方案。各企业应当于2026年10月底前完成培训。')
  expect((await hegui('diff', plan, text)).stdout).toMatch(
    /^再议 {2}一 {2}2026-09-30 → 2026-10-31 .*（此前否决：由人力部门另行安排）\n$/,
  )
})
