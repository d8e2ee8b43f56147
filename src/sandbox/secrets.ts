import { randomBytes } from 'node:crypto'

/** What an administrator would copy from WeCom's console into the bot's configuration. */
export interface SandboxCredentials {
  corpId: string
  agentId: number
  secret: string
  token: string
  encodingAesKey: string
}

export const AGENT_ID = 1_000_002

/** Fresh credentials of the right shapes; nothing else knows them, so a copied emulator opens nothing. */
export function createCredentials(): SandboxCredentials {
  return {
    corpId: `ww${randomBytes(8).toString('hex')}`,
    agentId: AGENT_ID,
    secret: alphanumeric(43),
    token: alphanumeric(32),
    encodingAesKey: aesKey(),
  }
}

/** 43 base64 characters without + and /, as the console deals them out. */
function aesKey(): string {
  for (;;) {
    const key = randomBytes(32).toString('base64').slice(0, 43)
    if (/^[A-Za-z0-9]{43}$/.test(key)) return key
  }
}

export function alphanumeric(length: number): string {
  let text = ''
  while (text.length < length)
    text += randomBytes(length)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
  return text.slice(0, length)
}
