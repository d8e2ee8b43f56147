import { fileURLToPath } from 'node:url'
import type { MovableClock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Config } from '../config.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'

const PAGE_DIR = fileURLToPath(new URL('../web/dist/sandbox', import.meta.url))

/** The other side, as the rest of the wiring needs it. */
export interface Platform {
  api: { apiBase: string; corpId: string; agentId: number; secret: string }
  callback: { token: string; encodingAesKey: string; receiveIds: string[] }
  /** Where members sign in; undefined: where the service itself is, since the emulator is its guest. */
  login: { at: string | undefined; anyBrowser: boolean }
  guests: Sandbox['handler'][]
  sandbox: Sandbox | undefined
  /** Tells the emulator's page what happens by the clock; nothing does beside the real WeCom, whose time nobody moves. */
  follow(time: PlannedTime): void
  close(): Promise<void>
}

/** What moving the product's time needs to know of it. */
export interface PlannedTime {
  /** The instant of the next planned message, if any. */
  next(): Promise<Date | undefined>
  /** Does what became due. */
  moved(): Promise<void>
}

/** The other side: the real WeCom, or the emulator listening on a port of its own. */
export async function connectPlatform(
  config: Config,
  { clock, log }: { clock: MovableClock; log: Log },
): Promise<Platform> {
  if (config.wecom.mode === 'wecom') {
    const { corpId, agentId, secret, token, encodingAesKey, apiBase, loginBase } = config.wecom
    return {
      api: { apiBase, corpId, agentId, secret },
      callback: { token, encodingAesKey, receiveIds: [corpId] },
      login: { at: loginBase, anyBrowser: isEmulator(loginBase) },
      guests: [],
      sandbox: undefined,
      follow: () => undefined,
      close: async () => undefined,
    }
  }
  let time: PlannedTime | undefined
  const clockControl = { clock, next: async () => time?.next(), moved: async () => time?.moved() }
  const features = { reminders: true, quiz: true }
  const sandbox = createSandbox({
    ...{ clock, log, pageDir: PAGE_DIR, realCredentialsPresent: false, clockControl, features },
  })
  const { port } = await sandbox.listen(0)
  const { corpId, agentId, secret, token, encodingAesKey } = sandbox.credentials
  return {
    api: { apiBase: `http://127.0.0.1:${port}`, corpId, agentId, secret },
    callback: { token, encodingAesKey, receiveIds: [corpId] },
    login: { at: undefined, anyBrowser: true },
    guests: [sandbox.handler],
    sandbox,
    follow: (planned) => {
      time = planned
    },
    close: () => sandbox.close(),
  }
}

/** WeCom is never on this machine, but `hegui sandbox` is. */
function isEmulator(loginBase: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(loginBase).hostname)
}
