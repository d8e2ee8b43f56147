import { extname } from 'node:path'
import { AppError } from '../base/errors.ts'
import { type BankReading, readBankYaml, writeBankYaml } from './bank-yaml.ts'
import { readGift, writeGift } from './gift.ts'
import type { Item } from './item.ts'
import type { ItemDefaults } from './item-shape.ts'
import { readMoodleXml, writeMoodleXml } from './moodle-xml.ts'
import { type ChoosableClause, readSheet, writeSheet } from './sheet.ts'

interface Format {
  read(bytes: Uint8Array, file: string, defaults: ItemDefaults): BankReading | Promise<BankReading>
  write(items: readonly Item[], clauses: readonly ChoosableClause[]): string | Uint8Array | Promise<Uint8Array>
}

const yaml: Format = {
  read: (bytes, file, defaults) => readBankYaml(textOf(bytes), file, defaults),
  write: writeBankYaml,
}
const gift: Format = { read: (bytes, file, defaults) => readGift(textOf(bytes), file, defaults), write: writeGift }
const FORMATS: Readonly<Record<string, Format>> = {
  '.yaml': yaml,
  '.yml': yaml,
  '.xlsx': { read: readSheet, write: writeSheet },
  '.gift': gift,
  '.txt': gift,
  '.xml': { read: (bytes, file, defaults) => readMoodleXml(textOf(bytes), file, defaults), write: writeMoodleXml },
}

/**
 * Reads items in the format the file's name ends in: YAML, Excel, Moodle GIFT or Moodle XML.
 *
 * @throws AppError `input` for another ending or bytes that are no UTF-8
 */
export async function readItems(bytes: Uint8Array, file: string, defaults: ItemDefaults = {}): Promise<BankReading> {
  return formatOf(file).read(bytes, file, defaults)
}

/** Writes items in the format the file's name ends in. @throws AppError `input` for another ending */
export async function writeItems(
  items: readonly Item[],
  file: string,
  clauses: readonly ChoosableClause[] = [],
): Promise<string | Uint8Array> {
  return formatOf(file).write(items, clauses)
}

function formatOf(file: string): Format {
  const format = FORMATS[extname(file).toLowerCase()]
  if (format) return format
  throw new AppError('input', `no format for ${file}`, {
    publicMessage: `不认识文件 ${file} 的格式，文件名应以 .yaml、.xlsx、.gift 或 .xml（Moodle XML）结尾。`,
  })
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AppError('input', 'not UTF-8', {
      cause: error,
      publicMessage: '文件不是 UTF-8 编码，请另存为 UTF-8 后再导入。',
    })
  }
}
