import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../base/errors.ts'
import type { ClauseNode } from '../knowledge/clause.ts'
import { readDocument } from '../knowledge/parsers/read-document.ts'
import { structure } from '../knowledge/structure.ts'

/** A document taken apart, without storing it. `warnings` are Chinese sentences. */
export interface DocumentText {
  clauses: ClauseNode[]
  warnings: string[]
}

/** Reads a file of any format the parsers know. @throws AppError `input` with the reason in Chinese */
export async function readDocumentText(path: string): Promise<DocumentText> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError('input', `cannot read ${path}`, {
      cause,
      publicMessage: `读不到文件 ${path}，请检查路径和权限。`,
    })
  })
  const { blocks, warnings } = await readDocument({ name: basename(path), bytes })
  return { clauses: structure(blocks).nodes, warnings }
}
