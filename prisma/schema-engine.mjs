// Prisma's schema engine as WebAssembly (a development dependency): it writes migrations and tells whether schema, migrations
// and database agree, without the engine binary that the CLI would download.
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'

/**
 * SQL that turns the database behind `factory` into `schema`; empty when they already agree.
 *
 * @param {object} options
 * @param {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} options.factory
 * @param {{ path: string, content: string }} options.schema
 * @returns {Promise<string>}
 */
export async function sqlFromDatabaseToSchema({ factory, schema }) {
  const { SchemaEngine } = createRequire(import.meta.url)('@prisma/schema-engine-wasm')
  const engine = await SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  )
  const files = [{ path: schema.path, content: schema.content }]
  const { stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '.' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  await engine.free?.()
  return stdout === null || /^-- This is an empty migration/.test(stdout ?? '') ? '' : (stdout ?? '')
}

const CATALOGUE_CHAR = 18
const CHARACTER = 1042

/**
 * A PostgreSQL connection the schema engine can read catalogues through: the adapter does not know the catalogues' internal
 * one-byte type `"char"`, so its columns are passed off as ordinary characters.
 *
 * @param {string} connectionString
 * @param {string} schema
 */
export function postgresFactory(connectionString, schema) {
  const pool = new pg.Pool({ connectionString, options: `-c search_path=${schema}`, max: 2 })
  const query = pool.query.bind(pool)
  pool.query = async (...args) => {
    const result = await query(...args)
    for (const field of result.fields ?? []) if (field.dataTypeID === CATALOGUE_CHAR) field.dataTypeID = CHARACTER
    return result
  }
  return { factory: new PrismaPg(pool, { schema }), close: () => pool.end() }
}
