import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'

const FrontMatter = z.object({ name: z.string(), variables: z.array(z.string()) })

/** A prompt as it stands in `prompts/`: Markdown whose front matter declares its variables. */
export interface Prompt {
  name: string
  /** Fills every declared variable once; text of a variable is never read as a template again. */
  fill(values: Readonly<Record<string, string>>): string
}

/**
 * Reads `<folder>/<name>.md`.
 *
 * @throws AppError `config` when the file is missing or its placeholders and declared variables differ
 */
export function loadPrompt(folder: string, name: string): Prompt {
  const file = join(folder, `${name}.md`)
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(read(file)) ?? []
  const front = FrontMatter.safeParse(head === undefined ? undefined : parse(head))
  if (!front.success || body === undefined)
    throw new AppError('config', `${file} has no front matter with name and variables`)

  const used = new Set([...body.matchAll(PLACEHOLDER)].map((match) => match[1]))
  const declared = new Set(front.data.variables)
  if (used.symmetricDifference(declared).size > 0)
    throw new AppError('config', `${file}: placeholders and declared variables differ`)
  return {
    name,
    fill: (values) => body.replace(PLACEHOLDER, (_, variable: string) => required(values, variable, file)).trim(),
  }
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g

function required(values: Readonly<Record<string, string>>, variable: string, file: string): string {
  const value = values[variable]
  if (value === undefined) throw new AppError('defect', `${file}: no value for ${variable}`)
  return value
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new AppError('config', `cannot read prompt ${file}`, { cause: error })
  }
}
