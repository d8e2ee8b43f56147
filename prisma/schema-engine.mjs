// Prisma's schema engine as WebAssembly (a development dependency): it writes migrations and tells whether schema, migrations
// and database agree, without the engine binary that the CLI would download.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
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
  const engine = await startEngine({ factory, schema })
  const files = [schema]
  const { stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '.' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: NO_FILTERS,
  })
  engine.free()
  return stdout === null || /^-- This is an empty migration/.test(stdout) ? '' : stdout
}

/**
 * Applies the migrations of a folder the way `prisma migrate deploy` does, so that tests can compare with what our own runner leaves.
 *
 * @param {object} options
 * @param {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} options.factory
 * @param {{ path: string, content: string }} options.schema
 * @param {string} options.folder with migration_lock.toml and one folder per migration
 * @returns {Promise<string[]>} the names applied
 */
export async function applyAsPrismaDoes({ factory, schema, folder }) {
  const engine = await startEngine({ factory, schema })
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: {
      baseDir: folder,
      lockfile: { path: 'migration_lock.toml', content: readFileSync(join(folder, 'migration_lock.toml'), 'utf8') },
      shadowDbInitScript: '',
      migrationDirectories: names.map(({ name }) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
        },
      })),
    },
    filters: NO_FILTERS,
  })
  engine.free()
  return appliedMigrationNames
}

const NO_FILTERS = { externalTables: [], externalEnums: [] }

function startEngine({ factory, schema }) {
  const { SchemaEngine } = createRequire(import.meta.url)('@prisma/schema-engine-wasm')
  const datamodels = [[schema.path, schema.content]]
  return SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory))
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
