import { createCipheriv, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { encrypt, getSignature } from '@wecom/crypto'
import { describe, expect, test } from 'vitest'
import { createStoppedClock } from '../../src/base/clock.ts'
import { openCiphertext, sealCiphertext } from '../../src/wecom/cipher.ts'
import { CallbackError, openCallback, openEcho, type RawQuery, sealCallback } from '../../src/wecom/envelope.ts'
import { isSignedWith, sign } from '../../src/wecom/signature.ts'

interface Vector {
  name: string
  token: string
  encodingAESKey: string
  timestamp: string
  nonce: string
  msg_signature: string
  encrypt: string
  receiveid: string
  random_base64: string
  plaintext: string
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../fixtures/wecom-vectors.json', import.meta.url), 'utf8'),
) as Vector[]

function credentialsOf(vector: Vector) {
  return { token: vector.token, encodingAesKey: vector.encodingAESKey, receiveIds: [vector.receiveid] }
}

function queryOf({ msg_signature, timestamp, nonce }: Vector): RawQuery {
  return { msg_signature, timestamp, nonce }
}

function refusal(work: () => unknown): CallbackError {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(CallbackError)
    return error as CallbackError
  }
  throw new Error('it was accepted')
}

describe('published vectors', () => {
  test.each(vectors)('$name: the signature is the published one', (vector) => {
    expect(sign(vector.token, vector)).toBe(vector.msg_signature)
    expect(isSignedWith(vector.token, vector, vector.msg_signature)).toBe(true)
  })

  test.each(vectors)('$name: it opens to the published text', (vector) => {
    expect(openEcho({ ...queryOf(vector), echostr: vector.encrypt }, credentialsOf(vector))).toBe(vector.plaintext)
    const body = `<xml><Encrypt><![CDATA[${vector.encrypt}]]></Encrypt></xml>`
    expect(openCallback({ query: queryOf(vector), body }, credentialsOf(vector))).toBe(vector.plaintext)
  })

  test.each(vectors)('$name: sealing with the same random bytes gives the same ciphertext', (vector) => {
    const sealed = sealCallback(vector.plaintext, {
      token: vector.token,
      encodingAesKey: vector.encodingAESKey,
      receiveId: vector.receiveid,
      timestamp: vector.timestamp,
      nonce: vector.nonce,
      random: Buffer.from(vector.random_base64, 'base64'),
    })
    expect(sealed.encrypt).toBe(vector.encrypt)
    expect(sealed.query).toEqual(queryOf(vector))
  })

  test('the echo of the SDK sample is exactly 19 bytes, also when its query string came URL-encoded', () => {
    const [, v2] = vectors
    if (!v2) throw new Error('V2 is missing')
    const encoded = 'P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D'
    const query = { ...queryOf(v2), echostr: decodeURIComponent(encoded) }
    expect(Buffer.byteLength(openEcho(query, credentialsOf(v2)))).toBe(19)
  })
})

const v2 = vectors[1] as Vector
const own = {
  token: 'TokenOfTheHouse1',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveIds: ['wwCorp'],
}
const sentAt = new Date('2026-03-02T01:00:00Z')
const stamp = String(sentAt.getTime() / 1000)

function seal(plaintext: string, changes: Partial<Parameters<typeof sealCallback>[1]> = {}) {
  const { token, encodingAesKey } = own
  const sealed = sealCallback(plaintext, {
    token,
    encodingAesKey,
    receiveId: 'wwCorp',
    timestamp: stamp,
    nonce: 'n1',
    ...changes,
  })
  return { ...sealed, query: sealed.query as RawQuery }
}

/** A correctly signed echo around a ciphertext that need not be WeCom's. */
function signedEcho(echostr: string): RawQuery {
  return { timestamp: stamp, nonce: 'n1', echostr, msg_signature: getSignature(own.token, stamp, 'n1', echostr) }
}

