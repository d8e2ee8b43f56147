import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** Why browser tests cannot run here; undefined when they can. */
export const noBrowser = CHROMIUM ? undefined : 'no Chromium on this machine (Debian: apt-get install chromium)'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Promise<Browser> | undefined

/** A page in a browser context of its own; `errors` collects what the console or an exception complained of. Closed with the test. */
export async function openPage(
  url: string,
  { width = 1280, height = 800 } = {},
): Promise<{ page: Page; errors: string[] }> {
  browser ??= chromium.launch({ executablePath: CHROMIUM ?? '', args: FLAGS })
  const context = await (await browser).newContext({
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  return { page, errors }
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close()
  browser = undefined
}

/** Keeps a picture for the README when asked to by SCREENSHOTS=1. */
export async function screenshot(page: Page, path: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return
  mkdirSync(dirname(path), { recursive: true })
  await page.screenshot({ path })
}
