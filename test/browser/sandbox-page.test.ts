import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { closeBrowser, noBrowser, openPage, screenshot } from '../support/browser.ts'

afterAll(closeBrowser)

describe.skipIf(noBrowser)(`the emulator's page${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  test('a newcomer clicks the first step and reads an answer with its clause', async () => {
    const { app } = await buildTestApp()
    const { page, errors } = await openPage(`${app.url}/sandbox`)

    await page.getByRole('button', { name: /问一问/ }).click()

    await page.getByText('〔出处〕').waitFor()
    await screenshot(page, 'docs/question.png')
    expect(await lastReply(page)).toContain('二（二）6')
    expect(errors).toEqual([])
  })

  test('Zhou Min types a question, another member is pushed a message meanwhile, and both see theirs without reloading', async () => {
    const { app } = await buildTestApp()
    await app.members.synchronise()
    const { page } = await openPage(`${app.url}/sandbox`)
    const officer = await openPage(`${app.url}/sandbox`)
    await choose(officer.page, '关力')

    await choose(page, '周敏')
    await say(page, '首席合规官每月补贴多少钱？')
    await reply(page, '未写明')
    await say(page, '转人工')

    await reply(page, '已转人工')
    await app.settled()
    await officer.page.locator('.theirs .card', { hasText: '转人工 · 问题 1' }).waitFor()
  })

  test('a message that looks like HTML is shown as text', async () => {
    const { app } = await buildTestApp()
    const { page, errors } = await openPage(`${app.url}/sandbox`)
    await choose(page, '张伟')

    await say(page, '<img src=x onerror="document.title=\'hacked\'">')

    await page.locator('.mine').getByText('<img src=x').waitFor()
    await page.locator('.theirs').waitFor()
    expect(await page.title()).toContain('合规小助手')
    expect(await page.locator('.messages img').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('the protocol panel shows the callback encrypted and in clear, without secrets', async () => {
    const { app, sandbox } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '张伟')
    await say(page, '自查报告什么时候报？')
    await page.locator('.theirs').waitFor()

    await page.getByRole('button', { name: '协议' }).click()
    await page
      .getByRole('button', { name: /企业微信 → 机器人/ })
      .first()
      .click()

    await page.getByText('<Content>').waitFor()
    await screenshot(page, 'docs/protocol.png')
    const shown = await page.locator('.panel').innerText()
    expect(shown).toContain('<Encrypt>')
    expect(shown).toContain('自查报告什么时候报？')
    for (const secret of [sandbox.credentials.secret, sandbox.credentials.token, sandbox.credentials.encodingAesKey])
      expect(await page.content()).not.toContain(secret)
  })

  test('a fault is switched on, happens once, and the drawer shows what the bot did about it', async () => {
    const { app } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '张伟')
    await page.getByRole('button', { name: '故障' }).click()
    await page.getByLabel('令牌过期').selectOption('1')

    await say(page, '自查报告什么时候报？')

    await page.getByText('已发生 1 次').waitFor()
    await page.locator('.theirs').waitFor()
    expect(await page.locator('.theirs').count()).toBe(1)
    await page.getByRole('button', { name: '协议' }).click()
    const sent = page.locator('.exchanges li', { hasText: '/cgi-bin/message/send' })
    expect(await sent.count()).toBe(2)
    expect(await sent.nth(1).innerText()).toContain('故障：令牌过期')
    expect(await sent.nth(0).innerText()).toContain('HTTP 200')
  })

  test('a message the bot takes back disappears from the chat at once', async () => {
    const { app, sandbox } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '吴欣')
    const call = await asBot(sandbox.credentials, app)
    const { msgid } = await call('message/send', { touser: 'wuxin', msgtype: 'text', text: { content: '发错了' } })
    await reply(page, '发错了')

    await call('message/recall', { msgid })

    await page.getByText('合规小助手撤回了一条消息').waitFor()
    expect(await page.getByText('发错了').count()).toBe(0)
  })

  test('the clock is put forward and the product lives by it', async () => {
    const { app, heard } = await buildTestApp({ at: '2026-03-24 09:15' })
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '张伟')
    await page.getByRole('button', { name: '时钟' }).click()
    await page.getByLabel('快进到').fill('2027-05-01T10:30')
    await page.getByRole('button', { name: '快进', exact: true }).click()
    await page.getByText('2027年5月1日').first().waitFor()

    await say(page, '自查报告什么时候报？')
    await page.locator('.theirs').waitFor()

    expect(heard('zhangwei')).toHaveLength(1)
    const [question] = await app.store.questions.list({ userid: 'zhangwei', limit: 1 })
    expect(question?.askedAt.toISOString().slice(0, 16)).toBe('2027-05-01T02:30')
  })

  test('one click on a citation opens the clause as the chosen person, another person after them', async () => {
    const { app } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    for (const name of ['张伟', '孙丽']) {
      await choose(page, name)
      await say(page, '首席合规官由谁兼任？')
      const opened = page.waitForEvent('popup')
      await page.locator('.theirs').getByRole('link', { name: '查看' }).first().click()
      const clause = await opened
      await clause.getByText(`仅供 ${name} 本人查阅`).waitFor()
      expect(clause.url()).toMatch(/\/c\/[\w.-]+(?:#\w+)?$/)
      await clause.close()
    }
  })

  test('a card with options is answered with its button, once', async () => {
    const { app, sandbox } = await buildTestApp()
    await sendCard(sandbox.credentials, app)
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '吴欣')
    await page.getByLabel('总法律顾问').check()

    await page.getByRole('button', { name: '提交' }).click()
    await app.settled()

    const [press] = sandbox
      .exchanges()
      .filter(({ direction, requestText }) => direction === 'callback' && requestText.includes('template_card_event'))
    expect(press?.requestText).toContain('<OptionId><![CDATA[a]]></OptionId>')
    await reply(page, '这张卡片上的操作现在不可用')
  })

  test('on a phone the list comes first, then the chat, and back', async () => {
    const { app } = await buildTestApp()
    const { page, errors } = await openPage(`${app.url}/sandbox`, { width: 390, height: 800 })

    await choose(page, '张伟')
    await say(page, '三道防线分别是谁？')
    await page.locator('.theirs').waitFor()
    await screenshot(page, 'docs/phone.png')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

    await page.getByRole('button', { name: '返回成员列表' }).click()
    await page.getByRole('button', { name: /周敏/ }).waitFor()
    expect(errors).toEqual([])
  })

  test('whoever is chosen further up the list stands below the search field, not under it', async () => {
    const { app } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    const top = async (selector: string) => (await page.locator(selector).boundingBox()) ?? { y: 0, height: 0 }
    await choose(page, '朱霞')
    // By the keyboard, which scrolls nothing by itself.
    await page.getByRole('button', { name: /做测验/ }).click()
    await page.locator('.person[aria-current]', { hasText: '吴欣' }).waitFor()

    const search = await top('.search')
    expect((await top('.person[aria-current]')).y).toBeGreaterThanOrEqual(search.y + search.height - 1)
  })

  test('the page weighs at most 150 KB without its fonts', async () => {
    const { app } = await buildTestApp()
    const html = await (await fetch(`${app.url}/sandbox/`)).text()
    const assets = [...html.matchAll(/(?:src|href)="(\/sandbox\/assets\/[^"]+)"/g)].map(
      ([, path]) => `${app.url}${path}`,
    )
    const sizes = await Promise.all(
      assets.map(async (url) => gzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer())).length),
    )

    expect(assets.length).toBeGreaterThanOrEqual(2)
    expect(gzipSync(html).length + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150_000)
  })

  test('no serious accessibility fault in the chat or in any panel', async () => {
    const { app } = await buildTestApp()
    const { page } = await openPage(`${app.url}/sandbox`)
    await choose(page, '张伟')
    await say(page, '自查报告什么时候报？')
    await page.locator('.theirs').waitFor()

    expect(await seriousFaults(page)).toEqual([])
    for (const panel of ['协议', '时钟', '故障']) {
      await page.getByRole('button', { name: panel }).first().click()
      expect(await seriousFaults(page)).toEqual([])
    }
  })
})

async function choose(page: Page, name: string): Promise<void> {
  await page.locator('.person', { hasText: name }).click()
  await page.getByLabel('输入消息').waitFor()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('输入消息').fill(text)
  await page.keyboard.press('Enter')
}

/** Waits for a message of the bot that says this. */
function reply(page: Page, text: string): Promise<void> {
  return page.locator('.theirs .bubble', { hasText: text }).waitFor()
}

function lastReply(page: Page): Promise<string> {
  return page.locator('.theirs .bubble').last().innerText()
}

interface BotCredentials {
  corpId: string
  secret: string
  agentId: number
}

/** Calls WeCom's API as the bot does. */
async function asBot({ corpId, secret, agentId }: BotCredentials, { url }: { url: string }) {
  const api = `${url}/cgi-bin`
  const token = (await (await fetch(`${api}/gettoken?corpid=${corpId}&corpsecret=${secret}`)).json()) as {
    access_token: string
  }
  return async (path: string, fields: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const body = JSON.stringify({ agentid: agentId, ...fields })
    const reply = await fetch(`${api}/${path}?access_token=${token.access_token}`, { method: 'POST', body })
    const answer = (await reply.json()) as Record<string, unknown>
    expect(answer).toMatchObject({ errcode: 0 })
    return answer
  }
}

async function sendCard(credentials: BotCredentials, app: { url: string }): Promise<void> {
  const options = [
    { id: 'a', text: '总法律顾问', is_checked: false },
    { id: 'b', text: '财务总监', is_checked: false },
  ]
  const card = {
    card_type: 'vote_interaction',
    main_title: { title: '谁来兼任', desc: '首席合规官由谁兼任？' },
    task_id: 'try-1',
    checkbox: { question_key: 'q', mode: 0, option_list: options },
    submit_button: { text: '提交', key: 'submit' },
  }
  const call = await asBot(credentials, app)
  await call('message/send', { touser: 'wuxin', msgtype: 'template_card', template_card: card })
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}
