import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import mammoth from 'mammoth'
import { expect, onTestFinished, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { cellText, openBook } from '../../src/base/workbook.ts'
import type { TestApp } from '../support/app.ts'
import { REPORT, report, startDemo } from '../support/demo.ts'
import { hegui } from '../support/ledger-line.ts'

const DUTY = `002-2026年12月20日前报送《合规管理工作自查报告》`

test('the bundle of 城投集团 holds its evidence with manifest and hashes that sha256sum accepts', async () => {
  const bot = await startDemo()
  await keep(bot, '自查报告.pdf', '正文')
  await keep(bot, '附件三.xlsx', '附件')
  await bot.ask('sunli', `办结 ${REPORT}`)
  const path = join(folder(), '佐证.zip')

  const { code, text } = await hegui(bot, ['bundle', path, '--enterprise', '城投集团'])

  expect({ code, text }).toEqual({ code: 0, text: `已写出佐证包：5 项，2 份佐证，均与台账登记的校验值相符：${path}\n` })
  const { files, at } = await unpacked(path)
  expect([...files.keys()]).toEqual([
    ...['说明.txt', '工作台账.docx', '清单.xlsx', 'manifest.json', 'SHA256SUMS'],
    ...[`城投集团/${DUTY}/自查报告.pdf`, `城投集团/${DUTY}/附件三.xlsx`],
  ])
  expect(files.get(`城投集团/${DUTY}/自查报告.pdf`)?.toString()).toBe('正文')
  expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: at, encoding: 'utf8' }).match(/: OK$/gm)).toHaveLength(
    6,
  )

  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  expect(manifest).toMatchObject({
    format: 'hegui-evidence-bundle/1',
    complete: true,
    madeAt: '2026-11-25T02:00:00.000Z',
  })
  expect(manifest.files[0]).toMatchObject({
    ...{
      path: `城投集团/${DUTY}/自查报告.pdf`,
      sha256: sha256('正文'),
      bytes: 6,
      soundness: 'ok',
      enterprise: '城投集团',
    },
    ...{
      number: REPORT,
      handedInBy: '孙丽',
      handedInAt: '2026-11-25T02:00:00.000Z',
      state: 'review',
      status: '待审核',
    },
  })
  expect(manifest.occurrences).toHaveLength(5)
  const book = await openBook(files.get('清单.xlsx') ?? Buffer.of())
  expect(cellText(book.getWorksheet('佐证')?.getCell('H2').value ?? null)).toBe(`城投集团/${DUTY}/自查报告.pdf`)
  expect(cellText(book.getWorksheet('佐证')?.getCell('L2').value ?? null)).toBe('2026年11月25日 10:00')
  expect(files.get('说明.txt')?.toString()).toContain('生成时间 2026年11月25日 10:')
  const ledger = await mammoth.extractRawText({ buffer: files.get('工作台账.docx') ?? Buffer.of() })
  expect(ledger.value).toContain('城投集团合规管理工作台账')
  expect(await hegui(bot, ['bundle', path, '--verify'])).toEqual({
    code: 0,
    text: '核对通过：6 个文件均与校验清单相符。\n',
  })
})

test('a stored file that was tampered with and one that is gone are named; the rest is packed and marked incomplete', async () => {
  const bot = await startDemo()
  for (const name of ['甲.pdf', '乙.pdf', '丙.pdf']) await keep(bot, name, name)
  writeFileSync(stored(bot, '甲.pdf'), '假的')
  unlinkSync(stored(bot, '乙.pdf'))
  const path = join(folder(), '佐证.zip')

  const { code, text } = await hegui(bot, ['bundle', path])

  expect(code).toBe(1)
  expect(text).toContain('已写出，但不完整（收入 1 份佐证），以下 2 份没有收入：')
  expect(text).toContain(`甲.pdf（文件内容与台账登记的校验值不符，SHA-256 ${sha256('甲.pdf')}）`)
  expect(text).toContain(`乙.pdf（文件缺失，SHA-256 ${sha256('乙.pdf')}）`)
  const { files, at } = await unpacked(path)
  expect([...files.keys()].filter((name) => name.endsWith('.pdf'))).toEqual([`城投集团/${DUTY}/丙.pdf`])
  expect(files.get('不完整说明.txt')?.toString()).toContain('以下 2 份佐证没有收入')
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '')
  expect(manifest.complete).toBe(false)
  expect(manifest.files.map(({ soundness }: { soundness: string }) => soundness)).toEqual(['changed', 'missing', 'ok'])
  execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: at })
})

