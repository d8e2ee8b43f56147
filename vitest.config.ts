import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, so that all workers end at about the same time. */
const LONGEST =
  /(?:flows\/(?:pgvector|acting|ledger-import|model)|browser\/sandbox-page|store\/crash|quiz\/(?:crash|consequences)|cli\/(?:ingest-crash|obligations)|parsers\/\w+)\.test\.ts$/u

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // To end what hangs, not to judge how fast a busy machine is.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Some wait for the disk or for another process, so three keep two cores busy.
    maxWorkers: 3,
    // The files of a worker share what they load: the dictionary, Prisma and the lexicon cost more than most tests. Each makes its
    // own app and folder.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
})
