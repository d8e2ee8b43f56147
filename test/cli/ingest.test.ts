import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { silentLog } from '../../src/base/log.ts'
import { main } from '../../src/main.ts'
import { openStore } from '../../src/store/store.ts'
import { pdf } from '../knowledge/parsers/samples.ts'
import { closeAll, freshSchema, postgresMissing } from '../store/databases.ts'
import { buildTestApp } from '../support/app.ts'

const ENTRY = fileURLToPath(new URL('../../src/hegui.mjs', import.meta.url))

let folder = ''
let data = ''
let databaseUrl: string | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-papers-'))
  data = mkdtempSync(join(tmpdir(), 'hegui-data-'))
  databaseUrl = undefined
  return () => {
    rmSync(folder, { recursive: true, force: true })
    rmSync(data, { recursive: true, force: true })
  }
})

interface Ran {
  code: number
  out: string
  err: string
}

/** Runs `hegui …` in this process, which is quicker than starting one. */
async function hegui(...args: string[]): Promise<Ran> {
  const ran = { out: '', err: '' }
  const before = process.cwd()
  vi.stubEnv('DATA_DIR', data)
  vi.stubEnv('DATABASE_URL', databaseUrl ?? '')
  for (const [stream, end] of [
    ['stdout', 'out'],
    ['stderr', 'err'],
  ] as const)
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      ran[end] += String(text)
      return true
    })
  process.chdir(folder)
  try {
    const code = await main(args)
    return { code, ...ran }
  } finally {
    process.chdir(before)
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}

