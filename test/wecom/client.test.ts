import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { createLog, silentLog } from '../../src/base/log.ts'
import { createWecomClient, type WecomClientDeps } from '../../src/wecom/client.ts'
import { sendBody } from '../../src/wecom/messages.ts'
import { type Qyapi, startQyapi } from './qyapi-stub.ts'

const START = new Date('2026-03-02T09:07:00+08:00')
const SECRET = 'SECRET-of-the-app'
const BODY = sendBody('li', 1000002, { kind: 'text', text: '您好，首席合规官由总法律顾问兼任。😀' })

let wecom: Qyapi
let clock: ReturnType<typeof createStoppedClock>

beforeEach(async () => {
  wecom = await startQyapi()
  clock = createStoppedClock(START)
})
afterEach(() => wecom.close())

function client(changes: Partial<WecomClientDeps> = {}) {
  return createWecomClient({
    apiBase: wecom.url,
    corpId: 'wwCorp',
    agentId: 1000002,
    secret: SECRET,
    clock,
    log: silentLog,
    random: () => 0.5,
    timeoutMs: 30_000,
    ...changes,
  })
}

function later(minutes: number): void {
  clock.set(new Date(clock.now().getTime() + minutes * 60_000))
}

describe('sending', () => {
  test('the body arrives byte for byte, as JSON, with the token in the query', async () => {
    wecom.answers('message/send', { errcode: 0, errmsg: 'ok', msgid: 'M7', response_code: 'RC' })
    expect(await client().send(BODY)).toEqual({ kind: 'sent', msgid: 'M7', responseCode: 'RC' })

    const [sent] = wecom.to('message/send')
    expect(sent?.body.equals(Buffer.from(BODY))).toBe(true)
    expect(sent?.query.get('access_token')).toBe('T1')
    expect(sent?.method).toBe('POST')
    expect(sent?.headers['content-type']).toContain('application/json')
    expect(wecom.to('gettoken')[0]?.query.get('corpsecret')).toBe(SECRET)
  })

  test.each(['', '/', '/relay/wecom', '/relay/wecom/'])('the API may lie behind %j', async (prefix) => {
    const relay = await startQyapi(prefix.replace(/\/$/, ''))
    const apiBase = relay.url.replace(/\/relay.*$/, '') + prefix
    expect(await client({ apiBase }).send(BODY)).toMatchObject({ kind: 'sent' })
    expect(relay.to('message/send')).toHaveLength(1)
    await relay.close()
  })

  test.each(['qyapi.weixin.qq.com', 'ftp://x', '', 'https://x/?a=b'])(
    'the address %j is a mistake in the configuration',
    (apiBase) => {
      expect(() => client({ apiBase })).toThrow(expect.objectContaining({ kind: 'config' }))
    },
  )

  test('updating a card and recalling a message have outcomes like sending', async () => {
    wecom.answers(
      'message/update_template_card',
      { errcode: 0, invaliduser: ['x'] },
      { errcode: 60140, errmsg: 'used' },
    )
    const bot = client()
    expect(await bot.updateCard('{"a":1}')).toEqual({ kind: 'sent', msgid: '' })
    expect(await bot.updateCard('{"a":1}')).toMatchObject({ kind: 'refused', errcode: 60140, disposition: 'permanent' })
    expect(await bot.recall('M1')).toEqual({ kind: 'sent', msgid: 'M1' })
    expect(wecom.to('message/recall')[0]?.body.toString()).toBe('{"msgid":"M1"}')
  })
})

describe('receivers that WeCom cannot reach', () => {
  test.each(['invaliduser', 'unlicenseduser'])(
    'the only receiver in %s is a refusal although the errcode is 0',
    async (list) => {
      wecom.answers('message/send', { errcode: 0, errmsg: 'ok', msgid: 'M1', [list]: 'LI' })
      expect(await client().send(BODY)).toMatchObject({
        kind: 'refused',
        errcode: 81013,
        disposition: 'permanent',
        errmsg: `${list}: li`,
      })
    },
  )

  test('one of two receivers missing is still a message to the other', async () => {
    wecom.answers('message/send', { errcode: 0, msgid: 'M1', invaliduser: 'li' })
    expect(await client().send(sendBody('li|wang', 1, { kind: 'text', text: 'x' }))).toMatchObject({ kind: 'sent' })
  })

  test('empty lists mean that everybody was reached', async () => {
    wecom.answers('message/send', { errcode: 0, msgid: 'M1', invaliduser: '', unlicenseduser: '' })
    expect(await client().send(BODY)).toMatchObject({ kind: 'sent' })
  })
})

