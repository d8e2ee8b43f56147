import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // The files of a worker share what they load: the dictionary, Prisma and the lexicon cost more than most tests. Each makes its own app and folder.
    isolate: false,
  },
})
