/** What Windows, unzip programs or `sha256sum -c` trip over in a name, and what would turn the direction of what follows. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\\/:*?"<>|]/gu
/** Names that mean a device on Windows, whatever their ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)/iu
const LONGEST_ENDING = 12

/**
 * A name as it may stand between two slashes on every system: never empty, never `.` or `..`, at most `longest` characters (UTF-16 units, as
 * Windows counts), its ending kept.
 */
export function safeSegment(name: string, longest: number): string {
  const plain = trimmed(name.normalize('NFC').toWellFormed().replace(FORBIDDEN, '_').replace(/\s+/g, ' '))
  const [ending = ''] = /\.[^. ]+$/u.exec(plain) ?? []
  const kept = ending.length <= LONGEST_ENDING ? ending : ''
  const stem = trimmed(clip(plain.slice(0, plain.length - kept.length), longest - kept.length - 1))
  const safe = stem === '' ? `_${kept}` : `${stem}${kept}`
  return DEVICE.test(safe) ? `_${safe}` : safe
}

/** Without blanks and dots at either end: Windows drops those at the end, and others hide what begins with a dot. */
function trimmed(name: string): string {
  return name.replace(/^[.\s]+|[.\s]+$/gu, '')
}

/** Cuts without leaving half of a character outside the basic plane. */
function clip(text: string, units: number): string {
  return text.length <= units ? text : text.slice(0, units).replace(/[\uD800-\uDBFF]$/u, '')
}

/** Gives out names that differ in one folder, also where case is not told apart: `报告.pdf`, `报告 (2).pdf`. */
export function createNames(longest: number): (folder: string, name: string) => string {
  const taken = new Set<string>()
  return (folder, name) => {
    const safe = safeSegment(name, longest)
    const [ending = ''] = /\.[^. ]+$/u.exec(safe) ?? []
    const stem = safe.slice(0, safe.length - ending.length)
    for (let count = 1; ; count++) {
      const path = `${folder}${stem}${count === 1 ? '' : ` (${count})`}${ending}`
      const key = path.toLowerCase()
      if (taken.has(key)) continue
      taken.add(key)
      return path
    }
  }
}
