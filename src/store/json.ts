import { Prisma } from './generated/sqlite/client.ts'

/** A value as a JSON column takes it: what JSON cannot express (undefined, dates as objects) is gone or a string. */
export function asJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue
}

/** The same for a column that may be empty. */
export function jsonOrNull(value: unknown) {
  return value === undefined ? Prisma.DbNull : asJson(value)
}

/** A row as the rooms see it: a column without a value is a property that is not there. */
export type Present<Row> = { [K in keyof Row as null extends Row[K] ? never : K]: Row[K] } & {
  [K in keyof Row as null extends Row[K] ? K : never]?: Exclude<Row[K], null>
}

export function present<Row extends object>(row: Row): Present<Row> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Present<Row>
}

/** PostgreSQL's jsonb does not keep the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) =>
    JSON.stringify(value, (_, item) =>
      item && typeof item === 'object' && !Array.isArray(item) ? Object.fromEntries(Object.entries(item).sort()) : item,
    )
  return sorted(a) === sorted(b)
}
