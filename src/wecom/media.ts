import { AppError } from '../base/errors.ts'
import type { ApiFile, ApiReply } from './api.ts'
import { MEDIA } from './limits.ts'
import { WecomUnreachable } from './wecom-error.ts'

/** A file on its way to WeCom. `type` decides what it may be used for and how large it may be. */
export interface MediaUpload {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  type: 'image' | 'voice' | 'video' | 'file'
}

/** A file that a member sent. */
export interface MediaFile {
  name: string | undefined
  bytes: Uint8Array
  contentType: string
}

/** @throws AppError `input` when WeCom would refuse the size (document 90253). */
export function uploadForm({ name, bytes, type }: MediaUpload): FormData {
  const most = MEDIA.mostBytes[type]
  if (bytes.length < MEDIA.leastBytes || bytes.length > most) {
    throw new AppError('input', `a ${type} of ${bytes.length} bytes cannot be uploaded`, {
      publicMessage: `文件大小须在 ${MEDIA.leastBytes} 字节到 ${most / 1024 / 1024} MB 之间。`,
    })
  }
  const form = new FormData()
  form.set('media', new Blob([bytes], { type: 'application/octet-stream' }), name.toWellFormed())
  return form
}

export function readUploaded(reply: ApiReply): { mediaId: string } {
  const { media_id: mediaId } = reply
  if (typeof mediaId !== 'string' || mediaId === '')
    throw new WecomUnreachable('media/upload', 'the answer holds no media_id', 'none')
  return { mediaId }
}

export function readDownloaded({ bytes, contentType, disposition }: ApiFile): MediaFile {
  return { name: fileNameIn(disposition), bytes, contentType }
}

/** The last part of the name in a Content-Disposition, so that it cannot point out of a folder. */
function fileNameIn(disposition: string): string | undefined {
  const extended = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1]
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(disposition)
  const name = (extended && decoded(extended)) ?? rawUtf8(plain?.[1] ?? plain?.[2] ?? '')
  return name.trim().split(/[/\\]/).at(-1) || undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Headers arrive as one character per byte; WeCom writes names in plain UTF-8. */
function rawUtf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}
