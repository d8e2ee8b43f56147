import type { Context } from './context.ts'
import { isKeyTaken } from './dialect.ts'
import type { Prisma } from './generated/sqlite/client.ts'

export interface CertificateRow {
  number: string
  attemptId: string
  code: string
  userid: string
  name: string
  title: string
  percent: number
  bankVersion: string
  issuedAt: Date
  sentAt?: Date
  revokedAt?: Date
  revokedWhy?: string
}

export interface CertificateStore {
  /** Issues one under the next number of its year; `undefined` when the attempt has one already. */
  issue(certificate: Omit<CertificateRow, 'number'> & { year: number }): Promise<CertificateRow | undefined>
  byCode(code: string): Promise<CertificateRow | undefined>
  ofMember(userid: string): Promise<CertificateRow[]>
  /** Not yet sent, not revoked. */
  unsent(): Promise<CertificateRow[]>
  markSent(number: string, at: Date): Promise<void>
  /** Revokes what this attempt earned; answers the certificate when it was valid until now. */
  revoke(attemptId: string, reason: { at: Date; why: string }): Promise<CertificateRow | undefined>
}

const ROUNDS = 50

export function createCertificates({ client }: Context): CertificateStore {
  return {
    issue: (certificate) => issue(client, certificate),
    byCode: async (code) => {
      const row = await client.certificate.findUnique({ where: { code } })
      return row ? toCertificate(row) : undefined
    },
    ofMember: async (userid) =>
      (await client.certificate.findMany({ where: { userid }, orderBy: { issuedAt: 'desc' } })).map(toCertificate),
    unsent: async () =>
      (await client.certificate.findMany({ where: { sentAt: null, revokedAt: null }, orderBy: { number: 'asc' } })).map(
        toCertificate,
      ),
    markSent: async (number, at) => void (await client.certificate.update({ where: { number }, data: { sentAt: at } })),
    revoke: async (attemptId, { at, why }) => {
      const where = { attemptId, revokedAt: null }
      const row = await client.certificate.findFirst({ where })
      const { count } = await client.certificate.updateMany({ where, data: { revokedAt: at, revokedWhy: why } })
      return row && count === 1 ? toCertificate({ ...row, revokedAt: at, revokedWhy: why }) : undefined
    },
  }
}

/** Numbers run on within a year: two instances that want the same one meet at the unique key, and one takes the next. */
async function issue(
  client: Context['client'],
  { year, ...certificate }: Omit<CertificateRow, 'number'> & { year: number },
): Promise<CertificateRow | undefined> {
  for (let round = 0; round < ROUNDS; round++) {
    const prefix = `HG${year}-`
    const last = await client.certificate.findFirst({
      where: { number: { startsWith: prefix } },
      orderBy: { number: 'desc' },
      select: { number: true },
    })
    const next = Number(last?.number.slice(prefix.length) ?? 0) + 1
    const number = `${prefix}${String(next).padStart(6, '0')}`
    try {
      return toCertificate(await client.certificate.create({ data: { ...certificate, number } }))
    } catch (error) {
      if (!isKeyTaken(error)) throw error
      if (await client.certificate.findUnique({ where: { attemptId: certificate.attemptId } })) return undefined
    }
  }
  return undefined
}

function toCertificate({
  sentAt,
  revokedAt,
  revokedWhy,
  ...row
}: Prisma.CertificateGetPayload<object>): CertificateRow {
  return {
    ...row,
    ...(sentAt === null ? {} : { sentAt }),
    ...(revokedAt === null ? {} : { revokedAt }),
    ...(revokedWhy === null ? {} : { revokedWhy }),
  }
}
