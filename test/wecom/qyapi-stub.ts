import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  body: Buffer
  headers: IncomingMessage['headers']
}

export type Answer = Readonly<Record<string, unknown>> | ((response: ServerResponse, asked: Asked) => void)

export interface Qyapi {
  url: string
  asked: Asked[]
  /** Requests to one path, oldest first. */
  to(path: string): Asked[]
  /** The next answers of a path, in order; the last one stays. */
  answers(path: string, ...answers: Answer[]): void
  close(): Promise<void>
}

/** WeCom's side of the wire: a real HTTP server that says what a test tells it to. Tokens are `T1`, `T2` … by default. */
export async function startQyapi(prefix = ''): Promise<Qyapi> {
  const asked: Asked[] = []
  const scripts = new Map<string, Answer[]>()
  let tokens = 0

  function answerTo(path: string): Answer {
    const script = scripts.get(path) ?? []
    const answer = script.length > 1 ? script.shift() : script[0]
    if (answer) return answer
    if (path !== 'gettoken') return { errcode: 0, errmsg: 'ok', msgid: 'M1' }
    tokens += 1
    return { errcode: 0, errmsg: 'ok', access_token: `T${tokens}`, expires_in: 7200 }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://stub')
      const path = url.pathname.replace(`${prefix}/cgi-bin/`, '')
      const record = {
        method: request.method ?? '',
        path,
        query: url.searchParams,
        body: Buffer.concat(chunks),
        headers: request.headers,
      }
      asked.push(record)
      const answer = answerTo(path)
      if (typeof answer === 'function') answer(response, record)
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  })
  await listening(server)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    asked,
    to: (path) => asked.filter((one) => one.path === path),
    answers: (path, ...answers) => void scripts.set(path, answers),
    close: () => closed(server),
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => void server.close(() => resolve()))
}
