import type { Prisma } from './generated/sqlite/client.ts'

/** A value as a JSON column takes it: what JSON cannot express (undefined, dates as objects) is gone or a string. */
export function asJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue
}
