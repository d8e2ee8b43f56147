import type { Context } from './context.ts'

/** A file that could not be taken in; `reason` is a Chinese sentence for people. */
export interface RefusedFile {
  fileName: string
  sha256: string
  reason: string
  at: Date
}

export interface RefusedFileStore {
  put(file: Omit<RefusedFile, 'at'>): Promise<void>
  /** Forgets a file that can be read now, or that is no longer wanted. */
  forget(fileName: string): Promise<boolean>
  list(): Promise<RefusedFile[]>
}

export function createRefusedFiles({ client, clock }: Context): RefusedFileStore {
  return {
    put: async ({ fileName, sha256, reason }) => {
      const facts = { sha256, reason, at: clock.now() }
      await client.refusedFile.upsert({ where: { fileName }, create: { fileName, ...facts }, update: facts })
    },
    forget: async (fileName) => (await client.refusedFile.deleteMany({ where: { fileName } })).count > 0,
    list: () => client.refusedFile.findMany({ orderBy: { fileName: 'asc' } }),
  }
}
