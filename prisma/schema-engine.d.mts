import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'

export declare function sqlFromDatabaseToSchema(options: {
  factory: SqlMigrationAwareDriverAdapterFactory
  schema: { path: string; content: string }
}): Promise<string>

export declare function applyAsPrismaDoes(options: {
  factory: SqlMigrationAwareDriverAdapterFactory
  schema: { path: string; content: string }
  folder: string
}): Promise<string[]>

export declare function postgresFactory(
  connectionString: string,
  schema: string,
): { factory: SqlMigrationAwareDriverAdapterFactory; close(): Promise<void> }
