import { type AddressInfo, createServer, type Socket } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { afterAll, beforeAll } from 'vitest'

interface VectorServer {
  /** Address of a database that offers pgvector and has nothing in it. */
  empty(): Promise<string>
  sql(statement: string): Promise<Record<string, unknown>[]>
}

/**
 * PostgreSQL with pgvector in this process, compiled to WebAssembly, behind a socket as the product speaks to any other: Debian's
 * PostgreSQL has no pgvector. It is one session that all connections share, hence one database for all tests of a file.
 */
export function vectorServer(): VectorServer {
  let db: PGlite
  const turns = createTurns()
  const server = createServer((socket) => serve(socket, db, turns))
  beforeAll(async () => {
    // "-F" would switch fsync off, with which the product refuses to work.
    const startParams = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F')
    db = await PGlite.create({ extensions: { vector }, startParams })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }, 60_000)
  afterAll(async () => {
    server.close()
    await db.close()
  })
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const end = await turns.begin()
    return work().finally(end)
  }
  return {
    empty: async () => {
      await alone(() => db.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public; RESET ALL'))
      return `postgres://postgres:any@127.0.0.1:${(server.address() as AddressInfo).port}/postgres`
    },
    sql: async (statement) => (await alone(() => db.query<Record<string, unknown>>(statement))).rows,
  }
}

/** Lets one connection after the other have the session. */
function createTurns(): { begin(): Promise<() => void> } {
  let last: Promise<void> = Promise.resolve()
  return {
    begin: async () => {
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      await before
      return resolve
    },
  }
}

/** Passes what a client sends on to the session, keeping the session from a statement's first message to the end of its transaction. */
function serve(socket: Socket, db: PGlite, turns: ReturnType<typeof createTurns>): void {
  let unread = Buffer.alloc(0)
  let end: (() => void) | undefined
  let working = Promise.resolve()
  const finish = () => {
    end?.()
    end = undefined
  }
  const pass = async (message: Buffer) => {
    // Terminate would end the session of all.
    if (message.toString('latin1', 0, 1) === 'X') return
    end ??= await turns.begin()
    const reply = await db.execProtocolRaw(message)
    if (socket.writable) socket.write(reply)
    // Ready for query, idle: neither inside a transaction nor half through a statement.
    if (Buffer.from(reply).subarray(-6).toString('latin1') === 'Z\0\0\0\x05I') finish()
  }
  socket.on('data', (data) => {
    unread = Buffer.concat([unread, data])
    for (let message = firstOf(unread); message; message = firstOf(unread)) {
      unread = unread.subarray(message.length)
      const whole = message
      working = working.then(() => pass(whole))
    }
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    working = working.then(async () => {
      if (end) await db.exec('ROLLBACK')
      finish()
    })
  })
}

/** The first whole message of PostgreSQL's protocol: a type byte and a length, the startup message a length alone. */
function firstOf(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 5) return undefined
  const length = bytes[0] === 0 ? bytes.readInt32BE(0) : 1 + bytes.readInt32BE(1)
  return bytes.length < length ? undefined : Buffer.from(bytes.subarray(0, length))
}
