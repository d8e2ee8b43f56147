import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the scripted model does with one request. */
export type Act =
  | { content: string; end?: 'stop' | 'length' | 'content_filter' }
  | { status: number; body?: string; headers?: Record<string, string> }
  /** Cuts the line in the middle of this answer. */
  | { half: string }
  | 'hang'
  /** Never stops talking. */
  | 'endless'
export type Script = (prompt: string) => Act

/**
 * A scripted OpenAI-compatible server over real HTTP; no model thinks behind it. Answers chat completions as the script says,
 * streamed where that is asked for, and keeps the prompts it was sent. Closed when the test ends.
 */
export async function startScriptedModel(script: Script): Promise<{ url: string; prompts: string[] }> {
  const prompts: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { messages, stream } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        messages: { content: string }[]
        stream?: boolean
      }
      const prompt = messages.map(({ content }) => content).join('\n')
      prompts.push(prompt)
      perform(script(prompt), response, stream === true)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, prompts }
}

/** An answer as the prompt asks for it. */
export function draft(claims: { text: string; clause: string; quote: string }[]): { content: string } {
  return {
    content: JSON.stringify({
      claims: claims.map(({ text, clause, quote }) => ({ text, citations: [{ clause, quote }] })),
      insufficient: false,
    }),
  }
}

/** The id under which the prompt lists the clause that holds these words. */
export function clauseWith(prompt: string, words: string): string {
  const listed = prompt.slice(prompt.indexOf('<条款>')).split(/\n(?=\[)/)
  return /\[([^\]]+)\]/.exec(listed.find((part) => part.includes(words)) ?? '')?.[1] ?? ''
}

const USAGE = { prompt_tokens: 900, completion_tokens: 100, total_tokens: 1_000 }

function perform(act: Act, response: ServerResponse, stream: boolean): void {
  if (act === 'hang') return
  if (act === 'endless') {
    talk(response, stream)
    return
  }
  if ('status' in act) {
    response.writeHead(act.status, { 'content-type': 'application/json', ...act.headers })
    response.end(act.body ?? '{"error":{"message":"scripted"}}')
    return
  }
  const text = 'half' in act ? act.half : act.content
  const end = 'half' in act ? 'stop' : (act.end ?? 'stop')
  const body = stream ? events(text, end) : whole(text, end)
  response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' })
  if (!('half' in act)) response.end(body)
  else response.write(body.slice(0, body.length / 2), () => response.destroy())
}

/** As fast as the other side reads. */
function talk(response: ServerResponse, stream: boolean): void {
  if (!response.headersSent)
    response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' })
  const words = stream ? events('没完没了', 'stop').split('\n\n', 1).join('').concat('\n\n') : ' '.repeat(10_000)
  if (response.destroyed) return
  response.write(words, () => setImmediate(() => talk(response, stream)))
}

function whole(content: string, end: string): string {
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: end }
  return JSON.stringify({ ...HEAD, object: 'chat.completion', choices: [choice], usage: USAGE })
}

function events(content: string, end: string): string {
  const pieces = content.match(/[\s\S]{1,40}/g) ?? []
  const chunk = (delta: object, finish_reason: string | null, more: object = {}) =>
    `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }], ...more })}\n\n`
  return [
    ...pieces.map((piece) => chunk({ role: 'assistant', content: piece }, null)),
    chunk({}, end, { usage: USAGE }),
    'data: [DONE]\n\n',
  ].join('')
}

const HEAD = { id: 'scripted', created: 1, model: 'scripted' }
