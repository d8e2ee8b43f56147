import { buffer } from 'node:stream/consumers'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { cell, gap, type Paper, text } from '../../../src/reminders/papers/document.ts'
import { writeDocx } from '../../../src/reminders/papers/docx-file.ts'
import { fc } from '../../support/property.ts'

const AT = new Date('2026-11-25T02:00:00Z')

/** A document in which these words stand in every place there is. */
function full(words: string): Paper {
  return {
    title: words,
    at: AT,
    sections: [
      {
        landscape: true,
        blocks: [
          { kind: 'title', text: words },
          { kind: 'subtitle', line: [words] },
          { kind: 'heading', level: 1, text: words },
          { kind: 'heading', level: 3, text: words },
          text(words, gap(words)),
          { kind: 'table', columns: [{ header: words, share: 1 }], rows: [[cell([words, gap(words)])]] },
          { kind: 'closing', lines: [[words]] },
        ],
      },
    ],
  }
}

async function partsOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const archive = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true })
  const parts = new Map<string, string>()
  for await (const entry of archive.eachEntry())
    parts.set(entry.fileName, (await buffer(await archive.openReadStreamPromise(entry))).toString('utf8'))
  return parts
}

test('whatever stands in it, every part of the file is XML of allowed characters', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom(
      '</w:t>',
      '<w:p>',
      ']]>',
      '&#0;',
      '&amp;',
      '\u0000',
      '\uFFFE',
      '\uD800',
      '\u202E',
      '=1+1',
      '\r\n\r\n',
      '2026-11-25T02:00:00Z',
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { maxLength: 6 }), async (pieces) => {
      for (const [name, xml] of await partsOf(await writeDocx(full(pieces.join(''))))) {
        expect({ name, valid: XMLValidator.validate(xml) }).toEqual({ name, valid: true })
        expect(xml).not.toMatch(
          /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|[\u202A-\u202E\u2066-\u2069]/u,
        )
      }
    }),
    { numRuns: 60 },
  )
})

test('what only people know is marked, and the fonts are those of official documents', async () => {
  const parts = await partsOf(await writeDocx(full('自查')))
  expect(parts.get('word/document.xml')).toMatch(/<w:highlight w:val="yellow"\/><\/w:rPr><w:t[^>]*>【请补充：自查】/)
  for (const font of ['宋体', '黑体', '仿宋']) expect(parts.get('word/styles.xml')).toContain(`w:eastAsia="${font}"`)
})

test('a file says when it was made and nothing else of clocks', async () => {
  const parts = await partsOf(await writeDocx(full('自查')))
  const moments = [...parts.values()].flatMap((xml) => xml.match(/20\d\d-\d\d-\d\dT[\d:.]+Z/g) ?? [])
  expect(new Set(moments)).toEqual(new Set([AT.toISOString()]))
})
