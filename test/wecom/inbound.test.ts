import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/base/errors.ts'
import { type Inbound, parseInbound } from '../../src/wecom/inbound.ts'
import { cdata, childrenOf, parseXml } from '../../src/wecom/xml.ts'
import { fc } from '../support/property.ts'

const HEAD = {
  ToUserName: 'wwCorp',
  FromUserName: 'ZhangSan',
  CreateTime: '1772413200',
  AgentID: '1000002',
}

function callback(fields: Record<string, string>, extra = ''): string {
  const parts = Object.entries({ ...HEAD, ...fields }).map(([name, value]) => `<${name}>${cdata(value)}</${name}>`)
  return `<xml>${parts.join('\n')}${extra}</xml>`
}

function message(type: string, fields: Record<string, string> = {}): Inbound {
  return parseInbound(callback({ MsgType: type, MsgId: '4561255354251345929', ...fields }))
}

function event(name: string, fields: Record<string, string> = {}, extra = ''): Inbound {
  return parseInbound(callback({ MsgType: 'event', Event: name, ...fields }, extra))
}

const press = { EventKey: 'answer:B', TaskId: 'quiz@7', CardType: 'vote_interaction', ResponseCode: 'RC-1' }
const chosen = (...ids: string[]) =>
  `<SelectedItems><SelectedItem><QuestionKey>q1</QuestionKey><OptionIds>${ids.map((id) => `<OptionId>${id}</OptionId>`).join('')}</OptionIds></SelectedItem></SelectedItems>`

describe('messages', () => {
  test('a question becomes text, with sender, second and all digits of its id', () => {
    expect(message('text', { Content: '  首席合规官由谁兼任？\n' })).toEqual({
      kind: 'text',
      text: '首席合规官由谁兼任？',
      sender: 'zhangsan',
      corpId: 'wwCorp',
      agentId: '1000002',
      at: new Date('2026-03-02T01:00:00Z'),
      dedupeKey: 'm:wwCorp:4561255354251345929',
    })
  })

  test.each(['007', '0x10', '1e3', '&lt;b&gt; &amp;#65;', 'a]]>b', '<!DOCTYPE x>', '一\n二', '👨‍👩‍👧', 'true', ''])(
    'the text %j arrives as it was written',
    (text) => expect(message('text', { Content: text })).toMatchObject({ kind: 'text', text }),
  )

  test.each([
    ['image', { MediaId: 'M', PicUrl: 'http://p' }, { kind: 'image', mediaId: 'M', pictureUrl: 'http://p' }],
    ['voice', { MediaId: 'M', Format: 'amr' }, { kind: 'voice', mediaId: 'M', format: 'amr' }],
    ['video', { MediaId: 'M', ThumbMediaId: 'T' }, { kind: 'video', mediaId: 'M', thumbMediaId: 'T' }],
    [
      'location',
      { Location_X: '23.134', Location_Y: '-113.35', Scale: '20', Label: '广州' },
      { kind: 'location', latitude: 23.134, longitude: -113.35, scale: 20, label: '广州' },
    ],
    [
      'link',
      { Title: 'T', Description: 'D', Url: 'http://u', PicUrl: 'http://p' },
      { kind: 'link', title: 'T', url: 'http://u' },
    ],
    ['file', { MediaId: 'M', Title: 'a.docx' }, { kind: 'file', mediaId: 'M', name: 'a.docx' }],
  ])('%s', (type, fields, expected) => expect(message(type, fields)).toMatchObject(expected))

  test('a type that nobody knows, or a known one without what it needs, is unsupported and no error', () => {
    expect(message('hologram')).toMatchObject({ kind: 'unsupported', type: 'hologram', sender: 'zhangsan' })
    expect(message('image')).toMatchObject({ kind: 'unsupported', type: 'image' })
    expect(message('constructor')).toMatchObject({ kind: 'unsupported', type: 'constructor' })
  })
})

