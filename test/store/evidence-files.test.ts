import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { createEvidenceFiles } from '../../src/store/evidence-files.ts'

const bytes = new TextEncoder().encode('自查报告正文')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const shelf = sha256.slice(0, 2)
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-evidence-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

test.skipIf(process.platform !== 'linux')(
  'evidence is kept under its hash, and the name is durable with every folder above it that is new',
  async () => {
    const synced = await watchSyncs()
    await createEvidenceFiles(folder).keep(sha256, bytes)

    expect(synced.slice(1)).toEqual([join('evidence', shelf), 'evidence', ''])
    expect(readdirSync(join(folder, 'evidence', shelf))).toEqual([sha256])
    expect(Buffer.from(await createEvidenceFiles(folder).read(sha256)).equals(bytes)).toBe(true)
  },
)

test('a file that cannot be put in its place leaves nothing half written behind', async () => {
  const place = join(folder, 'evidence', shelf, sha256)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'in-the-way'), '')

  await expect(createEvidenceFiles(folder).keep(sha256, bytes)).rejects.toThrow()
  expect(readdirSync(join(folder, 'evidence', shelf))).toEqual([sha256])
})

/** What is synced, in order, below the data folder. */
async function watchSyncs(): Promise<string[]> {
  const synced: string[] = []
  const handle = await open(folder)
  const prototype = Object.getPrototypeOf(handle) as { sync(this: { fd: number }): Promise<void> }
  await handle.close()
  const { sync } = prototype
  vi.spyOn(prototype, 'sync').mockImplementation(function (this: { fd: number }) {
    synced.push(relative(folder, readlinkSync(`/proc/self/fd/${this.fd}`)))
    return sync.call(this)
  })
  return synced
}
