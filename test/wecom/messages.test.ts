import { describe, expect, test } from 'vitest'
import { sendBody, splitText, toWellFormed, updateCardBody } from '../../src/wecom/messages.ts'
import { fc } from '../support/property.ts'

const MARKER = /^\(\d+\/\d+\)\n/
const bytes = (text: string) => Buffer.byteLength(text)
const withoutMarkers = (parts: string[]) => (parts.length === 1 ? parts : parts.map((part) => part.replace(MARKER, '')))
const sentence = '国有企业应当建立健全合规管理体系。'

describe('a long answer', () => {
  test('that fits stays one message, to the last byte', () => {
    expect(splitText(`${'合'.repeat(682)}ab`)).toEqual([`${'合'.repeat(682)}ab`])
    expect(splitText(`${'合'.repeat(682)}abc`)).toHaveLength(2)
    expect(splitText('')).toEqual([''])
  })

  test('is numbered so that the reader knows the order', () => {
    const parts = splitText(sentence.repeat(100))
    expect(parts.map((part) => part.slice(0, 6))).toEqual(['(1/3)\n', '(2/3)\n', '(3/3)\n'])
  })

  test('is cut between blocks if that costs no further part, else between lines, else after a sentence', () => {
    const block = `${sentence.repeat(15)}\n\n`
    expect(withoutMarkers(splitText(block.repeat(4)))).toEqual([block + block, block + block])

    const line = `${sentence.repeat(12)}\n`
    for (const part of withoutMarkers(splitText(line.repeat(7)))) expect(part.endsWith('。\n')).toBe(true)

    for (const part of withoutMarkers(splitText(sentence.repeat(90)))) expect(part.endsWith('。')).toBe(true)
  })

  test('keeps a closing quotation mark with its sentence', () => {
    for (const part of withoutMarkers(splitText(`“${sentence}”`.repeat(90)))) expect(part.endsWith('。”')).toBe(true)
  })

  test('never loses a citation to the cut: quote and source stay in one part', () => {
    const citation = `“${sentence.repeat(9)}”\n〔出处〕《合规管理工作方案》二（二）6\n\n`
    for (const lead of [1, 5, 17, 23, 31]) {
      const parts = splitText(`${'总'.repeat(lead * 10)}\n\n${citation.repeat(6)}`)
      const whole = parts.flatMap((part) => part.match(/“[^”]*”\n〔出处〕《合规管理工作方案》二（二）6/g) ?? [])
      expect(whole).toHaveLength(6)
    }
  })

  test('cuts a citation only when it is too long for one message', () => {
    const parts = splitText(`《方案》${'规'.repeat(1500)}`)
    expect(withoutMarkers(parts).join('')).toBe(`《方案》${'规'.repeat(1500)}`)
    expect(parts).toHaveLength(3)
  })

  test('never cuts a family, a flag or a skin tone in two', () => {
    const emoji = ['👨‍👩‍👧‍👦', '🇨🇳', '👍🏽', 'é']
    for (const one of emoji) {
      for (const part of withoutMarkers(splitText(one.repeat(900)))) {
        expect(part.length % one.length).toBe(0)
      }
    }
  })

  test('survives a character with five thousand accents', () => {
    const text = `a${'\u0301'.repeat(5000)}`
    const parts = splitText(text)
    expect(withoutMarkers(parts).join('')).toBe(text)
    for (const part of parts) expect(bytes(part)).toBeLessThanOrEqual(2048)
  })

  test('refuses a limit that leaves no room', () => {
    expect(() => splitText('x', { limit: 63 })).toThrow(expect.objectContaining({ kind: 'defect' }))
  })
})