describe('events', () => {
  test.each([
    ['subscribe', {}, { kind: 'subscribe' }],
    ['unsubscribe', {}, { kind: 'unsubscribe' }],
    ['enter_agent', { EventKey: '' }, { kind: 'enter-agent' }],
    [
      'LOCATION',
      { Latitude: '23.1', Longitude: '113.3', Precision: '119' },
      { kind: 'position', latitude: 23.1, precision: 119 },
    ],
    ['click', { EventKey: 'HELP' }, { kind: 'menu-click', eventKey: 'HELP' }],
    ['view', { EventKey: 'http://u' }, { kind: 'menu-view', url: 'http://u' }],
    ['view_miniprogram', { EventKey: 'pages/a' }, { kind: 'menu-miniprogram', page: 'pages/a' }],
    [
      'inactive_alert',
      { EffectTime: '1772413200' },
      { kind: 'app-state', state: 'inactive-alert', effectiveAt: new Date(1772413200_000) },
    ],
    ['close_inactive_agent', {}, { kind: 'app-state', state: 'closed-for-inactivity' }],
    ['reopen_inactive_agent', {}, { kind: 'app-state', state: 'reopened' }],
    ['low_active_alert', { EffectTime: '1772413200' }, { kind: 'app-state', state: 'low-activity-alert' }],
    ['low_active', {}, { kind: 'app-state', state: 'low-activity' }],
    ['active_restored', {}, { kind: 'app-state', state: 'activity-restored' }],
    ['share_chain_change', {}, { kind: 'sharing-changed', scope: 'chain' }],
    ['share_agent_change', {}, { kind: 'sharing-changed', scope: 'corp' }],
  ])('%s', (name, fields, expected) => expect(event(name, fields)).toMatchObject(expected))

  test.each([
    [
      'scancode_push',
      '<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>007</ScanResult></ScanCodeInfo>',
      { kind: 'scan', waits: false, result: '007' },
    ],
    [
      'scancode_waitmsg',
      '<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>',
      { kind: 'scan', waits: true },
    ],
    [
      'pic_sysphoto',
      '<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>aa</PicMd5Sum></item></PicList></SendPicsInfo>',
      { kind: 'pictures', source: 'camera', md5s: ['aa'] },
    ],
    [
      'pic_photo_or_album',
      '<SendPicsInfo><PicList><item><PicMd5Sum>aa</PicMd5Sum></item><item><PicMd5Sum>bb</PicMd5Sum></item></PicList></SendPicsInfo>',
      { source: 'camera-or-album', md5s: ['aa', 'bb'] },
    ],
    ['pic_weixin', '<SendPicsInfo><Count>0</Count></SendPicsInfo>', { source: 'wechat-album', md5s: [] }],
    [
      'location_select',
      '<SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y><Scale>15</Scale><Label>广州</Label><Poiname/></SendLocationInfo>',
      { kind: 'menu-location', latitude: 23, longitude: 113, label: '广州' },
    ],
    [
      'batch_job_result',
      '<BatchJob><JobId>J</JobId><JobType>sync_user</JobType><ErrCode>0</ErrCode><ErrMsg>ok</ErrMsg></BatchJob>',
      { kind: 'batch-job', jobId: 'J', jobType: 'sync_user', errcode: 0 },
    ],
    [
      'open_approval_change',
      '<ApprovalInfo><ThirdNo>0042</ThirdNo><OpenSpStatus>2</OpenSpStatus><ApplyUserId>LiSi</ApplyUserId></ApprovalInfo>',
      { kind: 'approval-changed', thirdNo: '0042', status: 2, applicant: 'lisi' },
    ],
  ])('%s', (name, extra, expected) => expect(event(name, { EventKey: 'k' }, extra)).toMatchObject(expected))

  test('a pressed card tells key, task, response code and what was chosen, for one option as for several', () => {
    expect(event('template_card_event', press, chosen('a'))).toMatchObject({
      kind: 'card',
      eventKey: 'answer:B',
      taskId: 'quiz@7',
      cardType: 'vote_interaction',
      responseCode: 'RC-1',
      selectedItems: [{ questionKey: 'q1', optionIds: ['a'] }],
    })
    expect(event('template_card_event', press, chosen('a', 'b'))).toMatchObject({
      selectedItems: [{ optionIds: ['a', 'b'] }],
    })
    expect(event('template_card_event', press)).toMatchObject({ selectedItems: [] })
    expect(event('template_card_menu_event', press)).toMatchObject({ kind: 'card-menu', eventKey: 'answer:B' })
  })

  test.each([
    [
      'create_user',
      { UserID: 'LiSi', Department: '1,2', Name: '李四', Status: '1' },
      { userId: 'lisi', departments: [1, 2], name: '李四', status: 1 },
    ],
    ['update_user', { UserID: 'LiSi', NewUserID: 'LiSi2' }, { userId: 'lisi', newUserId: 'lisi2' }],
    ['delete_user', { UserID: 'LiSi' }, { userId: 'lisi' }],
    ['create_party', { Id: '7', Name: '法务部', ParentId: '1' }, { departmentId: 7, name: '法务部', parentId: 1 }],
    ['update_party', { Id: '7' }, { departmentId: 7, name: undefined }],
    ['delete_party', { Id: '7' }, { departmentId: 7 }],
    [
      'update_tag',
      { TagId: '3', AddUserItems: 'A,b', DelPartyItems: '4' },
      { tagId: 3, addedUsers: ['a', 'b'], removedDepartments: [4] },
    ],
  ])('change_contact %s', (changeType, fields, expected) => {
    const change = event('change_contact', { FromUserName: 'sys', ChangeType: changeType, ...fields })
    expect(change).toMatchObject({ kind: 'change-contact', changeType, sender: 'sys', ...expected })
  })

  test('an event or a change that nobody knows is unsupported and no error', () => {
    expect(event('teleported')).toMatchObject({ kind: 'unsupported', type: 'event/teleported' })
    expect(event('toString')).toMatchObject({ kind: 'unsupported' })
    expect(event('change_contact', { ChangeType: 'paint_user' })).toMatchObject({
      kind: 'unsupported',
      type: 'event/change_contact/paint_user',
    })
    expect(
      parseInbound(
        '<xml><ToUserName>c</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event></xml>',
      ),
    ).toMatchObject({ kind: 'unsupported', sender: 'sys' })
  })
})

