import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { Arrival } from './intake.ts'
import { readStated, type Stated } from './meta.ts'

const META_ENDING = '.meta.yaml'
/** What office programs and systems leave lying about. */
const LITTER = /^(?:\.|~\$|Thumbs\.db$|desktop\.ini$)|\.(?:tmp|bak|lnk)$|~$/iu

/**
 * The files that paths stand for: a file as it is, a folder with everything below it, in the order of their names. What a
 * person states lies beside a file as `办法.meta.yaml` or `办法.docx.meta.yaml`; `stated` (the command line) goes before it.
 *
 * @throws AppError `input` naming a path that cannot be read, or a sidecar file that states nonsense
 */
export function arrivalsAt(paths: readonly string[], stated: Stated = {}): Arrival[] {
  const found = paths.flatMap((path) => (isFolder(path) ? filesBelow(path) : [{ path, name: basename(path) }]))
  const once = [...new Map(found.map((file) => [file.path, file])).values()]
  return once.map(({ path, name }) => ({
    name,
    size: statSync(path).size,
    load: () => readFile(path),
    stated: { ...sidecarOf(path), ...stated },
  }))
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}

function filesBelow(folder: string): { path: string; name: string }[] {
  return pathsBelow(folder, new Set())
    .filter((path) => !path.endsWith(META_ENDING))
    .sort()
    .map((path) => ({ path, name: join(basename(folder), relative(folder, path)).replaceAll('\\', '/') }))
}

/** @param seen real paths of the folders above and before: links may lead in a circle */
function pathsBelow(folder: string, seen: Set<string>): string[] {
  try {
    const real = realpathSync(folder)
    if (seen.has(real)) return []
    seen.add(real)
    return readdirSync(folder)
      .filter((name) => !LITTER.test(name))
      .flatMap((name) => {
        const path = join(folder, name)
        const entry = statSync(path, { throwIfNoEntry: false })
        if (entry?.isDirectory()) return pathsBelow(path, seen)
        return entry?.isFile() ? [path] : []
      })
  } catch (error) {
    throw unreadable(folder, error)
  }
}

function sidecarOf(path: string): Stated {
  const candidates = [`${path}${META_ENDING}`, path.replace(/\.[^./\\]+$/u, META_ENDING)]
  const found = candidates.find((candidate) => candidate !== path && existsSync(candidate))
  return found ? readStated(found) : {}
}

function unreadable(path: string, cause: unknown): AppError {
  const { code } = cause as NodeJS.ErrnoException
  return new AppError('input', `cannot read ${path}`, {
    cause,
    publicMessage: `读不到 ${path}（${code === 'ENOENT' ? '没有这个文件或文件夹' : code}），请检查路径和权限。`,
  })
}
