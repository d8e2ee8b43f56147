import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the scripted model does with one request. */
export type Script = (prompt: string) => { content: string } | { status: number; body?: string } | 'hang'

/**
 * A scripted OpenAI-compatible server over real HTTP; no model thinks behind it. Answers chat completions as the script says
 * and keeps the prompts it was sent. Closed when the test ends.
 */
export async function startScriptedModel(script: Script): Promise<{ url: string; prompts: string[] }> {
  const prompts: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { messages } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { messages: { content: string }[] }
      const prompt = messages.map(({ content }) => content).join('\n')
      prompts.push(prompt)
      const reply = script(prompt)
      if (reply === 'hang') return
      response.setHeader('content-type', 'application/json')
      if ('status' in reply) {
        response.writeHead(reply.status).end(reply.body ?? '{"error":{"message":"scripted"}}')
        return
      }
      const choice = { index: 0, message: { role: 'assistant', content: reply.content }, finish_reason: 'stop' }
      const usage = { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1_000 }
      response.end(
        JSON.stringify({
          id: 'scripted',
          object: 'chat.completion',
          created: 1,
          model: 'scripted',
          choices: [choice],
          usage,
        }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, prompts }
}
