import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createClauseRetriever } from '../../src/knowledge/knowledge.ts'
import { openKnowledge } from '../knowledge/plan.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

test("the README's chain runs as it stands there and prints the clause", async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [, example = ''] = /```ts\n(import \{ RunnableSequence[\s\S]*?)```/.exec(readme) ?? []
  const file = join(ROOT, `chain-${process.pid}.ts`)
  const dataDir = mkdtempSync(join(tmpdir(), 'hegui-chain-'))
  onTestFinished(() => {
    rmSync(file, { force: true })
    rmSync(dataDir, { recursive: true, force: true })
  })
  writeFileSync(file, example)

  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: ROOT, env: { DATA_DIR: dataDir } })
  const [first = ''] = stdout.split('\n')
  expect(first).toContain('二（二）6')
  expect(stdout).toContain('总法律顾问')
})

test('documents carry the clause verbatim and where it stands', async () => {
  const retriever = await createClauseRetriever(openKnowledge(), { limit: 2 })
  const documents = await retriever.invoke('首席合规官由谁兼任')

  expect(documents).toHaveLength(2)
  expect(documents[0]).toMatchObject({
    id: 'plan@1:二/（二）/6',
    pageContent: expect.stringContaining('首席合规官'),
    metadata: { clauseId: 'plan@1:二/（二）/6', path: '二/（二）/6', label: '二（二）6' },
  })
})
