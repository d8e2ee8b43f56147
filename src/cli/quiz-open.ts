import type { OpenItems, Services } from './services.ts'

/** Who the history names for what was done at the terminal. */
export const ACTOR = '命令行'

/** Opens the bank for one command and closes it whatever happens. */
export async function withItems(
  services: Services,
  toChange: boolean,
  work: (open: OpenItems) => Promise<void>,
): Promise<void> {
  const open = await services.openItems({ toChange })
  try {
    await work(open)
  } finally {
    await open.close()
  }
}
