import type { IncomingMessage } from 'node:http'
import { AppError } from '../base/errors.ts'

/** The whole body, at most `limit` bytes. @throws AppError `input` beyond that */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw new AppError('input', `body exceeds ${limit} bytes`, { publicMessage: '内容太大。' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
