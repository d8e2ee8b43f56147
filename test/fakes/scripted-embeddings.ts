import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the scripted endpoint makes of one text: a vector, or a failure of the whole request. */
export type EmbeddingScript = (text: string, model: string) => readonly number[] | 'fail'

/** A scripted OpenAI-compatible embeddings endpoint over real HTTP; keeps the texts it was sent. Closed when the test ends. */
export async function startScriptedEmbeddings(script: EmbeddingScript): Promise<{ url: string; batches: string[][] }> {
  const batches: string[][] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { input, model } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { input: string[]; model: string }
      batches.push(input)
      const vectors = input.map((text) => script(text, model))
      response.setHeader('content-type', 'application/json')
      if (vectors.includes('fail')) {
        response.writeHead(503).end('{"error":{"message":"scripted"}}')
        return
      }
      const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
      response.end(JSON.stringify({ object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, batches }
}
