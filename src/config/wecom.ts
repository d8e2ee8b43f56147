import type { Reader } from './reader.ts'

/** How the bot reaches WeCom: the real platform, or the emulator when no credential is set. */
export type WecomConfig =
  | { mode: 'sandbox' }
  | {
      mode: 'wecom'
      corpId: string
      agentId: number
      secret: string
      token: string
      encodingAesKey: string
      apiBase: string
      /** Where WeCom signs people in, without a slash at the end. */
      loginBase: string
    }

const WECOM_NAMES = [
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
] as const

/** All five credentials, or none of them. */
export function readWecom(reader: Reader): WecomConfig {
  const values = Object.fromEntries(WECOM_NAMES.map((name) => [name, reader.text(name)]))
  const apiBase = reader.url('WECOM_API_BASE', ['http:', 'https:']) ?? 'https://qyapi.weixin.qq.com'
  const loginBase = reader.url('WECOM_LOGIN_BASE', ['http:', 'https:']) ?? 'https://open.weixin.qq.com'
  if (WECOM_NAMES.every((name) => values[name] === undefined)) return { mode: 'sandbox' }

  for (const name of WECOM_NAMES) {
    if (values[name] === undefined)
      reader.problem(`${name}：没有设置；${WECOM_NAMES.join('、')} 要么全部设置，要么全部不设（使用模拟器）`)
  }
  const token = values.WECOM_TOKEN ?? ''
  if (token && !/^[A-Za-z0-9]{1,32}$/.test(token))
    reader.problem('WECOM_TOKEN：应为 1 到 32 位字母或数字，与应用“接收消息”设置中的 Token 一致')
  const encodingAesKey = values.WECOM_ENCODING_AES_KEY ?? ''
  if (encodingAesKey && !/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    reader.problem('WECOM_ENCODING_AES_KEY：应为 43 位字母或数字，与应用“接收消息”设置中的一致')
  return {
    mode: 'wecom',
    corpId: values.WECOM_CORP_ID ?? '',
    agentId: reader.integer('WECOM_AGENT_ID', { fallback: 0, min: 1, max: 4_294_967_295 }),
    secret: values.WECOM_SECRET ?? '',
    token,
    encodingAesKey,
    apiBase,
    loginBase,
  }
}
