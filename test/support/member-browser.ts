export interface Page {
  status: number
  html: string
  headers: Headers
  /** Where the browser ended. */
  url: string
  /** Every address it was sent to on the way, and what each answered. */
  steps: { url: string; status: number; location: string | null; cookies: string[] }[]
}

export interface Browser {
  /** Opens an address and follows where it leads. */
  open(url: string): Promise<Page>
  /** Asks once and follows nothing. */
  ask(url: string, init?: RequestInit): Promise<Response>
  cookies: Map<string, string>
}

/** A browser that keeps cookies (by name: everything here is on one host) and says what it is. */
export function createBrowser(userAgent = 'Mozilla/5.0 wxwork/4.1 MicroMessenger/7.0.1'): Browser {
  const cookies = new Map<string, string>()

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { 'user-agent': userAgent, ...(cookie ? { cookie } : {}), ...init.headers }
    const response = await fetch(url, { ...init, redirect: 'manual', headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  async function open(url: string): Promise<Page> {
    const steps: Page['steps'] = []
    for (let at = url; steps.length < 10; ) {
      const response = await ask(at)
      const { status, headers } = response
      const location = headers.get('location')
      steps.push({ url: at, status, location, cookies: headers.getSetCookie() })
      const html = await response.text()
      if (status < 300 || status >= 400 || location === null) return { status, html, headers, url: at, steps }
      at = new URL(location, at).href
    }
    throw new Error(`sent in circles: ${steps.map((step) => step.url).join(' → ')}`)
  }

  return { open, ask, cookies }
}

/** Opens a link as a member does by pressing it in the emulator's page, in a browser that knew nobody before. */
export function openAs(member: string, link: string, browser = createBrowser()): Promise<Page> {
  return browser.open(pressed(member, link))
}

/** The address the emulator's page gives a link of the bot. */
export function pressed(member: string, link: string): string {
  return `${new URL(link).origin}/sandbox/open?${new URLSearchParams({ member, url: link })}`
}
