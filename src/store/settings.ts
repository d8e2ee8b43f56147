import type { Context } from './context.ts'
import { asJson } from './json.ts'

export interface SettingStore {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  /** Puts a value where there is none yet, and returns the one that stands: of two instances the first decides. */
  putFirst(key: string, value: unknown): Promise<unknown>
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
    putFirst: async (key, value) => {
      const row = await client.setting.upsert({
        where: { key },
        create: { key, value: asJson(value) },
        update: { key },
      })
      return row.value
    },
  }
}
