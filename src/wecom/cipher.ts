import { createDecipheriv } from 'node:crypto'
import { decrypt, encrypt } from '@wecom/crypto'
import { AppError } from '../base/errors.ts'

/** What lies inside a ciphertext. `receiveId` names the corporation it was encrypted for; it may be empty. */
export interface Opened {
  message: string
  receiveId: string
}

const KEY = /^[A-Za-z0-9]{43}$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
/** WeCom pads to 32 bytes, twice the cipher's own block. */
const PADDED_BLOCK = 32
/** 16 random bytes and the length of the message as a 32-bit number stand before the message itself. */
const HEADER = 20

/**
 * Decrypts what WeCom encrypted and makes sure that it is whole. The library answers a wrong key, broken padding or a
 * lying length with garbage instead of an error, so the bytes are checked here before it may read them.
 *
 * @throws Error with the reason when `ciphertext` was not made with this key.
 * @throws AppError `config` when the key itself is malformed.
 */
export function openCiphertext(encodingAesKey: string, ciphertext: string): Opened {
  assertKey(encodingAesKey)
  const bytes = Buffer.from(ciphertext, 'base64')
  if (!BASE64.test(ciphertext) || bytes.toString('base64') !== ciphertext) throw new Error('ciphertext is not base64')
  if (bytes.length === 0 || bytes.length % PADDED_BLOCK !== 0)
    throw new Error('ciphertext is not a whole number of blocks')

  assertWhole(decipher(encodingAesKey, bytes))
  const { message, id } = decrypt(encodingAesKey, ciphertext)
  return { message, receiveId: id }
}

/** Encrypts as WeCom does. `random` (16 bytes) is for known-answer tests; leave it out otherwise. */
export function sealCiphertext(encodingAesKey: string, opened: Opened, random?: Buffer): string {
  assertKey(encodingAesKey)
  if (random && random.length !== 16) throw new AppError('defect', 'the random prefix must be 16 bytes long')
  return encrypt(encodingAesKey, opened.message, opened.receiveId, random)
}

function assertKey(encodingAesKey: string): void {
  if (KEY.test(encodingAesKey)) return
  throw new AppError('config', 'the EncodingAESKey must be exactly 43 letters and digits', {
    publicMessage: 'EncodingAESKey 必须是 43 位字母和数字，请从企业微信管理后台“接收消息”处重新复制。',
  })
}

function decipher(encodingAesKey: string, ciphertext: Buffer): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(ciphertext), cipher.final()])
}

function assertWhole(padded: Buffer): void {
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > PADDED_BLOCK) throw new Error('padding is out of range')
  if (padded.subarray(-padding).some((byte) => byte !== padding)) throw new Error('padding is inconsistent')

  const plain = padded.subarray(0, padded.length - padding)
  if (plain.length < HEADER) throw new Error('plaintext is too short')
  if (plain.readUInt32BE(16) > plain.length - HEADER) throw new Error('message length exceeds the plaintext')
}
