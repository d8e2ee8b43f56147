import { cut } from 'jieba-wasm'
import { AppError } from '../base/errors.ts'
import type { Engine } from './retrieval.ts'

/** Their searches take so long that only every so manieth query is asked. */
const EVERY = { miniSearch: 8, orama: 40 } as const

const words = (text: string) => cut(text, true).filter((word) => /[\p{L}\p{N}]/u.test(word))

/** MiniSearch with jieba as its tokenizer; title and heading path as fields of their own, any word may match. */
export const miniSearchWithJieba: Engine = {
  name: 'MiniSearch + jieba',
  every: EVERY.miniSearch,
  build: async ({ clauses }) => {
    const { default: MiniSearch } = await import('minisearch').catch(missing('minisearch'))
    const index = new MiniSearch({
      fields: ['title', 'head', 'text'],
      tokenize: words,
      searchOptions: { combineWith: 'OR' },
    })
    index.addAll(
      clauses.map(({ id, document, trail, text }) => ({ id, title: document.title, head: trail.join(' '), text })),
    )
    return (query, limit) =>
      index
        .search(query)
        .slice(0, limit)
        .map(({ id }) => String(id))
  },
}

/** Orama with jieba as its tokenizer; threshold 1 lets any word match, its own default finds next to nothing in Chinese. */
export const oramaWithJieba: Engine = {
  name: 'Orama + jieba',
  every: EVERY.orama,
  build: async ({ clauses }) => {
    const { create, insertMultiple, search } = await import('@orama/orama').catch(missing('@orama/orama'))
    const index = create({
      schema: { article: 'string', title: 'string', head: 'string', text: 'string' },
      components: {
        tokenizer: { language: 'english', normalizationCache: new Map(), tokenize: (text: string) => words(text) },
      },
    })
    const rows = clauses.map(({ id, document, trail, text }) => ({
      article: id,
      title: document.title,
      head: trail.join(' '),
      text,
    }))
    await insertMultiple(index, rows, 5_000)
    return async (query, limit) => {
      const properties = ['title', 'head', 'text'] as const
      const found = await search(index, { term: query, properties: [...properties], threshold: 1, limit })
      return found.hits.map(({ document }) => document.article)
    }
  },
}

function missing(name: string) {
  return (error: unknown): never => {
    throw new AppError('input', `${name} is not installed`, {
      cause: error,
      publicMessage: `没有安装用来比较的 ${name}（属于开发依赖，请用 npm ci 安装）。`,
    })
  }
}
