import { describe, expect, test } from 'vitest'
import { buttonInteraction } from '../../src/wecom/cards.ts'
import { dispositionOf, ERRCODES } from '../../src/wecom/errcodes.ts'
import { sendBody } from '../../src/wecom/messages.ts'
import { checkSend } from '../../src/wecom/send-check.ts'

const good = { touser: 'li', agentid: 1000002, msgtype: 'text', text: { content: '您好' } }
const users = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`).join('|')

function errcodeOf(changes: object): number | undefined {
  return checkSend(JSON.stringify({ ...good, ...changes }))?.errcode
}

describe('what message/send would answer', () => {
  test('everything this house builds is accepted', () => {
    const card = buttonInteraction({
      main_title: { title: '这个回答有用吗？' },
      task_id: 't',
      button_list: [{ text: '有用', key: 'up' }],
    })
    const contents = [
      { kind: 'text', text: '正文😀 \\u4e00 \u0007' },
      { kind: 'markdown', markdown: '# 题' },
      { kind: 'file', mediaId: 'M' },
      { kind: 'card', card },
    ] as const
    for (const content of contents) expect(checkSend(sendBody('li', 1000002, content))).toBeUndefined()
    expect(errcodeOf({ touser: users(1000) })).toBeUndefined()
    expect(errcodeOf({ touser: '@all' })).toBeUndefined()
    expect(errcodeOf({ text: { content: '长'.repeat(5000) } })).toBeUndefined()
  })

  test.each<[object, number]>([
    [{ agentid: undefined }, 41011],
    [{ agentid: '1000002' }, 40056],
    [{ touser: undefined }, 81012],
    [{ touser: '' }, 82001],
    [{ touser: '|', toparty: '', totag: '' }, 82001],
    [{ touser: ['li'] }, 40035],
    [{ touser: users(1001) }, 40032],
    [{ toparty: users(101) }, 82002],
    [{ totag: users(101) }, 82003],
    [{ msgtype: 'poem' }, 40008],
    [{ msgtype: 'constructor' }, 40008],
    [{ text: { content: '' } }, 44004],
    [{ text: undefined }, 44004],
    [{ msgtype: 'markdown', markdown: {} }, 44004],
    [{ msgtype: 'file', file: {} }, 40007],
    [{ msgtype: 'textcard', textcard: { description: 'd', url: 'https://x' } }, 41016],
    [{ msgtype: 'textcard', textcard: { title: 't', url: 'https://x' } }, 41033],
    [{ msgtype: 'textcard', textcard: { title: 't', description: 'd', url: 'x.cn' } }, 45034],
    [{ msgtype: 'news', news: { articles: Array.from({ length: 9 }, () => ({ title: 't' })) } }, 45008],
    [{ msgtype: 'news', news: { articles: [{ title: 't' }] }, safe: 1 }, 40074],
    [{ msgtype: 'template_card', template_card: {} }, 42031],
    [{ duplicate_check_interval: 14_401 }, 40058],
  ])('%j is %d', (changes, errcode) => expect(errcodeOf(changes)).toBe(errcode))

  test('escapes are refused, an escaped backslash before a u is not one', () => {
    expect(checkSend('{"touser":"li","agentid":1,"msgtype":"text","text":{"content":"\\u4e00"}}')?.errcode).toBe(40033)
    expect(errcodeOf({ text: { content: 'half \ud83d' } })).toBe(40033)
    expect(errcodeOf({ text: { content: 'C:\\users\\u4e00' } })).toBeUndefined()
  })

  test.each(['', 'hello', '[]', 'null', '{'])('%j is not a message', (body) =>
    expect(checkSend(body)?.errcode).toBe(40058),
  )
})

describe('errcodes', () => {
  test.each([
    [0, 'ok'],
    [-1, 'retry'],
    [45009, 'rate-limited'],
    [40014, 'token'],
    [42001, 'token'],
    [40001, 'token'],
    [60020, 'admin'],
    [43012, 'admin'],
    [81013, 'permanent'],
    [42037, 'permanent'],
    [123456, 'permanent'],
  ])('%d is %s', (errcode, disposition) => expect(dispositionOf(errcode)).toBe(disposition))

  test('each has a meaning and an advice in Chinese, and all of the reference are there', () => {
    for (const { meaning, advice } of Object.values(ERRCODES)) {
      expect(meaning).toMatch(/\p{Script=Han}/u)
      expect(advice).toMatch(/\p{Script=Han}.*。$/u)
    }
    for (const code of [
      40003, 40031, 40033, 40056, 41011, 44004, 48002, 50002, 60011, 60111, 60140, 82002, 85008, 86207, 90207, 93004,
      301002, 670029, 701099, 830002,
    ]) {
      expect(ERRCODES[code]).toBeDefined()
    }
  })
})
