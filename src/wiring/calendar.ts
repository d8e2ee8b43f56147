import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../base/log.ts'
import { createWorkdays, extendTables, shippedTables, type Workdays } from '../base/workdays.ts'

const FILE = 'workdays.yaml'

/**
 * China's working days: the tables that came with the product, extended by `workdays.yaml` in the data folder.
 *
 * @throws AppError `config` when that file cannot be read as such
 */
export function openWorkdays({ dataDir, log }: { dataDir: string; log: Log }): Workdays {
  const file = join(dataDir, FILE)
  const tables = existsSync(file) ? extendTables(shippedTables(), readFileSync(file, 'utf8'), file) : shippedTables()
  return createWorkdays({
    tables,
    onUnknownYear: (year) =>
      log.warn(
        { year, file },
        'no table of holidays for this year: Monday to Friday is taken for work; add the State Council’s notice to the file',
      ),
  })
}
