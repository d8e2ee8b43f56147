import { probeSearch } from './search.ts'

/* Runs in a process of its own, so that one corpus does not count into another's memory; see `search.ts`. */
for await (const figure of probeSearch(Number(process.argv[2]))) process.stdout.write(`${JSON.stringify(figure)}\n`)