describe('what WeCom refuses', () => {
  test.each([
    [-1, { kind: 'later', errcode: -1, effect: 'none' }],
    [6000, { kind: 'later', effect: 'none' }],
    [45033, { kind: 'later', effect: 'none' }],
    [45009, { kind: 'later', waitMs: 60_000, effect: 'none' }],
    [81013, { kind: 'refused', disposition: 'permanent' }],
    [60111, { kind: 'refused', disposition: 'permanent' }],
    [44004, { kind: 'refused', disposition: 'permanent' }],
    [48002, { kind: 'refused', disposition: 'admin' }],
    [99999999, { kind: 'refused', disposition: 'permanent' }],
  ])('%d', async (errcode, expected) => {
    wecom.answers('message/send', { errcode, errmsg: 'no' })
    expect(await client().send(BODY)).toMatchObject(expected)
    expect(wecom.to('message/send')).toHaveLength(1)
  })

  test('an untrusted address is for the administrator, and the address WeCom saw is kept', async () => {
    wecom.answers('message/send', {
      errcode: 60020,
      errmsg: 'not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more info at …',
    })
    expect(await client().send(BODY)).toMatchObject({
      kind: 'refused',
      disposition: 'admin',
      errmsg: expect.stringContaining('203.0.113.9'),
    })
  })
})

describe('the access token', () => {
  test('a hundred messages at once need one token', async () => {
    const bot = client()
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => bot.send(BODY)))
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true)
    expect(wecom.to('gettoken')).toHaveLength(1)
  })

  test('when a hundred messages meet a withdrawn token, one new token serves them all', async () => {
    wecom.answers('message/send', (response, { query }) => {
      const valid = query.get('access_token') === 'T2'
      response.end(JSON.stringify(valid ? { errcode: 0, msgid: 'M' } : { errcode: 42001, errmsg: 'expired' }))
    })
    const bot = client()
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => bot.send(BODY)))
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true)
    expect(wecom.to('gettoken')).toHaveLength(2)
    expect(wecom.to('message/send')).toHaveLength(200)
  })

  test.each([40014, 42001, 40001])('%d: one new token and the same bytes once more', async (errcode) => {
    wecom.answers('message/send', { errcode, errmsg: 'token' }, { errcode: 0, msgid: 'M2' })
    expect(await client().send(BODY)).toEqual({ kind: 'sent', msgid: 'M2' })
    const [first, second] = wecom.to('message/send')
    expect(second?.body).toEqual(first?.body)
    expect([first, second].map((one) => one?.query.get('access_token'))).toEqual(['T1', 'T2'])
  })

  test('a token that stays refused is tried twice, not for ever', async () => {
    wecom.answers('message/send', { errcode: 42001, errmsg: 'expired' })
    expect(await client().send(BODY)).toMatchObject({ kind: 'later', errcode: 42001, effect: 'none' })
    expect(wecom.to('message/send')).toHaveLength(2)
    wecom.answers('message/send', { errcode: 40001, errmsg: 'bad' })
    expect(await client().send(BODY)).toMatchObject({ kind: 'refused', errcode: 40001, disposition: 'admin' })
  })

  test('thirty refused messages in a minute do not ask for thirty tokens', async () => {
    wecom.answers('message/send', { errcode: 40014, errmsg: 'no' })
    const bot = client()
    for (let count = 0; count < 30; count += 1)
      expect(await bot.send(BODY)).toMatchObject({ kind: 'later', effect: 'none' })
    expect(wecom.to('gettoken').length).toBeLessThanOrEqual(20)

    wecom.answers('message/send', { errcode: 0, msgid: 'M' })
    later(1)
    expect(await bot.send(BODY)).toMatchObject({ kind: 'sent' })
  })

  test('it is renewed five to six minutes before it ends, and not sooner', async () => {
    const bot = client()
    await bot.send(BODY)
    later(114)
    await bot.send(BODY)
    expect(wecom.to('gettoken')).toHaveLength(1)
    later(1)
    await bot.send(BODY)
    expect(wecom.to('gettoken')).toHaveLength(2)
  })

  test('after a wrong secret WeCom is left alone for a minute, and the reason says so', async () => {
    wecom.answers('gettoken', { errcode: 40001, errmsg: 'invalid credential' })
    const bot = client()
    for (let count = 0; count < 5; count += 1) {
      expect(await bot.send(BODY)).toMatchObject({
        kind: 'refused',
        errcode: 40001,
        disposition: 'admin',
        errmsg: expect.stringContaining('60 s'),
      })
    }
    expect(wecom.to('gettoken')).toHaveLength(1)
    expect(wecom.to('message/send')).toHaveLength(0)

    later(1)
    wecom.answers('gettoken', { errcode: 0, access_token: 'T9', expires_in: 7200 })
    expect(await bot.send(BODY)).toMatchObject({ kind: 'sent' })
  })

  test.each([
    [
      { errcode: 0, errmsg: 'ok' },
      { kind: 'later', effect: 'none' },
    ],
    [
      { errcode: 0, access_token: 'T', expires_in: 'soon' },
      { kind: 'later', effect: 'none' },
    ],
    [
      { errcode: 40013, errmsg: 'corp' },
      { kind: 'refused', disposition: 'admin' },
    ],
    [
      { errcode: 45009, errmsg: 'freq' },
      { kind: 'later', waitMs: 60_000 },
    ],
    [
      { errcode: -1, errmsg: 'busy' },
      { kind: 'later', effect: 'none' },
    ],
  ])('gettoken answering %j sends nothing', async (answer, expected) => {
    wecom.answers('gettoken', answer)
    expect(await client().send(BODY)).toMatchObject(expected)
    expect(wecom.to('message/send')).toHaveLength(0)
  })

  test('a gettoken that breaks down sends nothing, so nothing is in doubt', async () => {
    const breakdowns = [
      (response: ServerResponse) => void response.destroy(),
      (response: ServerResponse) => void response.writeHead(502).end('Bad Gateway'),
      (response: ServerResponse) => void response.end('<html>'),
    ]
    for (const breakdown of breakdowns) {
      wecom.answers('gettoken', breakdown)
      expect(await client().send(BODY)).toMatchObject({ kind: 'later', effect: 'none' })
    }
    expect(wecom.to('message/send')).toHaveLength(0)
  })
})

