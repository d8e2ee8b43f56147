import { cut } from 'jieba-wasm'
import { type TermKey, wordKey } from './keys.ts'

/** The two ways a text is cut into words; where they differ both are right sometimes. */
export type Segmenter = 'dictionary' | 'statistical'

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })
const WORD = /[\p{L}\p{N}]/u

/** Calls back for each word of a folded text but stop words. */
export function eachWord(text: string, segmenter: Segmenter, visit: (key: TermKey) => void): void {
  if (segmenter === 'dictionary') {
    for (const { segment, index, isWordLike } of SEGMENTER.segment(text))
      if (isWordLike && !STOP.has(segment)) visit(wordKey(text, index, index + segment.length))
    return
  }
  let at = 0
  for (const word of cut(text, true)) {
    if (WORD.test(word) && !STOP.has(word)) visit(wordKey(text, at, at + word.length))
    at += word.length
  }
}

/** Words of grammar and of asking; they stand everywhere or only in questions. */
const STOP = new Set(
  (
    '的 了 和 与 及 或 或者 以及 是 在 有 为 对 被 把 将 由 于 以 其 之 这 那 该 此 等 中 上 下 不 也 都 就 还 又 而 但 并 并且 可 可以 能 能够 会 要 应 应当 ' +
    '我 你 他 她 它 我们 你们 他们 她们 自己 什么 怎么 怎样 怎么办 如何 哪 哪些 哪个 哪里 谁 多少 几 吗 呢 吧 啊 呀 么 请问 没有 没 一个 一 个 人 到 从 向 给 让 ' +
    '如果 因为 所以 是否 能否 需要 时 后 前 内 外 地 得 着 过 很 太 更 最'
  ).split(' '),
)
