import type { Context } from './context.ts'
import { asJson } from './json.ts'

export interface SettingStore {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
}

export function createSettings({ client }: Context): SettingStore {
  return {
    get: async (key) => (await client.setting.findUnique({ where: { key } }))?.value,
    put: async (key, value) => {
      await client.setting.upsert({
        where: { key },
        create: { key, value: asJson(value) },
        update: { value: asJson(value) },
      })
    },
  }
}
