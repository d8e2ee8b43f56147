import { expect, test } from 'vitest'
import { Recording } from '../../src/sandbox/contract.ts'
import { buildTestApp } from '../support/app.ts'

/** Answers without what tells two of them apart: the number, the signed link and the invisible mark. */
function words(texts: readonly string[]): string[] {
  return texts.map((text) =>
    text
      .replace(/编号 [0-9A-F]{6}/, '编号')
      .replaceAll(/<a href="[^"]+">/g, '<a>')
      .replaceAll(/[\u200b-\u200d\u2060]/g, ''),
  )
}

test('what two members said and sent is exported and done again on a fresh bot, with the same answers', async () => {
  const first = await buildTestApp({ at: '2026-03-24 09:15' })
  await first.ask('zhangwei', '首席合规官由谁兼任？')
  await first.ask('zhoumin', '自查报告什么时候报？')
  await first.sandbox.sendFile('zhangwei', {
    name: '台账.xlsx',
    contentType: 'application/octet-stream',
    bytes: new Uint8Array([1, 2, 3]),
  })
  await first.app.settled()

  const exported = await fetch(`${first.app.url}/sandbox/api/export`)
  const recording = Recording.parse(await exported.json())
  const second = await buildTestApp({ at: '2026-03-24 09:15' })
  const reply = await fetch(`${second.app.url}/sandbox/api/replay`, { method: 'POST', body: JSON.stringify(recording) })
  await second.app.settled()

  expect(reply.status).toBe(200)
  expect(recording.steps.map((step) => step.do)).toEqual(['say', 'say', 'file'])
  for (const member of ['zhangwei', 'zhoumin']) expect(words(second.heard(member))).toEqual(words(first.heard(member)))
})

test('a moved clock is part of the session', async () => {
  const first = await buildTestApp({ at: '2026-03-24 09:15' })
  await fetch(`${first.app.url}/sandbox/api/clock`, {
    method: 'POST',
    body: JSON.stringify({ to: '2027-05-01T10:30:00+08:00' }),
  })
  await first.ask('zhangwei', '自查报告什么时候报？')

  const second = await buildTestApp({ at: '2026-03-24 09:15' })
  await second.sandbox.replay(first.sandbox.recording())
  await second.app.settled()

  const [question] = await second.app.store.questions.list({ userid: 'zhangwei', limit: 1 })
  expect(question?.askedAt).toEqual(new Date('2027-05-01T10:30:00+08:00'))
})

test('a file that is no recording is refused with a sentence and changes nothing', async () => {
  const { app, heard } = await buildTestApp()

  const reply = await fetch(`${app.url}/sandbox/api/replay`, { method: 'POST', body: '{"version":1,"steps":[]}' })

  expect(reply.status).toBe(400)
  expect(await reply.json()).toEqual({ error: '请求的内容格式不对。' })
  expect(heard('zhangwei')).toEqual([])
})