describe('a wire that fails', () => {
  test('nobody listening: nothing happened', async () => {
    const { url } = wecom
    await wecom.close()
    expect(await client({ apiBase: url }).send(BODY)).toMatchObject({
      kind: 'later',
      effect: 'none',
      reason: 'ECONNREFUSED',
    })
  })

  test('a name that does not exist: nothing happened', async () => {
    const outcome = await client({ apiBase: 'http://wecom.invalid' }).send(BODY)
    expect(outcome).toMatchObject({ kind: 'later', effect: 'none' })
  })

  test.each([
    ['the connection is cut after the request', (response: ServerResponse) => response.destroy()],
    [
      'the answer stops in the middle',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"errc')
        setImmediate(() => response.destroy())
      },
    ],
    [
      'a 502 of a proxy',
      (response: ServerResponse) => {
        response.writeHead(502).end('<html>Bad Gateway</html>')
      },
    ],
    [
      'a page instead of JSON',
      (response: ServerResponse) => {
        response.end('<html>login</html>')
      },
    ],
    [
      'an empty answer',
      (response: ServerResponse) => {
        response.end()
      },
    ],
    [
      'a list',
      (response: ServerResponse) => {
        response.end('[0]')
      },
    ],
    [
      'an errcode that is a text',
      (response: ServerResponse) => {
        response.end('{"errcode":"0"}')
      },
    ],
    [
      'twenty megabytes',
      (response: ServerResponse) => {
        response.end(`${' '.repeat(20 * 1024 * 1024)}{"errcode":0,"msgid":"M"}`)
      },
    ],
  ])('%s: it may have been sent', async (_what, answer) => {
    wecom.answers('message/send', answer)
    expect(await client().send(BODY)).toMatchObject({ kind: 'later', effect: 'unknown' })
    expect(wecom.to('message/send')).toHaveLength(1)
  })

  test('an answer that does not come: given up after the time allowed, and it may have been sent', async () => {
    wecom.answers('message/send', () => undefined)
    const outcome = await client({ timeoutMs: 150 }).send(BODY)
    expect(outcome).toMatchObject({ kind: 'later', effect: 'unknown', reason: 'no answer within 150 ms' })
  })

  test('a redirect is not followed, and neither the message nor the token go where it points', async () => {
    const elsewhere = await startQyapi()
    wecom.answers('message/send', (response) =>
      response.writeHead(307, { location: `${elsewhere.url}/cgi-bin/message/send` }).end(),
    )
    expect(await client().send(BODY)).toMatchObject({ kind: 'later', effect: 'unknown', reason: 'HTTP status 307' })
    expect(elsewhere.asked).toHaveLength(0)
    await elsewhere.close()
  })

  test('a 404 of something that is not WeCom: nothing was sent', async () => {
    wecom.answers('message/send', (response) => response.writeHead(404).end('nginx'))
    expect(await client().send(BODY)).toMatchObject({ kind: 'later', effect: 'none', reason: 'HTTP status 404' })
  })
})

