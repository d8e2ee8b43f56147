import { AppError } from '../../base/errors.ts'

/** How much a document may cost before it is refused. Sizes in bytes, times in milliseconds. */
export interface DocumentLimits {
  /** The file as it arrives. */
  bytes: number
  /** All parts of a packed document (docx, xlsx) together, inflated. */
  inflated: number
  /** One XML part of a packed document, inflated. */
  part: number
  entries: number
  /** Inflated : packed, looked at from 1 MB inflated on. */
  ratio: number
  pages: number
  /** Characters of text a document may yield. */
  characters: number
  wallMs: number
  /** Resident memory of the reading process. */
  memory: number
}

const MB = 1024 * 1024

/** Measured on bombs, see "Upload bombs" in the reliability study: honest documents stay far below, bombs far above. */
export const DEFAULT_LIMITS: DocumentLimits = {
  bytes: 20 * MB,
  inflated: 30 * MB,
  part: 10 * MB,
  entries: 2_000,
  ratio: 100,
  pages: 2_000,
  characters: 2_000_000,
  wallMs: 9_000,
  memory: 290 * MB,
}

/** A document that is not read: `reason` for the log, `publicMessage` tells the person what is wrong and what to do. */
export function refusal(reason: string, publicMessage: string, cause?: unknown): AppError {
  return new AppError('input', `document refused: ${reason}`, { publicMessage, cause })
}
