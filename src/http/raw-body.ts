import type { IncomingMessage } from 'node:http'
import { AppError } from '../base/errors.ts'

/** Thrown when a body exceeds its limit; answered with 413. */
export class BodyTooLarge extends AppError {
  constructor(limit: number) {
    super('input', `request body exceeds ${limit} bytes`)
    this.name = 'BodyTooLarge'
  }
}

/**
 * The whole request body as UTF-8 text.
 *
 * @param limit bytes
 * @throws BodyTooLarge before more than `limit` bytes are held in memory
 */
export async function readRawBody(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new BodyTooLarge(limit)

  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new BodyTooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