describe('the directory', () => {
  test('a member, the members of a department, and the departments', async () => {
    const user = {
      userid: 'LiSi',
      name: '李四',
      department: [2],
      position: '首席合规官',
      is_leader_in_dept: [1],
      direct_leader: ['wang'],
      status: 1,
      main_department: 2,
    }
    wecom.answers('user/get', { errcode: 0, ...user })
    wecom.answers('user/list', { errcode: 0, userlist: [user, { userid: 'bare', department: [2] }] })
    wecom.answers('department/list', {
      errcode: 0,
      department: [
        { id: 1, name: '市国资委', parentid: 0 },
        { id: 2, name: '水务集团', parentid: 1, department_leader: ['LiSi'] },
      ],
    })
    const bot = client()
    expect(await bot.user('lisi')).toMatchObject({
      userid: 'LiSi',
      name: '李四',
      department: [2],
      isLeaderInDept: [1],
      directLeader: ['wang'],
      status: 1,
    })
    expect((await bot.users(2)).map(({ userid, name }) => [userid, name])).toEqual([
      ['LiSi', '李四'],
      ['bare', ''],
    ])
    expect(await bot.departments()).toEqual([
      { id: 1, name: '市国资委', parentId: 0, leaders: [] },
      { id: 2, name: '水务集团', parentId: 1, leaders: ['LiSi'] },
    ])
    expect(wecom.to('user/list')[0]?.query.get('department_id')).toBe('2')
  })

  test.each([60111, 46004, 40003, 60021])('%d means that there is no such member', async (errcode) => {
    wecom.answers('user/get', { errcode, errmsg: 'no' })
    expect(await client().user('ghost')).toBeUndefined()
  })

  test('another refusal is an error that tells the administrator what to do', async () => {
    wecom.answers('department/list', { errcode: 60020, errmsg: 'from ip: 203.0.113.9' })
    await expect(client().departments()).rejects.toMatchObject({
      errcode: 60020,
      kind: 'config',
      publicMessage: expect.stringContaining('可信 IP'),
    })
  })

  test('an answer of another shape is an error, not a crash', async () => {
    wecom.answers('user/list', { errcode: 0, userlist: 'all' })
    await expect(client().users(1)).rejects.toMatchObject({ kind: 'unavailable' })
  })
})

