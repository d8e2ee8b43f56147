/**
 * The PostgreSQL schema, derived from the SQLite one: the provider line is all that differs (the output folder is set by whoever
 * generates). Throws when the line is not where it is expected.
 *
 * @param {string} schema
 * @returns {string}
 */
export function derivePostgres(schema) {
  const derived = schema.replace(/(datasource db \{\s*provider\s*=\s*)"sqlite"/, '$1"postgresql"')
  if (derived === schema) throw new Error('prisma/schema.prisma: no datasource with provider = "sqlite" to derive from')
  return derived
}