describe('what is refused', () => {
  test('one changed digit of the signature is 403', () => {
    const wrong = v2.msg_signature.replace(/^5/, '6')
    const query = { ...queryOf(v2), msg_signature: wrong, echostr: v2.encrypt }
    expect(refusal(() => openEcho(query, credentialsOf(v2))).status).toBe(403)
  })

  test.each(['', 'x', 'A'.repeat(40), '5c45ff', `${v2.msg_signature}0`])('the signature %j is 403', (signature) => {
    const query = { ...queryOf(v2), msg_signature: signature, echostr: v2.encrypt }
    expect(refusal(() => openEcho(query, credentialsOf(v2))).status).toBe(403)
  })

  test('a plus that became a space on the way is a wrong signature', () => {
    const query = { ...queryOf(v2), echostr: v2.encrypt.replaceAll('+', ' ') }
    expect(refusal(() => openEcho(query, credentialsOf(v2))).status).toBe(403)
  })

  test('a ciphertext of another key with a right signature is not read, whatever the garbage looks like', () => {
    const otherKey = '4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws'
    for (let round = 0; round < 500; round += 1) {
      const error = refusal(() => openEcho(signedEcho(encrypt(otherKey, `hello ${round}`, 'wwCorp')), own))
      expect([400, 403]).toContain(error.status)
    }
  })

  test('a message for another corporation is 403', () => {
    const { query, body } = seal('<xml/>', { receiveId: 'wwOther' })
    expect(refusal(() => openCallback({ query, body }, own)).status).toBe(403)
    expect(openCallback({ query, body }, { ...own, receiveIds: ['wwCorp', 'wwOther'] })).toBe('<xml/>')
  })

  test.each(['msg_signature', 'timestamp', 'nonce', 'echostr'])('%s given twice, or not at all, is 400', (name) => {
    const query: RawQuery = { ...queryOf(v2), echostr: v2.encrypt }
    expect(refusal(() => openEcho({ ...query, [name]: [`${query[name]}`, 'x'] }, credentialsOf(v2))).status).toBe(400)
    expect(refusal(() => openEcho({ ...query, [name]: undefined }, credentialsOf(v2))).status).toBe(400)
  })

  test.each([
    ['timestamp', ''],
    ['timestamp', '1e9'],
    ['timestamp', '1234567890123'],
    ['timestamp', '-1'],
    ['nonce', ''],
    ['nonce', 'n'.repeat(65)],
    ['nonce', 'a\nb'],
  ])('%s %j is 400 although the signature is right', (name, value) => {
    const { query, body } = seal('<xml/>', { [name]: value })
    expect(refusal(() => openCallback({ query, body }, own)).status).toBe(400)
  })

  test.each([
    ['an empty body', ''],
    ['no Encrypt', '<xml><A>1</A></xml>'],
    ['two Encrypt', '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>'],
    ['an unfinished Encrypt', '<xml><Encrypt>a'],
    ['a document type', '<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>a</Encrypt></xml>'],
  ])('%s is 400', (_what, body) => {
    expect(refusal(() => openCallback({ query: seal('x').query, body }, own)).status).toBe(400)
  })

  test('a body of more than a mebibyte is 413', () => {
    const body = `<xml><Encrypt>${'A'.repeat(1024 * 1024)}</Encrypt></xml>`
    expect(refusal(() => openCallback({ query: seal('x').query, body }, own)).status).toBe(413)
  })

  test('the signature is looked at before the age, and the age before the ciphertext', () => {
    const late = new Date(sentAt.getTime() + 3_600_000)
    const garbage = signedEcho('AAAA')
    expect(refusal(() => openEcho({ ...garbage, msg_signature: '0'.repeat(40) }, own, late)).status).toBe(403)
    expect(refusal(() => openEcho(garbage, own, late)).message).toContain('stale')
    expect(refusal(() => openEcho(garbage, own, sentAt)).message).toContain('ciphertext')
  })
})

describe('freshness', () => {
  const { query, body } = seal('<xml/>')
  const clock = createStoppedClock(sentAt)

  test.each([0, 600, -600])('a message %d seconds from now is accepted', (seconds) => {
    clock.set(new Date(sentAt.getTime() + seconds * 1000))
    expect(openCallback({ query, body }, own, clock.now())).toBe('<xml/>')
  })

  test.each([601, -601, 86_400])('a message %d seconds from now is 400', (seconds) => {
    clock.set(new Date(sentAt.getTime() + seconds * 1000))
    expect(refusal(() => openCallback({ query, body }, own, clock.now())).status).toBe(400)
  })
})