describe('the key that makes a delivery happen once', () => {
  const key = (fields: Record<string, string>, extra = '') =>
    event('template_card_event', { ...press, ...fields }, extra).dedupeKey

  test('a press that is delivered again has the same key, also with another response code', () => {
    expect(key({})).toBe(key({}))
    expect(key({ ResponseCode: 'RC-2' })).toBe(key({}))
    expect(key({ FromUserName: 'zhangsan' })).toBe(key({ FromUserName: 'ZHANGSAN' }))
  })

  test('two presses in one second differ by key, task, choice, person, app or second', () => {
    const keys = [
      key({}),
      key({ EventKey: 'answer:C' }),
      key({ TaskId: 'quiz@8' }),
      key({}, chosen('a')),
      key({}, chosen('b')),
      key({}, chosen('a', 'b')),
      key({ FromUserName: 'LiSi' }),
      key({ AgentID: '1000003' }),
      key({ CreateTime: '1772413201' }),
      key({ ToUserName: 'wwOther' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('two members whom the directory changes in one second have two keys', () => {
    const changed = (UserID: string) =>
      event('change_contact', { FromUserName: 'sys', ChangeType: 'delete_user', UserID }).dedupeKey
    expect(changed('a')).not.toBe(changed('b'))
  })

  test('separators inside a key cannot make two events look like one, and a long key stays short', () => {
    expect(key({ EventKey: 'a&TaskId=b', TaskId: 'c' })).not.toBe(key({ EventKey: 'a', TaskId: 'b&TaskId=c' }))
    expect(key({ EventKey: 'x'.repeat(1024) }).length).toBeLessThanOrEqual(180)
    expect(key({ EventKey: 'x'.repeat(1024) })).not.toBe(key({ EventKey: `${'x'.repeat(1023)}y` }))
  })

  test('messages are told apart by their id, and by their bytes when there is none', () => {
    const withoutId = (Content: string) => parseInbound(callback({ MsgType: 'text', Content })).dedupeKey
    expect(message('text', { MsgId: '1' }).dedupeKey).not.toBe(message('text', { MsgId: '2' }).dedupeKey)
    expect(withoutId('a')).not.toBe(withoutId('b'))
    expect(withoutId('a')).toBe(withoutId('a'))
  })
})

describe('XML', () => {
  test.each([
    'hello',
    '',
    '<xml>',
    '<xml><A>1</B></xml>',
    '<xml><A>1',
    '<a/><b/>',
    '{"encrypt":"x"}',
    '<xml><ToUserName>c</ToUserName></xml>',
    '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>',
    '<xml><![CDATA[x</xml>',
    callback({ MsgType: 'text', Content: 'x' }, '<FromUserName>boss</FromUserName>'),
    callback({ MsgType: 'text', CreateTime: 'today', Content: 'x' }),
  ])('%j is not the XML of a callback', (xml) => {
    expect(() => parseInbound(xml)).toThrow(expect.objectContaining({ kind: 'input' }))
  })

  test('nothing an element is called reaches an object prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const xml = callback({ MsgType: 'text', MsgId: '1', Content: 'x' }, `<${name}><polluted>1</polluted></${name}>`)
      try {
        parseInbound(xml)
      } catch (error) {
        expect(error).toBeInstanceOf(AppError)
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    }
  })

  test('children are a list whether there is none, one or several', () => {
    const root = parseXml('<xml><A>1</A><A>2</A><B>3</B></xml>')
    expect(childrenOf(root, 'A').map(({ text }) => text)).toEqual(['1', '2'])
    expect(childrenOf(root, 'B')).toHaveLength(1)
    expect(childrenOf(root, 'C')).toEqual([])
  })

  test('entities are never resolved', () => {
    expect(parseXml('<a>&lt;&#65;&amp;</a>').text).toBe('&lt;&#65;&amp;')
  })

  test('any text survives CDATA', () => {
    const text = fc.string({ unit: fc.constantFrom(']', '>', '<', '&', 'a', '中', '!', '[', 'CDATA', '\n') })
    fc.assert(fc.property(text, (content) => parseXml(`<a>${cdata(content)}</a>`).text === content))
  })

  test('whatever arrives, parsing ends with a message or with an input error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(200), (junk, at) => {
        const xml = callback({ MsgType: 'text', MsgId: '1', Content: 'x' })
        try {
          parseInbound(xml.slice(0, at) + junk + xml.slice(at))
        } catch (error) {
          if (!(error instanceof AppError) || error.kind !== 'input') throw error
        }
      }),
      { numRuns: 500 },
    )
  })
})
