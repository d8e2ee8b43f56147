import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { closeAll, freshSchema, postgresMissing } from '../store/databases.ts'

/** Why tests on PostgreSQL cannot run here; undefined when they can. */
export const noPostgres = postgresMissing

/**
 * A fresh schema of the real PostgreSQL, reached through a cable that can be cut and mended: a plain TCP forwarder.
 * Removed when the test ends.
 */
export async function aDatabaseBehindACable(): Promise<{ url: string; cut(): Promise<void>; mend(): Promise<void> }> {
  onTestFinished(closeAll)
  const url = new URL(await freshSchema())
  const target = { host: url.hostname, port: Number(url.port || 5432) }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
  })
  const port = await listening(server, 0)
  url.host = `127.0.0.1:${port}`

  function cut(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  }
  onTestFinished(cut)
  return { url: url.href, cut, mend: async () => void (await listening(server, port)) }
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    }),
  )
}