describe('files', () => {
  test('an upload is one part named media with its Chinese name, also when the token has to be replaced', async () => {
    wecom.answers(
      'media/upload',
      { errcode: 42001, errmsg: 'expired' },
      { errcode: 0, type: 'file', media_id: 'MEDIA', created_at: '1' },
    )
    const bytes = new TextEncoder().encode('管理方案正文')
    expect(await client().upload({ name: '合规方案.txt', bytes, type: 'file' })).toEqual({ mediaId: 'MEDIA' })
    const form = wecom.to('media/upload')[1]?.body.toString()
    expect(form).toContain('name="media"; filename="合规方案.txt"')
    expect(form).toContain('管理方案正文')
    expect(wecom.to('media/upload')[1]?.query.get('type')).toBe('file')
  })

  test('a file of five bytes, or of more than twenty megabytes, is not even tried', async () => {
    for (const size of [5, 20 * 1024 * 1024 + 1]) {
      await expect(client().upload({ name: 'a', bytes: new Uint8Array(size), type: 'file' })).rejects.toMatchObject({
        kind: 'input',
      })
    }
    expect(wecom.asked).toHaveLength(0)
  })

  test.each([
    ['attachment; filename="合规.docx"', '合规.docx'],
    ["attachment; filename*=UTF-8''%E5%90%88%E8%A7%84.docx", '合规.docx'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename=plain.txt', 'plain.txt'],
    ['attachment', undefined],
  ])('a download with %j is called %j', async (disposition, name) => {
    wecom.answers('media/get', (response) => {
      const head = `HTTP/1.1 200 OK\r\nContent-Disposition: ${disposition}\r\nContent-Length: 3\r\nConnection: close\r\n\r\n`
      response.socket?.end(Buffer.concat([Buffer.from(head), Buffer.from([0, 1, 255])]))
    })
    const file = await client().download('MEDIA')
    expect(file.name).toBe(name)
    expect([...file.bytes]).toEqual([0, 1, 255])
  })

  test('a JSON file of a member is a file; a JSON refusal is an error', async () => {
    wecom.answers('media/get', (response) =>
      response
        .setHeader('content-type', 'application/json')
        .setHeader('content-disposition', 'attachment; filename="a.json"')
        .end('{"errcode":1}'),
    )
    expect((await client().download('MEDIA')).name).toBe('a.json')
    wecom.answers('media/get', { errcode: 40007, errmsg: 'invalid media_id' })
    await expect(client().download('OLD')).rejects.toMatchObject({ errcode: 40007 })
  })
})

describe('secrets', () => {
  test('neither secret, token nor text are in the log or in what is reported, whatever fails', async () => {
    const written: string[] = []
    const log = createLog(
      'debug',
      new Writable({
        write: (chunk, _encoding, done) => {
          written.push(String(chunk))
          done()
        },
      }),
    )
    const bot = client({ log, timeoutMs: 150 })
    wecom.answers('gettoken', { errcode: 0, access_token: 'TOKEN-in-use', expires_in: 7200 })
    const faults = [
      { errcode: 42001, errmsg: 'expired TOKEN-in-use' },
      { errcode: 40058, errmsg: 'token TOKEN-in-use is wrong' },
      (response: ServerResponse) => void response.destroy(),
      (response: ServerResponse) => void response.writeHead(500).end('TOKEN-in-use'),
      () => undefined,
    ]
    for (const fault of faults) {
      wecom.answers('message/send', fault)
      const outcome = await bot.send(BODY)
      log.error({ outcome }, 'not sent')
      wecom.answers('user/get', fault)
      await bot.user('li').catch((error: unknown) => log.error({ err: error }, 'not read'))
    }
    const { url } = wecom
    await wecom.close()
    await client({ log, apiBase: url })
      .user('li')
      .catch((error: unknown) => log.error({ err: error }, 'not read'))
    expect(written.length).toBeGreaterThan(10)
    expect(written.join('')).not.toMatch(/TOKEN-in-use|SECRET-of-the-app|总法律顾问/)
  })
})

describe('signing in', () => {
  test.each([
    [{ userid: 'ZhangWei' }, { kind: 'member', userid: 'ZhangWei' }],
    [{ userid: 'wwCorp/zhangwei' }, { kind: 'member', userid: 'zhangwei' }],
    [{ userid: 'wwOther/zhangwei' }, { kind: 'outsider' }],
    [{ userid: 'wwCorp/' }, { kind: 'outsider' }],
    [{ userid: '' }, { kind: 'outsider' }],
    [{ openid: 'o1', external_userid: 'wm1' }, { kind: 'outsider' }],
    [{ errcode: 40029, errmsg: 'invalid code' }, { kind: 'spent' }],
    [{ errcode: 42003, errmsg: 'expired' }, { kind: 'spent' }],
    [{ errcode: 42022, errmsg: 'used' }, { kind: 'spent' }],
  ])('%j is %j', async (answer, login) => {
    wecom.answers('auth/getuserinfo', { errcode: 0, errmsg: 'ok', ...answer })
    expect(await client().login('CODE-1')).toEqual(login)
    expect(wecom.to('auth/getuserinfo')[0]?.query.get('code')).toBe('CODE-1')
  })

  test('other refusals and nonsense are errors, and none repeats the code', async () => {
    wecom.answers('auth/getuserinfo', { errcode: 60020, errmsg: 'not allow, code CODE-1' }, { errcode: 0, userid: 7 })
    await expect(client().login('CODE-1')).rejects.toMatchObject({
      errcode: 60020,
      message: expect.not.stringContaining('CODE-1'),
    })
    await expect(client().login('CODE-1')).rejects.toThrow('another shape')
  })
})
