import { dirname, join } from 'node:path'

/** Rooms from the ground up. A file may import its own room, or any room on a lower floor. */
const FLOORS: readonly (readonly string[])[] = [
  ['base', 'config'],
  ['config.ts', 'store', 'wecom', 'llm'],
  ['outbox'],
  ['members', 'knowledge', 'reminders', 'quiz', 'tickets'],
  ['chat'],
  ['http', 'console', 'jobs', 'cli'],
  ['wiring'],
  ['app.ts'],
  ['measure'],
  ['main.ts'],
  ['hegui.mjs'],
]
/** Beside the house: what each may import besides itself. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  sandbox: ['base', 'wecom'],
  web: ['sandbox/contract.ts', 'console/contract.ts'],
}
const FIRST_GUARDED_FLOOR = 2
const WIRING = new Set(['wiring', 'app.ts', 'measure', 'main.ts', 'hegui.mjs'])
/** Files of guarded rooms that hold only the words others need to speak with them. */
const OPEN_FILES = new Set(['outbox/message.ts'])
/** Third-party packages that live in exactly these rooms. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@prisma/': ['store'],
  'better-sqlite3': ['store'],
  pg: ['store'],
  '@wecom/': ['wecom'],
  'fast-xml-parser': ['wecom', 'quiz'],
  'gift-pegjs': ['quiz'],
  koa: ['http', 'console', 'sandbox'],
  '@koa/router': ['http', 'console', 'sandbox'],
  'node-cron': ['jobs'],
  'rate-limiter-flexible': ['http'],
  '@langchain/openai': ['llm'],
  openai: ['llm'],
  '@langchain/core': ['llm', 'knowledge'],
  pino: ['base'],
  commander: ['cli'],
  react: ['web'],
  'chinese-days': ['base'],
  exceljs: ['base'],
  rrule: ['reminders'],
  docx: ['reminders'],
  yazl: ['reminders'],
  'ical-generator': ['reminders'],
}

/** Source texts by path below `src/`. */
export type House = Readonly<Record<string, string>>

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

/** Every breach of the house rules (design §2, rules 1–4, cycles, time and chance), one sentence each. */
export function breachesOf(house: House): string[] {
  const imports = Object.keys(house).flatMap((file) => importsOf(file, house))
  return [
    ...strangers(house),
    ...climbing(imports),
    ...throughTheWindow(imports),
    ...configReaders(imports, house),
    ...impatient(house),
    ...trespassers(house),
    ...cycles(imports),
  ]
}

function strangers(house: House): string[] {
  return Object.keys(house)
    .filter((file) => floorOf(roomOf(file)) === -1 && !(roomOf(file) in BESIDE))
    .map((file) => `${file} belongs to no room`)
}

function climbing(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => roomOf(from) !== roomOf(to))
    .filter(({ from, to }) => !mayImport(from, to))
    .map(({ from, to }) => `${from} must not import ${to}`)
}

function mayImport(from: string, to: string): boolean {
  const beside = BESIDE[roomOf(from)]
  if (beside) return beside.includes(roomOf(to)) || beside.includes(to)
  if (roomOf(to) in BESIDE) return WIRING.has(roomOf(from))
  return floorOf(roomOf(to)) < floorOf(roomOf(from))
}

function throughTheWindow(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => roomOf(from) !== roomOf(to) && !WIRING.has(roomOf(from)))
    .filter(
      ({ to }) =>
        floorOf(roomOf(to)) >= FIRST_GUARDED_FLOOR &&
        !to.startsWith(`${roomOf(to)}/${roomOf(to)}.`) &&
        !OPEN_FILES.has(to),
    )
    .map(({ from, to }) => `${from} enters ${to} past its door`)
}

function configReaders(imports: readonly Import[], house: House): string[] {
  const readers = imports
    .filter(({ from, to }) => (to === 'config.ts' && !WIRING.has(roomOf(from))) || isInsideOf(to, from))
    .map(({ from, to }) => `${from} imports ${to}`)
  const environment = filesMatching(house, /process\.env\b/, (file) => file === 'config.ts').map(
    (file) => `${file} reads process.env`,
  )
  return [...readers, ...environment]
}

/** What `config.ts` consists of is nobody else's. */
function isInsideOf(to: string, from: string): boolean {
  return roomOf(to) === 'config' && roomOf(from) !== 'config' && from !== 'config.ts'
}

function impatient(house: House): string[] {
  const inHouse = (file: string) => file === 'base/clock.ts' || roomOf(file) === 'web' || WIRING.has(roomOf(file))
  return filesMatching(house, /Date\.now\(\)|new Date\(\)|Math\.random\b/, inHouse).map(
    (file) => `${file} asks for the time or rolls dice`,
  )
}

function trespassers(house: House): string[] {
  return Object.entries(house).flatMap(([file, text]) =>
    specifiersOf(text).flatMap(({ specifier }) => {
      const owner = Object.entries(OWNERS).find(([name]) => owns(name, specifier))
      return owner && !owner[1].includes(roomOf(file))
        ? `${file} imports ${specifier}, which belongs to ${owner[1].join(', ')}`
        : []
    }),
  )
}

function owns(name: string, specifier: string): boolean {
  return name.endsWith('/') ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`)
}

function cycles(imports: readonly Import[]): string[] {
  const next = Map.groupBy(
    imports.filter(({ typeOnly }) => !typeOnly),
    ({ from }) => from,
  )
  const finished = new Set<string>()
  function walk(file: string, trail: readonly string[]): string[] | undefined {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
    if (finished.has(file)) return undefined
    for (const { to } of next.get(file) ?? []) {
      const cycle = walk(to, [...trail, file])
      if (cycle) return cycle
    }
    finished.add(file)
    return undefined
  }
  for (const file of next.keys()) {
    const cycle = walk(file, [])
    if (cycle) return [`import cycle ${cycle.join(' → ')}`]
  }
  return []
}

function filesMatching(house: House, pattern: RegExp, excused: (file: string) => boolean): string[] {
  return Object.entries(house)
    .filter(([file, text]) => !excused(file) && pattern.test(withoutComments(text)))
    .map(([file]) => file)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function specifiersOf(text: string): { specifier: string; typeOnly: boolean }[] {
  const statements = withoutComments(text).matchAll(
    /(?:^|[\s;])(import|export)\s+(type\s)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm,
  )
  return [...statements].map((match) => ({ specifier: match[3] ?? match[4] ?? '', typeOnly: match[2] !== undefined }))
}

function importsOf(file: string, house: House): Import[] {
  return specifiersOf(house[file] ?? '')
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({
      from: file,
      to: join(dirname(file), specifier).replaceAll('\\', '/'),
      typeOnly,
    }))
    .filter(({ to }) => !to.startsWith('..') && !to.includes('/generated/'))
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? file
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}
