import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { AppError } from '../base/errors.ts'
import type { ClauseRecord, DocumentMeta } from '../knowledge/knowledge.ts'

/** Articles, lay questions, and which articles answer each. */
export interface RetrievalSet {
  clauses: ClauseRecord[]
  queries: { id: string; text: string }[]
  /** Ids of the clauses that answer, by the query's id. */
  gold: ReadonlyMap<string, ReadonlySet<string>>
}

const Article = z.object({ id: z.string(), title: z.string(), head: z.string().nullish(), text: z.string() })
const Query = z.object({ id: z.string(), text: z.string() })
const ARTICLE_TITLE = /^(.*?)(第[零〇一二三四五六七八九十百千]+条.*)$/u

/**
 * Reads `corpus.jsonl.gz`, `queries.jsonl` and `qrels.tsv` (query, article, relevance) of a folder; articles of one law become one
 * document.
 *
 * @throws AppError `input` naming the file that is missing or malformed
 */
export async function readRetrievalSet(folder: string): Promise<RetrievalSet> {
  const articles = await readLines(join(folder, 'corpus.jsonl.gz'), Article)
  const queries = await readLines(join(folder, 'queries.jsonl'), Query)
  const gold = new Map<string, Set<string>>()
  for (const line of (await readText(join(folder, 'qrels.tsv'))).split('\n')) {
    const [query = '', article = ''] = line.split('\t')
    if (article !== '') gold.set(query, (gold.get(query) ?? new Set()).add(article))
  }
  const documents = new Map<string, DocumentMeta>()
  const clauses = articles.map((article) => toClause(article, documents))
  return { clauses, queries: queries.filter(({ id }) => gold.has(id)), gold }
}

function toClause(
  { id, title, head, text }: z.output<typeof Article>,
  documents: Map<string, DocumentMeta>,
): ClauseRecord {
  const [, law = title, path = title] = ARTICLE_TITLE.exec(title) ?? []
  const document = documents.get(law) ?? { id: law, title: law }
  documents.set(law, document)
  const written = `${path}　${text}`
  const place = { path, label: path, heading: '', trail: head ? [head] : [], start: 0, end: written.length }
  return { id, ...place, kind: 'article', text: written, document }
}

async function readLines<T>(file: string, shape: z.ZodType<T>): Promise<T[]> {
  const lines = (await readText(file)).split('\n').filter((line) => line !== '')
  return lines.map((line, index) => {
    try {
      return shape.parse(JSON.parse(line))
    } catch (error) {
      throw new AppError('input', `${file} line ${index + 1} is malformed`, {
        cause: error,
        publicMessage: `${file} 第 ${index + 1} 行不是有效的检索评测数据。`,
      })
    }
  })
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new AppError('input', `cannot read ${file}`, {
      cause: error,
      publicMessage: `读不到 ${file}；检索评测的文件夹里应有 corpus.jsonl.gz、queries.jsonl 和 qrels.tsv。`,
    })
  }
}
