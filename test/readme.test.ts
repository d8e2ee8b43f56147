import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { runCli } from '../src/cli/cli.ts'
import type { Services } from '../src/cli/services.ts'
import { loadConfig } from '../src/config.ts'

const ROOT = new URL('..', import.meta.url).pathname
const READMES = ['README.md', 'README.zh-CN.md'] as const
const textOf = (name: string) => readFileSync(`${ROOT}${name}`, 'utf8')

/** The arguments of every `hegui` command that a README shows. */
function commandsOf(readme: string): string[][] {
  return textOf(readme)
    .split('\n')
    .flatMap((line) => /^npm run -s hegui -- (.*)$/u.exec(line)?.[1] ?? [])
    .map((line) =>
      Array.from(line.replace(/\s+#.*$/u, '').matchAll(/"[^"]*"|\S+/gu), ([word]) => word.replaceAll('"', '')),
    )
}

async function helpOf(path: readonly string[]): Promise<string> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  await runCli([...path, '--help'], { measurements: [] } as unknown as Services)
  const help = written.mock.calls.map(([text]) => String(text)).join('')
  written.mockRestore()
  return help
}

/** Help of the deepest command that the words name. */
async function helpFor(words: readonly string[]): Promise<string> {
  const path = words.slice(0, 2).filter((word) => !word.startsWith('-'))
  const deep = await helpOf(path)
  return deep.startsWith(`用法：hegui ${path.join(' ')} `) ? deep : helpOf(path.slice(0, 1))
}

/** Variables that the configuration asks the environment for, with a model and without. */
function variablesRead(): string[] {
  const asked = new Set<string>()
  for (const set of [{}, { OPENAI_API_KEY: 'sk-test', OPENAI_MODEL: 'any' }] as Record<string, string>[])
    loadConfig(
      new Proxy(set, {
        get: (known, name) => {
          asked.add(String(name))
          return known[String(name)]
        },
      }),
    )
  return [...asked].filter((name) => !name.endsWith('_FILE')).sort()
}

describe.each(READMES)('%s', (readme) => {
  const commands = commandsOf(readme)

  test('shows commands that exist, with options that they know', async () => {
    expect(commands.length).toBeGreaterThan(25)
    for (const words of commands) {
      const help = await helpFor(words)
      expect(help, words.join(' ')).toMatch(new RegExp(`^用法：hegui (?:${words[0]}|\\[)`, 'u'))
      for (const option of words.filter((word) => word.startsWith('--') && word !== '--help'))
        expect(help, words.join(' ')).toContain(option)
    }
  })

  test('names files that lie there, or that a command before has written', () => {
    const written = new Set<string>()
    for (const words of commands) {
      const writes = words.some((word) => ['export', 'template', 'bundle', 'report', 'targets', '>'].includes(word))
      for (const word of words.filter((one) =>
        /^[^-].*\.(?:md|jsonl|yaml|json|docx|xlsx|zip|gift|xml)$|\/$/u.test(one),
      )) {
        if (writes && !existsSync(`${ROOT}${word}`)) written.add(word)
        expect(existsSync(`${ROOT}${word}`) || written.has(word), words.join(' ')).toBe(true)
      }
    }
  })

  test('lists every variable that the configuration reads, and no other', () => {
    const listed = textOf(readme)
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => Array.from((line.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/gu), ([, name]) => name))
    expect(listed.sort()).toEqual(variablesRead())
  })
})

test('.env.example lists every variable that the configuration reads, and no other', () => {
  const listed = Array.from(textOf('.env.example').matchAll(/^([A-Z_]+)=/gmu), ([, name]) => name)
  expect(listed.sort()).toEqual(variablesRead())
})
