import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { CivilDate } from '../../base/calendar.ts'
import { AppError } from '../../base/errors.ts'
import type { Content } from '../../outbox/message.ts'
import { MEDIA } from '../../wecom/limits.ts'
import type { Person } from '../people.ts'
import type { RemindersStore } from '../rows.ts'
import { type Acting, change, type Fetched, type Matter, nameOf, type Said } from './desk.ts'

/** Where the bytes of evidence lie; under their hash, so that the same file is kept once. */
export interface EvidenceFiles {
  keep(sha256: string, bytes: Uint8Array): Promise<void>
  /** @throws AppError `not-found` */
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>
  /** The same, piece by piece. @throws AppError `not-found` */
  open(sha256: string): Promise<Readable>
}

export interface EvidenceDeps {
  files: EvidenceFiles
  media: {
    download(mediaId: string): Promise<{ name: string | undefined; bytes: Uint8Array; contentType: string }>
    upload(file: { name: string; bytes: Uint8Array<ArrayBuffer>; type: 'file' }): Promise<{ mediaId: string }>
  }
}

const LONGEST_NAME = 120

/** Fetches a file from WeCom and keeps it before anything is said about it; one without a name is named after the day it came. */
export async function fetchEvidence(
  { mediaId, name, day }: { mediaId: string; name: string | undefined; day: CivilDate },
  { files, media }: EvidenceDeps,
): Promise<Fetched> {
  const { bytes, contentType, name: told } = await media.download(mediaId)
  if (bytes.length === 0 || bytes.length > MEDIA.mostBytes.file)
    throw new AppError('input', `evidence of ${bytes.length} bytes`, {
      publicMessage: `佐证材料须在 ${MEDIA.mostBytes.file / 1024 / 1024} MB 以内，且不能为空。请压缩或拆分后再发。`,
    })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await files.keep(sha256, bytes)
  const fallback = `图片-${day}-${sha256.slice(0, 6)}`
  return { sha256, fileName: safeName(name ?? told ?? fallback), contentType, bytes: bytes.length }
}

/** Without what could lead out of a folder or confuse a reader. */
function safeName(name: string): string {
  const plain = [...name.normalize('NFC').replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, '_')].slice(-LONGEST_NAME).join('')
  return plain.replace(/^[.\s]+/, '').trim() || '佐证材料'
}

/** Adds a file to an occurrence. False when this very file is there already. */
export async function addEvidence(matter: Matter, file: Fetched, acting: Acting): Promise<boolean> {
  const { tx, actor, clock } = acting
  const id = createHash('sha256').update(`${matter.occurrence.id}\n${file.sha256}`).digest('hex').slice(0, 32)
  const fresh = await tx.ledger.addEvidence({
    ...file,
    id,
    occurrenceId: matter.occurrence.id,
    uploader: actor.userid,
    at: clock.now(),
  })
  if (fresh) await change(acting, matter.occurrence, { patch: {}, kind: 'evidence', detail: file })
  return fresh
}

const MOST_FILES = 5

/** The files behind a request, sent to whoever decides on it. */
export async function materials(
  number: number,
  actor: Person,
  { store, files, media }: EvidenceDeps & { store: RemindersStore },
): Promise<Said> {
  if (!actor.roles.includes('office')) return { replies: ['只有合规管理办公室可以查看佐证材料。'] }
  const request = await store.ledgerTalk.request(number)
  if (!request) return { replies: [`没有编号为 ${number} 的申请。`] }
  const kept = await store.ledger.evidence([request.occurrenceId])
  if (kept.length === 0) return { replies: [`申请 ${number} 没有佐证材料。`] }
  const sent: Content[] = []
  for (const { sha256, fileName } of kept.slice(0, MOST_FILES)) {
    const { mediaId } = await media.upload({ name: fileName, bytes: await files.read(sha256), type: 'file' })
    sent.push({ kind: 'file', mediaId })
  }
  const rest = kept.length - sent.length
  const list = kept.map(({ fileName, sha256 }) => `· ${fileName}（SHA-256 ${sha256.slice(0, 12)}…）`)
  const intro = [
    `申请 ${number} 的佐证材料 ${kept.length} 份${rest > 0 ? `，先发 ${sent.length} 份` : ''}：`,
    ...list,
  ].join('\n')
  return { replies: [intro, ...sent] }
}

/** Says what became of a file; the check number tells it from another of its name. */
export function attachedLine(matter: Matter, { fileName, sha256 }: Fetched, fresh: boolean): string {
  const name = `《${fileName}》（校验码 ${sha256.slice(0, 8)}）`
  return fresh
    ? `已收到${name}，存为${nameOf(matter)}的佐证。`
    : `${name}此前已存为${nameOf(matter)}的佐证，没有重复记录。`
}
