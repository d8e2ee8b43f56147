import { expect } from 'vitest'
import { createIntake } from '../../src/knowledge/intake/intake.ts'
import type { Stated } from '../../src/knowledge/intake/meta.ts'
import { DEFAULT_LIMITS } from '../../src/knowledge/parsers/limits.ts'
import { parseDocument } from '../../src/knowledge/parsers/parse-document.ts'
import { intakeRows } from '../../src/wiring/documents.ts'
import type { TestApp } from './app.ts'

/** Takes a document into a running app, as an upload would. Fails the test when it is refused. */
export async function ingest(
  { app }: Pick<TestApp, 'app'>,
  text: string,
  { name = '采购.txt', ...stated }: Stated & { name?: string } = {},
): Promise<void> {
  const bytes = Buffer.from(text)
  const intake = createIntake({
    rows: intakeRows(app.store),
    reader: { read: (file) => parseDocument(file, DEFAULT_LIMITS) },
    judgeSize: () => undefined,
  })
  const arrival = { name, size: bytes.length, load: async () => bytes, stated }
  for await (const outcome of intake.takeIn([arrival])) expect(outcome.kind).not.toBe('refused')
}