describe('whatever the text', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\n\n', '\r\n', '。', '！', '”', '👨‍👩‍👧', '🇨🇳', '👍🏽', 'é', ' '),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.stringMatching(/^[合规管理]{1,40}[。；]?$/),
    fc.constantFrom('《方案》二（二）6\n', '〔出处〕《方案》三\n', '《长》'.repeat(6)),
  )
  const texts = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(''))
  const limits = fc.integer({ min: 64, max: 260 })

  test('the parts without their markers are the text, each within the limit and well-formed', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const parts = splitText(text, { limit })
        expect(withoutMarkers(parts).join('')).toBe(text.toWellFormed())
        for (const part of parts) {
          expect(bytes(part)).toBeLessThanOrEqual(limit)
          expect(part.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('no citation line that fits is cut', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        const parts = withoutMarkers(splitText(text, { limit }))
        const ends = new Set<number>()
        let length = 0
        for (const part of parts) {
          length += part.length
          ends.add(length)
        }
        for (const { 0: line, index } of text.toWellFormed().matchAll(/(?<=^|[\r\n])[《〔][^\r\n]*/g)) {
          if (bytes(line) > limit - 8) continue
          for (const end of ends) expect(end > index && end < index + line.trimEnd().length).toBe(false)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('there are no more parts than filling each to the brim would make', () => {
    const plain = fc
      .array(fc.constantFrom('合', 'a', '。', '\n', '\n\n', '😀'), { minLength: 60, maxLength: 400 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(plain, limits, (text, limit) => {
        const parts = splitText(text, { limit })
        if (parts.length === 1 || parts.length > 9) return
        expect(parts).toHaveLength(fillToTheBrim(text, limit - bytes('(1/3)\n')))
      }),
      { numRuns: 300 },
    )
  })
})

function fillToTheBrim(text: string, budget: number): number {
  let parts = 1
  let used = 0
  for (const { segment } of new Intl.Segmenter('zh').segment(text)) {
    if (used + bytes(segment) > budget) {
      parts += 1
      used = 0
    }
    used += bytes(segment)
  }
  return parts
}

describe('the body of a message', () => {
  test('asks WeCom to drop repetitions for four hours and names the app by a number', () => {
    expect(JSON.parse(sendBody('li', 1000002, { kind: 'text', text: '您好' }))).toEqual({
      touser: 'li',
      agentid: 1000002,
      msgtype: 'text',
      text: { content: '您好' },
      enable_duplicate_check: 1,
      duplicate_check_interval: 14400,
    })
  })

  test.each([
    [{ kind: 'markdown', markdown: '**x**' } as const, { msgtype: 'markdown', markdown: { content: '**x**' } }],
    [{ kind: 'file', mediaId: 'M' } as const, { msgtype: 'file', file: { media_id: 'M' } }],
    [
      { kind: 'card', card: { card_type: 'text_notice' } } as const,
      { msgtype: 'template_card', template_card: { card_type: 'text_notice' } },
    ],
  ])('%j', (content, expected) => expect(JSON.parse(sendBody('li', 1, content))).toMatchObject(expected))

  test('is the same bytes each time', () => {
    const make = () => sendBody('li', 1, { kind: 'text', text: '合规😀' })
    expect(make()).toBe(make())
  })

  test('holds no \\uXXXX escape, whatever the text: halves of emoji and control characters go', () => {
    const body = sendBody('li', 1, { kind: 'card', card: { main_title: { title: `a\ud83d b\u0007\u0000\tc\n😀` } } })
    expect(body).not.toMatch(/\\u/)
    expect(JSON.parse(body).template_card.main_title.title).toBe('a\ufffd b\tc\n😀')
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/(?<!\\)(?:\\\\)*\\u/.test(sendBody('li', 1, { kind: 'text', text })),
      ),
    )
    expect(toWellFormed('正文😀')).toBe('正文😀')
  })

  test('a card update names who sees it and either new buttons or a new card', () => {
    const target = { agentId: 7, readers: { userIds: ['li', 'wang'] } }
    expect(JSON.parse(updateCardBody('RC', { replaceName: '已确认' }, target))).toEqual({
      userids: ['li', 'wang'],
      agentid: 7,
      response_code: 'RC',
      button: { replace_name: '已确认' },
    })
    expect(
      JSON.parse(updateCardBody('RC', { card: { card_type: 'text_notice' } }, { agentId: 7, readers: 'everybody' })),
    ).toMatchObject({
      atall: 1,
      template_card: { card_type: 'text_notice' },
    })
  })
})