/** The same in a process of its own, as beside a running service. */
function heguiBeside(...args: string[]): Promise<Ran> {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: data, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }
  return new Promise((resolve) => {
    execFile(process.execPath, [ENTRY, ...args], { env, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

const paper = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text)
const RULE = '采购管理办法\n第一条 仓库盘点每季度进行一次。\n第二条 采购人员不得接受供应商宴请。'

/** A PDF whose pages are pictures. */
const SCAN = pdf([
  '<</Type/Catalog/Pages 2 0 R>>',
  '<</Type/Pages/Kids[3 0 R]/Count 1>>',
  '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>',
  { dictionary: '', data: Buffer.from('0 0 100 100 re f') },
])

test('a folder goes in with one command: what can be read is read, a scan is named and listed, the exit code says so', async () => {
  mkdirSync(join(folder, '制度'))
  paper('制度/采购.txt', RULE)
  paper('制度/采购.meta.yaml', 'level: enterprise\nnumber: 采发〔2024〕3号\n')
  paper('制度/扫描.pdf', SCAN)
  paper('制度/.隐藏.txt', '第一条 不是文件。')

  const { code, out, err } = await hegui('ingest', '制度')
  expect(out).toContain('＋ 制度/采购.txt：《采购管理办法》3 个条款，新增')
  expect(out).toContain('企业制度 · 采发〔2024〕3号')
  expect(out).toMatch(/✗ 制度\/扫描\.pdf：.*扫描件没有文字层/)
  expect(out).toContain('共 2 个文件、3 个条款：新增 1、更新 0、更新信息 0、未变 0、未能读取 1')
  expect(err).toContain('有 1 个文件没有导入')
  expect(code).toBe(1)

  const list = await hegui('documents', 'list')
  expect(list.out).toMatch(/未能读取的文件 1 个：\n✗ 制度\/扫描\.pdf\n.*扫描件没有文字层/)
  expect((await hegui('documents', 'remove', '制度/扫描.pdf')).out).toContain('已清除记录')
  expect((await hegui('ask', '仓库盘点多久一次')).out).toContain('每季度')
})

test('a folder that a link leads back into is read once', async () => {
  mkdirSync(join(folder, '制度'))
  paper('制度/采购.txt', RULE)
  symlinkSync('..', join(folder, '制度', '回到上层'))
  symlinkSync('不存在', join(folder, '制度', '断开'))

  const { out, code } = await hegui('ingest', '制度')
  expect(out).toContain('共 1 个文件、3 个条款：新增 1')
  expect(code).toBe(0)
})

test('the day of a version is the day where the members live', async () => {
  paper('采购.txt', RULE)
  await hegui('ingest', '.')
  const dayIn = async (zone: string) => {
    vi.stubEnv('TIME_ZONE', zone)
    return /(\d{4}-\d\d-\d\d) 导入/.exec((await hegui('documents', 'show', '采购')).out)?.[1] ?? ''
  }
  // 25 hours apart, so it is never the same day in both.
  expect((await dayIn('Pacific/Kiritimati')) > (await dayIn('Pacific/Pago_Pago'))).toBe(true)
})

test('again is nothing, a dry run shows the difference and writes nothing, a rollback brings the old words back', async () => {
  paper('采购.txt', RULE)
  await hegui('ingest', '.')
  const again = JSON.parse((await hegui('ingest', '.', '--json')).out)
  expect(again.summary).toMatchObject({ files: 1, unchanged: 1, added: 0, changed: 0 })

  paper('采购.txt', RULE.replace('每季度', '每月'))
  const rehearsal = await hegui('ingest', '采购.txt', '--dry-run')
  expect(rehearsal.out).toContain('更新为第 2 版：修改 1 个条款')
  expect(rehearsal.out).toContain(
    '    修改  第一条\n      - 第一条 仓库盘点每季度进行一次。\n      + 第一条 仓库盘点每月进行一次。',
  )
  expect(rehearsal.out).toContain('标题：采购管理办法（取自原文，待确认）')
  expect((await hegui('documents', 'show', '采购')).out).not.toContain('每月')

  await hegui('ingest', '采购.txt')
  expect((await hegui('documents', 'diff', '采购')).out).toContain('  + 第一条 仓库盘点每月进行一次。')
  expect((await hegui('documents', 'rollback', '采购')).out).toContain('已恢复 采购管理办法 第 1 版')
  expect((await hegui('ask', '仓库盘点多久一次')).out).toContain('每季度')

  expect((await hegui('documents', 'remove', '采购管理办法')).code).toBe(0)
  expect((await hegui('ask', '仓库盘点多久一次')).out).not.toContain('每季度')
}, 180_000)

test('a document with one version has nothing to compare or roll back to, and after a rollback the versions are named', async () => {
  paper('采购.txt', RULE)
  await hegui('ingest', '.')
  const only = '《采购管理办法》只有第 1 版，没有可以比较或恢复的旧版；修改后的文件再导入一次才有第 2 版。'
  expect((await hegui('documents', 'diff', '采购')).err).toContain(only)
  expect((await hegui('documents', 'rollback', '采购')).err).toContain(only)

  paper('采购.txt', RULE.replace('每季度', '每月'))
  await hegui('ingest', '.')
  await hegui('documents', 'rollback', '采购')
  expect((await hegui('documents', 'diff', '采购')).err).toContain('现有版本：1、2，请写明要用哪一版。')
  expect((await hegui('documents', 'diff', '采购', '--from', '1', '--to', '2')).out).toContain('第 1 版 → 第 2 版')
})

test('what cannot be had back is removed by its whole name only; a part of it shows what it would be', async () => {
  paper('采购.txt', RULE)
  await hegui('ingest', '.')

  const { code, err } = await hegui('documents', 'remove', '采购')
  expect(err).toContain('“采购”指的是《采购管理办法》吗？删除后不能恢复')
  expect(code).toBe(2)
  expect((await hegui('documents', 'list')).out).toContain('《采购管理办法》 第 1 版 3 个条款')
  expect((await hegui('documents', 'remove', '《采购管理办法》')).out).toContain('已删除《采购管理办法》')
})

test('records of files that could not be read are cleared by the file name alone, or all at once', async () => {
  mkdirSync(join(folder, '制度'))
  for (const name of ['甲', '乙', '丙']) paper(`制度/${name}.pdf`, SCAN)
  await hegui('ingest', '制度')

  expect((await hegui('documents', 'remove', '甲.pdf')).out).toContain('已清除记录：制度/甲.pdf')
  expect((await hegui('documents', 'remove')).err).toContain('只写 --refused')
  expect((await hegui('documents', 'remove', '--refused')).out).toContain('已清除“未能读取”的记录 2 条')
  expect((await hegui('documents', 'list')).out).not.toContain('未能读取')
})

test('a limit to somebody who is not in the directory is said to hide the document, one to an enterprise in it is not', async () => {
  const store = await openStore({ dataDir: data, clock: createStoppedClock(new Date()), log: silentLog })
  await store.members.upsert([
    { userid: 'a', name: '张伟', enterprise: '城投集团', departments: ['审计部'], roles: ['employee'], active: true },
  ])
  await store.close()
  paper('采购.txt', RULE)
  await hegui('ingest', '.')

  const stranger = await hegui('documents', 'confirm', '采购', '--enterprise', '临江市城投集团有限公司')
  expect(stranger.out).toContain(
    '通讯录中没有“临江市城投集团有限公司”，其成员查不到这份文件。通讯录中的企业：城投集团。',
  )
  const known = await hegui('documents', 'confirm', '采购', '--enterprise', '城投集团', '--department', '审计部')
  expect(known.out).toContain('适用范围：城投集团、审计部')
  expect(known.out).not.toContain('注意')
  expect((await hegui('documents', 'list')).out).toContain('仅限 城投集团、审计部')

  expect((await hegui('ask', '仓库盘点多久一次')).out).not.toContain('每季度')
  expect((await hegui('ask', '仓库盘点多久一次', '--as', '张伟')).out).toContain('每季度')
  paper('问.jsonl', '{"id":"1","question":"仓库盘点多久一次"}')
  expect((await hegui('ask', '--batch', '问.jsonl', '--as', 'a')).out).toContain('每季度')
  expect(await hegui('ask', '仓库盘点多久一次', '--as', '李四')).toMatchObject({
    code: 2,
    err: expect.stringContaining('通讯录中没有成员“李四”'),
  })
})

test('tables, mail and settings that lie in the folder do not become documents', async () => {
  paper('采购.txt', RULE)
  paper('名单.csv', '姓名,部门\n张伟,审计部\n')
  paper('通知.eml', 'From: a@b.c\n\n请查收附件。\n')

  const { out } = await hegui('ingest', '.')
  expect(out).toContain('.csv 文件不是文档，不予导入。表格请另存为 .xlsx 后上传。')
  expect(out).toContain('.eml 文件不是文档，不予导入。')
  expect(out).toContain('新增 1、')
})

test('a path that is not there and a fact that makes no sense are named, with exit code 2', async () => {
  paper('采购.txt', RULE)
  expect(await hegui('ingest', '没有的文件夹')).toMatchObject({
    code: 2,
    err: expect.stringContaining('没有这个文件或文件夹'),
  })
  expect(await hegui('ingest', '采购.txt', '--from', '2024-02-30')).toMatchObject({
    code: 2,
    err: expect.stringContaining('选项有误：--from 应为有效日期，例如 2023-03-01。'),
  })
})

test('a fact beside a document that is misspelt is named, with what can be written, instead of being passed over', async () => {
  paper('采购.txt', RULE)
  paper('采购.meta.yaml', 'levle: law\ninForceFrom: 去年\n')

  const { code, err } = await hegui('ingest', '.')
  expect(err).toContain('没有“levle”这一项，可以写 id、title、number、issuer、level、')
  expect(err).toContain('inForceFrom 应为有效日期')
  expect(code).toBe(2)
})

test('beside a running service on SQLite it says who holds the folder and what to do', async () => {
  paper('采购.txt', RULE)
  const store = await openStore({ dataDir: data, clock: createStoppedClock(new Date()), log: silentLog })
  onTestFinished(() => store.close())

  const { code, err } = await heguiBeside('ingest', '采购.txt')
  expect(err).toMatch(new RegExp(`数据文件夹 .* 正被.*${process.pid}.*使用。请先停掉它，或设置 DATABASE_URL`))
  expect(code).toBe(1)
  expect((await heguiBeside('documents', 'list')).code).toBe(0)
})

test.skipIf(postgresMissing)(
  'on PostgreSQL a running service answers from what was ingested beside it, and no more once it is removed',
  async () => {
    onTestFinished(closeAll)
    databaseUrl = await freshSchema()
    const { ask } = await buildTestApp({ env: { DATABASE_URL: databaseUrl } })
    paper('采购.txt', RULE)
    await hegui('ingest', '采购.txt')
    expect((await ask('zhangwei', '仓库盘点多久一次')).join()).toContain('每季度')

    await hegui('documents', 'remove', '采购管理办法')
    expect((await ask('zhangwei', '仓库盘点多久一次呢')).join()).not.toContain('每季度')
  },
)
