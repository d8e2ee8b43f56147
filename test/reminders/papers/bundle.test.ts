import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { AppError } from '../../../src/base/errors.ts'
import type { EvidenceFiles } from '../../../src/reminders/acting/evidence.ts'
import { bundle } from '../../../src/reminders/papers/bundle.ts'
import type { ReportInput } from '../../../src/reminders/papers/input.ts'
import { layOut } from '../../../src/reminders/papers/manifest.ts'
import type { LedgerRecord } from '../../../src/reminders/papers/records.ts'
import { safeSegment } from '../../../src/reminders/papers/safe-path.ts'
import { fc } from '../../support/property.ts'

function record(number: number, title: string, files: readonly string[], enterprise = '城投集团'): LedgerRecord {
  return {
    subsidiary: false,
    also: [],
    ...{
      occurrenceId: `o${number}`,
      number,
      enterpriseId: enterprise,
      enterprise,
      obligationId: 'report',
      plan: '2026-2028',
    },
    ...{
      title,
      documentId: 'plan',
      clause: '三（二）2023年',
      quote: '报送',
      who: '各企业',
      needsEvidence: true,
      history: false,
    },
    ...{ state: 'done', status: '已办结', owners: ['孙丽'], deeds: [], problems: [] },
    evidence: files.map((fileName) => ({
      ...{ fileName, sha256: hashOf(fileName), bytes: fileName.length, at: new Date('2026-11-25T02:00:00Z') },
      ...{ day: '2026-11-25', by: '孙丽' },
    })),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function input(records: readonly LedgerRecord[]): ReportInput {
  return {
    ...{
      records,
      rollup: false,
      targets: [],
      period: undefined,
      today: '2026-11-25',
      at: new Date('2026-11-25T02:00:00Z'),
      timeZone: 'Asia/Shanghai',
    },
    units: [{ id: '城投集团', name: '城投集团', kind: 'enterprise', subsidiary: false, officers: [], departments: [] }],
    receiver: '市国资委',
    documentTitle: (id) => id,
  }
}

test.each([
  ['自查报告.pdf', '自查报告.pdf'],
  ['../../etc/passwd', '_._etc_passwd'],
  ['C:\\Windows\\system32', 'C__Windows_system32'],
  ['CON', '_CON'],
  ['com1.txt', '_com1.txt'],
  ['console.txt', 'console.txt'],
  ['..', '_'],
  ['', '_'],
  ['. . .', '_'],
  ['报告.', '报告'],
  ['a:b*c?.docx', 'a_b_c_.docx'],
  ['报\u202Efdp.exe', '报_fdp.exe'],
  ['两\n行.txt', '两_行.txt'],
  ['.pdf', 'pdf'],
])('%j is kept as %j', (name, safe) => {
  expect(safeSegment(name, 70)).toBe(safe)
})

test('whatever people name their files, every path leads into the folder, is bearable on Windows and stands there once', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(
      'a.txt',
      'A.TXT',
      'a.txt ',
      'ａ.txt',
      'nul',
      '../x',
      '..',
      '/etc',
      'é.pdf',
      'e\u0301.pdf',
      '长'.repeat(300),
    ),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name, name), { maxLength: 20 }), (rows) => {
      const records = rows.map(([enterprise, title, file], index) => record(index % 3, title, [file, file], enterprise))
      const paths = layOut(records).map(({ path }) => path)
      expect(paths).toHaveLength(records.length * 2)
      expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length)
      for (const path of paths) {
        expect(path.length).toBeLessThanOrEqual(170)
        expect(path).not.toMatch(/[\p{Cc}\p{Cs}\\:*?"<>|]/u)
        const segments = path.split('/')
        expect(segments).toHaveLength(3)
        for (const segment of segments) {
          expect(segment).not.toMatch(/^[.\s]|[.\s]$|^$/u)
          expect(segment).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('a file that changes between being compared and being packed ends the bundle: nothing false is written', async () => {
  const reads: string[] = []
  const open = async (sha256: string) => {
    reads.push(sha256)
    return Readable.from([Buffer.from(reads.length === 1 ? '报告.pdf' : '别的内容')])
  }
  const made = await bundle(input([record(2, '报送自查报告', ['报告.pdf'])]), only(open))
  expect(made.faults).toEqual([])
  await expect(buffer(made.stream)).rejects.toThrow('changed while it was packed')
  expect(reads).toHaveLength(2)
})

test('a disk that fails while packing ends the bundle too', async () => {
  let opened = 0
  const open = async () => {
    opened += 1
    if (opened === 1) return Readable.from([Buffer.from('报告.pdf')])
    throw new AppError('unavailable', 'input/output error')
  }
  const made = await bundle(input([record(2, '报送自查报告', ['报告.pdf'])]), only(open))
  await expect(buffer(made.stream)).rejects.toThrow('input/output error')
})

/** Evidence that may only be read piece by piece. */
function only(open: EvidenceFiles['open']): EvidenceFiles {
  const never = async () => {
    throw new Error('a bundle streams')
  }
  return { open, read: never, keep: never }
}
