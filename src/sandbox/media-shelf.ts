import type { Clock } from '../base/clock.ts'
import { MEDIA } from '../wecom/limits.ts'
import { alphanumeric } from './secrets.ts'

export interface StoredMedia {
  name: string
  contentType: string
  bytes: Uint8Array
}

export interface MediaShelf {
  put(media: StoredMedia): string
  /** Undefined when unknown or older than three days. */
  get(mediaId: string): StoredMedia | undefined
  clear(): void
}

const KEPT = 200

/** Temporary media, as WeCom keeps them (documents 90253, 90254). */
export function createMediaShelf({ clock }: { clock: Clock }): MediaShelf {
  const shelf = new Map<string, StoredMedia & { until: number }>()
  return {
    put: (media) => {
      const id = alphanumeric(64)
      shelf.set(id, { ...media, until: clock.now().getTime() + MEDIA.lifetimeMs })
      for (const oldest of [...shelf.keys()].slice(0, Math.max(0, shelf.size - KEPT))) shelf.delete(oldest)
      return id
    },
    get: (mediaId) => {
      const media = shelf.get(mediaId)
      return media && media.until > clock.now().getTime() ? media : undefined
    },
    clear: () => shelf.clear(),
  }
}
