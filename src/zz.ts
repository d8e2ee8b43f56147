import { parseDocument } from './knowledge/parsers/parse-document.ts'
import { DEFAULT_LIMITS } from './knowledge/parsers/limits.ts'
import { structure } from './knowledge/structure.ts'
import { readFacts } from './knowledge/intake/facts.ts'
import { readFileSync } from 'node:fs'
for (const f of process.argv.slice(2)) {
  const d = await parseDocument({ name: f, bytes: readFileSync(f) }, DEFAULT_LIMITS)
  const { source, nodes } = structure(d.blocks)
  console.log('=====', f, nodes.map(n => n.text).join('') === source, JSON.stringify(readFacts(source, f)))
  for (const n of nodes) console.log(n.kind.padEnd(9), n.path.padEnd(26), '|', n.label, '|', n.heading, '|', n.text.replace(/\n/g, '⏎').slice(0, 70))
}
