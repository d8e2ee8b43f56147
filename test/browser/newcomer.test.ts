import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { buildTestApp } from '../support/app.ts'
import { closeBrowser, noBrowser, openPage, screenshot } from '../support/browser.ts'

afterAll(closeBrowser)

describe.skipIf(noBrowser)(`a newcomer's two minutes${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  test('the strip leads from a question to a reminder to a quiz, and stays away once closed until it is wanted again', async () => {
    const app = await freshStart()
    const { page, errors } = await openPage(`${app.url}/sandbox`)
    await page.getByRole('button', { name: /问一问/ }).click()
    await page.getByText('〔出处〕').waitFor()
    await page.getByRole('button', { name: /收到提醒/ }).click()
    await page.locator('.theirs .card').waitFor()
    await page.getByRole('button', { name: /做测验/ }).click()
    await questionOf(page, 1).waitFor()

    await page.getByRole('button', { name: '关闭新手引导' }).click()
    await page.reload()
    await page.getByRole('button', { name: '新手引导' }).click()

    await page.getByRole('button', { name: /收到提醒/ }).waitFor()
    expect(errors).toEqual([])
  })

  test('the manager of the next reminder presses “办理中” and the card says so to everybody who got it', async () => {
    const app = await freshStart()
    const { page, errors } = await openPage(`${app.url}/sandbox`)
    await page.getByRole('button', { name: /收到提醒/ }).click()
    const card = page.locator('.theirs .card').first()
    await card.getByRole('button', { name: '办理中' }).waitFor()
    await screenshot(page, 'docs/reminder.png')

    await card.getByRole('button', { name: '办理中' }).click()

    await card
      .getByText(/办理中|进行中/)
      .first()
      .waitFor()
    await card.getByRole('button', { name: '已办结' }).waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('Wu Xin takes a whole quiz with cards, reloads the page in the middle, and reads her result with the clauses', async () => {
    const app = await freshStart()
    const { page, errors } = await openPage(`${app.url}/sandbox`)
    await page.getByRole('button', { name: /做测验/ }).click()

    for (let number = 1; number <= 10; number++) {
      await page
        .locator('.card', { hasText: `第 ${number} 题` })
        .last()
        .waitFor()
      if (number === 4) await reloadAs(page, '吴欣')
      if (number === 5) await screenshot(page, 'docs/quiz.png')
      await answer(page, number)
    }
    await say(page, '交卷')

    await reply(page, /依据：/)
    await reply(page, /合格/)
    await reply(page, /\d+ 分/)
    expect(errors).toEqual([])
  })
})

/** The product as somebody finds it right after `npm start`. */
async function freshStart() {
  const { app } = await buildTestApp({ at: '2026-11-25 10:07', demo: true })
  await app.jobs.run('directory.synchronise')
  return app
}

async function reloadAs(page: Page, name: string): Promise<void> {
  await page.reload()
  await page.locator('.person', { hasText: name }).click()
  await page.locator('.card').last().waitFor()
}

/** The message that asks question `number`: a card, or a text where a card has no room or nothing to press. */
function questionOf(page: Page, number: number) {
  return page.locator('.theirs', { hasText: `第 ${number} 题（共 10 题）` }).last()
}

/** Answers with the first possibility, whatever kind of question it is. */
async function answer(page: Page, number: number): Promise<void> {
  const question = questionOf(page, number)
  const option = question.locator('.options input').first()
  const button = question.locator('.buttons button').first()
  if ((await option.count()) > 0) {
    await option.check()
    await button.click()
  } else if ((await button.count()) > 0) await button.click()
  else await say(page, 'A')
}

/** Waits for a message of the bot that says this. */
function reply(page: Page, words: RegExp): Promise<void> {
  return page.locator('.theirs .bubble', { hasText: words }).last().waitFor()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('输入消息').fill(text)
  await page.keyboard.press('Enter')
}
