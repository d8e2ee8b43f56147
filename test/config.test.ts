import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AppError } from '../src/base/errors.ts'
import { loadConfig } from '../src/config.ts'

const REAL = {
  WECOM_CORP_ID: 'ww6a112864f8022910',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'topsecret',
  WECOM_TOKEN: 'kjr2TKI8umCBfVF3',
  WECOM_ENCODING_AES_KEY: '4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws',
}

test('without any variable the bot runs beside its emulator, on this machine only, without a model', () => {
  const config = loadConfig({})

  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    wecom: { mode: 'sandbox' },
    model: undefined,
    timeZone: 'Asia/Shanghai',
  })
})

test('with all five credentials it talks to the real WeCom, or to a private deployment', () => {
  expect(loadConfig(REAL).wecom).toMatchObject({
    mode: 'wecom',
    agentId: 1000002,
    apiBase: 'https://qyapi.weixin.qq.com',
  })
  expect(loadConfig({ ...REAL, WECOM_API_BASE: 'https://wecom.intra.example/proxy/' }).wecom).toMatchObject({
    apiBase: 'https://wecom.intra.example/proxy',
  })
})

test('every problem is listed at once, with the variable and the remedy, and no secret is repeated', () => {
  const broken = {
    ...REAL,
    PORT: '80a',
    TIME_ZONE: 'Mars/Olympus',
    WECOM_CORP_ID: '',
    WECOM_ENCODING_AES_KEY: 'tooshort',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://u:hunter2@h/d',
  }
  const complaint = messageOf(() => loadConfig(broken))

  for (const name of ['PORT', 'TIME_ZONE', 'WECOM_CORP_ID', 'WECOM_ENCODING_AES_KEY', 'LOG_LEVEL', 'DATABASE_URL'])
    expect(complaint).toContain(`- ${name}：`)
  expect(complaint).not.toMatch(/hunter2|tooshort|topsecret/)
})

test('half a set of credentials is a mistake, not the emulator', () => {
  expect(messageOf(() => loadConfig({ WECOM_SECRET: 'topsecret' }))).toContain('WECOM_TOKEN：没有设置')
})

test('a secret may lie in a file, but not in two places', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hegui-')), 'secret')
  writeFileSync(file, 'from-the-file\n')
  const { WECOM_SECRET: _, ...others } = REAL

  expect(loadConfig({ ...others, WECOM_SECRET_FILE: file }).wecom).toMatchObject({ secret: 'from-the-file' })
  expect(messageOf(() => loadConfig({ ...REAL, WECOM_SECRET_FILE: file }))).toContain('只能设一个')
  expect(messageOf(() => loadConfig({ ...others, WECOM_SECRET_FILE: `${file}.gone` }))).toContain('ENOENT')
})

test('links to clauses are for members, and no header about addresses is believed, unless the operator says otherwise', () => {
  expect(loadConfig({})).toMatchObject({ clauseReaders: 'members', trustedProxies: 0 })
  expect(loadConfig({ CLAUSE_READERS: 'holders', TRUSTED_PROXIES: '1' })).toMatchObject({
    clauseReaders: 'holders',
    trustedProxies: 1,
  })
  expect(messageOf(() => loadConfig({ CLAUSE_READERS: 'everybody' }))).toContain(
    'CLAUSE_READERS：应为 members、holders 之一',
  )
})

test('the members of the compliance office may be named, by their accounts', () => {
  expect(loadConfig({}).officeMembers).toBeUndefined()
  expect(loadConfig({ OFFICE_MEMBERS: 'GuanLi, dingning；luo.shan' }).officeMembers).toEqual(
    new Set(['guanli', 'dingning', 'luo.shan']),
  )
  expect(messageOf(() => loadConfig({ OFFICE_MEMBERS: '关力' }))).toContain('OFFICE_MEMBERS：应为成员账号')
})

test('a model needs its key and its name together', () => {
  expect(messageOf(() => loadConfig({ OPENAI_MODEL: 'qwen-max' }))).toContain('OPENAI_API_KEY')
  expect(messageOf(() => loadConfig({ OPENAI_API_KEY: 'k' }))).toContain('OPENAI_MODEL')
  expect(
    loadConfig({ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'qwen-max', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/' }).model,
  ).toMatchObject({
    baseUrl: 'http://127.0.0.1:9/v1',
  })
})

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return (error as AppError).publicMessage ?? ''
  }
  throw new Error('nothing was refused')
}