describe('ciphertexts', () => {
  test('every length around a block survives, and so do an empty message and an empty receiver', () => {
    for (let length = 0; length <= 70; length += 1) {
      for (const receiveId of ['', 'wwCorp']) {
        const message = '合'.repeat(length)
        expect(openCiphertext(own.encodingAesKey, sealCiphertext(own.encodingAesKey, { message, receiveId }))).toEqual({
          message,
          receiveId,
        })
      }
    }
  })

  test.each(['', 'A', 'AAAA', '%%%%', `${v2.encrypt}=`, `${v2.encrypt.slice(0, -4)}`, `A${v2.encrypt}`, ' '])(
    'the text %j is refused with 400, not with an exception of the library',
    (echostr) => {
      expect(refusal(() => openEcho(signedEcho(echostr), own)).status).toBe(400)
    },
  )

  test('a plaintext that WeCom would not have made is refused, though the key is right', () => {
    expect(openEcho(signedEcho(handMade({ message: 'hello' })), own)).toBe('hello')
    const wrong = {
      'message length exceeds the plaintext': handMade({ message: 'hello', length: 0xffffffff }),
      'padding is inconsistent': handMade({
        message: 'hi',
        padding: (size) => Buffer.from([size - 1, size, size, size]),
      }),
      'padding is out of range': handMade({ message: 'x'.repeat(30), padding: () => Buffer.alloc(40, 40) }),
      'plaintext is too short': cipherWithoutPadding(Buffer.alloc(32, 20)),
    }
    for (const [reason, echostr] of Object.entries(wrong)) {
      const error = refusal(() => openEcho(signedEcho(echostr), own))
      expect(error.status).toBe(400)
      expect(error.cause).toMatchObject({ message: reason })
    }
  })

  test('base64 is taken only as WeCom writes it', () => {
    const sealed = sealCiphertext(own.encodingAesKey, { message: 'hello', receiveId: 'wwCorp' })
    expect(openEcho(signedEcho(sealed), own)).toBe('hello')
    for (const echostr of [
      sealed.replace(/=+$/, ''),
      `${sealed}\n`,
      ` ${sealed}`,
      `${sealed.slice(0, 8)}\n${sealed.slice(8)}`,
    ]) {
      expect(refusal(() => openEcho(signedEcho(echostr), own)).status).toBe(400)
    }
  })

  test.each(['', 'short', `${own.encodingAesKey}=`, ` ${own.encodingAesKey}`, '$'.repeat(43)])(
    'the key %j is a mistake in the configuration',
    (encodingAesKey) => {
      const echo = signedEcho(v2.encrypt)
      expect(() => openEcho(echo, { ...own, encodingAesKey })).toThrow(expect.objectContaining({ kind: 'config' }))
    },
  )
})

/** Plaintexts that the library would never make, encrypted with the right key. */
function handMade(o: { message: string; length?: number; padding?: (size: number) => Buffer }): string {
  const header = Buffer.concat([randomBytes(16), Buffer.alloc(4)])
  header.writeUInt32BE(o.length ?? o.message.length, 16)
  const plain = Buffer.concat([header, Buffer.from(`${o.message}wwCorp`)])
  const size = 32 - (plain.length % 32)
  return cipherWithoutPadding(Buffer.concat([plain, o.padding?.(size) ?? Buffer.alloc(size, size)]))
}

function cipherWithoutPadding(padded: Buffer): string {
  const key = Buffer.from(`${own.encodingAesKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

describe('forgeries', () => {
  const inner =
    '<xml><FromUserName><![CDATA[li]]></FromUserName><Content><![CDATA[首席合规官由谁兼任？]]></Content></xml>'
  const { query, body } = seal(inner)

  test('twenty thousand random changes of a callback: each is refused properly, or leaves the inner message as it was', () => {
    const random = mulberry32(20_261_124)
    let accepted = 0
    for (let round = 0; round < 20_000; round += 1) {
      const changed = mutate({ query, body }, random)
      try {
        expect(openCallback(changed, own, sentAt)).toBe(inner)
        accepted += 1
      } catch (error) {
        if (!(error instanceof CallbackError)) throw error
      }
    }
    expect(accepted).toBeLessThan(8_000)
  })
})

/** A small seeded generator, so that a failure can be seen again. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function mutate(callback: { query: RawQuery; body: string }, random: () => number): { query: RawQuery; body: string } {
  const query = { ...callback.query }
  let body = callback.body
  const changes = 1 + Math.floor(random() * 3)
  for (let change = 0; change < changes; change += 1) {
    const names = ['msg_signature', 'timestamp', 'nonce', 'body', 'body', 'body']
    const name = names[Math.floor(random() * names.length)] ?? 'body'
    if (name === 'body') body = spoil(body, random)
    else query[name] = spoil(`${query[name]}`, random)
  }
  return { query, body }
}

const ALPHABET = 'abcXYZ0189+/=<>[]!&;% \n\u0000中'

function spoil(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1))
  const letter = ALPHABET[Math.floor(random() * ALPHABET.length)] ?? 'a'
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at) + letter + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + letter + text.slice(at + 1)
    default:
      return text.slice(0, at) + text.slice(at, at + 20).repeat(2) + text.slice(at + 20)
  }
}