test('names out of a hostile database stay inside the folder, and formulas stay text in the manifest', async () => {
  const bot = await startDemo()
  const { id } = await report(bot)
  for (const [index, fileName] of [
    '../../../etc/cron.d/x',
    '=HYPERLINK("http://x")',
    'CON.txt',
    '=HYPERLINK("http://x")',
  ].entries()) {
    const bytes = Buffer.from(`${index}`)
    const hash = sha256(`${index}`)
    mkdirSync(dirname(stored(bot, `${index}`)), { recursive: true })
    writeFileSync(stored(bot, `${index}`), bytes)
    await bot.app.store.ledger.addEvidence({
      ...{ id: `e${index}`, occurrenceId: id, sha256: hash, fileName, contentType: 'x', bytes: 1 },
      ...{ uploader: '=1+1', at: new Date(bot.clock.now().getTime() + index) },
    })
  }
  const path = join(folder(), '佐证.zip')
  expect(await hegui(bot, ['bundle', path])).toMatchObject({ code: 0 })

  const { files, at } = await unpacked(path)
  expect([...files.keys()].filter((name) => name.startsWith('城投集团/')).map((name) => name.split('/')[2])).toEqual([
    ...['_.._.._etc_cron.d_x', '=HYPERLINK(_http___x_)', '_CON.txt', '=HYPERLINK(_http___x_) (2)'],
  ])
  execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: at })
  const book = await openBook(files.get('清单.xlsx') ?? Buffer.of())
  expect(book.getWorksheet('佐证')?.getCell('K2').value).toBe("'=1+1（已离开）")
})

test('a bundle somebody has altered since does not pass, and says what is wrong', async () => {
  const bot = await startDemo()
  await keep(bot, '自查报告.pdf', '正文')
  const path = join(folder(), '佐证.zip')
  await hegui(bot, ['bundle', path])
  const { files } = await unpacked(path)
  const pdf = `城投集团/${DUTY}/自查报告.pdf`
  const altered = join(folder(), '改过.zip')
  const zip = new ZipFile()
  for (const [name, bytes] of files) {
    if (name !== '清单.xlsx') zip.addBuffer(name === pdf ? Buffer.from('改过的正文') : bytes, name)
  }
  zip.addBuffer(Buffer.from('x'), '夹带.txt')
  zip.end()
  writeFileSync(altered, await buffer(zip.outputStream))

  const { code, text } = await hegui(bot, ['bundle', altered, '--verify'])
  expect(code).toBe(1)
  expect(text.trim().split('\n').slice(1)).toEqual([
    `内容与校验值不符：${pdf}`,
    '不在校验清单中：夹带.txt',
    '缺失：清单.xlsx',
  ])
})

test('nothing is overwritten or left half done', async () => {
  const bot = await startDemo()
  const at = folder()
  const path = join(at, '佐证.zip')
  writeFileSync(path, 'mine')
  expect(await hegui(bot, ['bundle', path])).toEqual({ code: 2, text: expect.stringContaining('已存在，没有覆盖') })
  expect(await hegui(bot, ['bundle', path, '--verify'])).toEqual({
    code: 2,
    text: expect.stringContaining('不是完好的佐证包'),
  })
  expect(await hegui(bot, ['bundle', join(at, 'nowhere.zip'), '--verify'])).toMatchObject({ code: 2 })
  expect(await hegui(bot, ['bundle', join(at, 'nowhere', 'x.zip')])).toEqual({
    code: 2,
    text: expect.stringContaining('写不了文件'),
  })
  expect(readFileSync(path, 'utf8')).toBe('mine')
  expect(await hegui(bot, ['bundle', path, '--force'])).toMatchObject({ code: 0 })
  expect(readdirSync(at)).toEqual(['佐证.zip'])
})

async function keep(bot: TestApp, name: string, content: string): Promise<void> {
  await bot.ask('sunli', `佐证 ${REPORT}`)
  await bot.sandbox.sendFile('sunli', {
    name,
    bytes: new TextEncoder().encode(content),
    contentType: 'application/pdf',
  })
  await bot.app.settled()
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Where the product keeps what has this content. */
function stored({ dataDir }: TestApp, content: string): string {
  return join(dataDir, 'evidence', sha256(content).slice(0, 2), sha256(content))
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bundle-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Unpacks a bundle as any program would. */
async function unpacked(path: string): Promise<{ files: Map<string, Buffer>; at: string }> {
  const at = folder()
  const files = new Map<string, Buffer>()
  const archive = await fromBufferPromise(readFileSync(path), { lazyEntries: true })
  for await (const entry of archive.eachEntry()) {
    expect(entry.generalPurposeBitFlag & 0x800).toBe(0x800)
    const bytes = await buffer(await archive.openReadStreamPromise(entry))
    files.set(entry.fileName, bytes)
    const place = join(at, entry.fileName)
    expect(place.startsWith(at) && !existsSync(place)).toBe(true)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, bytes)
  }
  return { files, at }
}
