// What TypeScript has to know of the plain JavaScript in this folder.

declare module '*/derive-postgres.mjs' {
  export function derivePostgres(schema: string): string
}

declare module '*/schema-engine.mjs' {
  type Factory = import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory

  interface Engine {
    factory: Factory
    schema: { path: string; content: string }
  }

  export function sqlFromDatabaseToSchema(options: Engine): Promise<string>
  export function applyAsPrismaDoes(options: Engine & { folder: string }): Promise<string[]>
  export function postgresFactory(
    connectionString: string,
    schema: string,
  ): { factory: Factory; close(): Promise<void> }
}
