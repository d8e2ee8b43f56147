import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { breachesOf, type House } from './support/house.ts'

const SRC = new URL('../src', import.meta.url).pathname

test('the house keeps its rules', () => {
  expect(breachesOf(houseOf(SRC))).toEqual([])
})

const SOUND: House = {
  'base/clock.ts': 'export const now = () => new Date()',
  'store/store.ts': "import { now } from '../base/clock.ts'",
  'outbox/outbox.ts': "import '../store/store.ts'",
  'knowledge/knowledge.ts': "import './bm25.ts'",
  'knowledge/bm25.ts': '',
  'members/members.ts': '',
  'chat/chat.ts': "import '../knowledge/knowledge.ts'\nimport { send } from '../outbox/outbox.ts'",
}

test('a sound house has no breach', () => {
  expect(breachesOf(SOUND)).toEqual([])
})

test.each([
  ['a room nobody planned', { 'utils/helpers.ts': '' }],
  ['an import going up', { 'store/inbox.ts': "import '../chat/chat.ts'" }],
  ['an import going sideways', { 'members/rights.ts': "import '../knowledge/knowledge.ts'" }],
  ['a type-only import going up', { 'store/inbox.ts': "import type { Chat } from '../chat/chat.ts'" }],
  ['a room entered past its door', { 'chat/reply.ts': "import { index } from '../knowledge/bm25.ts'" }],
  ['a room re-exported past its door', { 'chat/reply.ts': "export { index } from '../knowledge/bm25.ts'" }],
  ['a lazy import past a door', { 'chat/reply.ts': "const m = await import('../knowledge/bm25.ts')" }],
  ['configuration read in a room', { 'config.ts': '', 'chat/reply.ts': "import { load } from '../config.ts'" }],
  [
    'a piece of the configuration read in a room',
    { 'config/reader.ts': '', 'chat/reply.ts': "import '../config/reader.ts'" },
  ],
  ['the environment read in a room', { 'chat/reply.ts': 'const port = process.env.PORT' }],
  ['a room that asks what time it is', { 'chat/reply.ts': 'const today = new Date()' }],
  ['a room that rolls dice', { 'chat/reply.ts': 'const pick = Math.random()' }],
  ['the emulator reaching into the product', { 'sandbox/qyapi.ts': "import '../outbox/outbox.ts'" }],
  [
    'the product reaching into the emulator',
    { 'sandbox/sandbox.ts': '', 'chat/reply.ts': "import '../sandbox/sandbox.ts'" },
  ],
  ['a package in a room that does not own it', { 'chat/reply.ts': "import { PrismaClient } from '@prisma/client'" }],
  ['an import cycle', { 'knowledge/bm25.ts': "import './rank.ts'", 'knowledge/rank.ts': "import './bm25.ts'" }],
])('%s is found', (_, planted) => {
  expect(breachesOf({ ...SOUND, ...planted })).not.toEqual([])
})

function houseOf(root: string): House {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  const sources = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/(^|\/)(generated|dist)\//.test(file))
  return Object.fromEntries(sources.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}
