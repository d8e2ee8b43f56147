import type { DefaultTreeAdapterMap } from 'parse5'
import type { SourceBlock } from '../clause.ts'
import { readMarker } from '../markers.ts'

type Element = DefaultTreeAdapterMap['element']

const TAGS = new Set(['footer', 'aside'])
const ROLES = /^(?:navigation|contentinfo|complementary|search|banner)$/u
/** Names that page builders give to what stands around a text, as words of `class` and `id` ("main-nav", "bdsharebuttonbox"). */
const NAMES =
  /(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|crumbs?|breadcrumbs?|foot(?:er)?|copyright|share|bdsharebuttonbox|side(?:bar)?|pagination|qrcode|related)(?=$|[\s_-])/iu
/** Furniture is short; whatever is longer may be the text itself under an odd name. */
const LONGEST = 600

/** Whether an element only stands around the text of a page: menus, the footer, buttons for sharing. Never one that holds a clause. */
export function isPageFurniture(element: Element, text: () => string): boolean {
  const of = (name: string) => element.attrs.find((attribute) => attribute.name === name)?.value ?? ''
  const named = TAGS.has(element.tagName) || ROLES.test(of('role')) || NAMES.test(of('class')) || NAMES.test(of('id'))
  if (!named) return false
  const own = text()
  return own.length <= LONGEST && !own.split('\n').some((line) => readMarker(line.trim()) !== undefined)
}

const CLOSING =
  /^(?:版权所有|主办(?:单位)?[:：]|承办(?:单位)?[:：]|网站标识码|.{0,12}ICP备|.{0,6}公网安备|分享(?:到|至)|扫一扫|相关(?:链接|文章|解读|附件下载)|上一[篇条][:：]|下一[篇条][:：]|责任编辑[:：]|\[?【?(?:打印|关闭|返回顶部|我要纠错)|打印本页|关闭窗口|技术支持[:：]|联系我们|网站地图)/u

/** Without the lines that a website puts under its texts, where no element set them apart. */
export function withoutClosing(blocks: readonly SourceBlock[]): SourceBlock[] {
  const last = blocks.findLastIndex(({ kind, text }) => kind !== 'paragraph' || !CLOSING.test(text))
  return blocks.slice(0, last + 1)
}

const TRAIL = /^(?:(?:您|你)?(?:现在|当前)?(?:的|所在)?位置\s*[:：]|首页\s*[>›»])/u

/** Without the trail that leads from a website's first page to this one. */
export function withoutOpening(blocks: readonly SourceBlock[]): SourceBlock[] {
  const first = blocks.findIndex(({ kind, text }) => kind !== 'paragraph' || !TRAIL.test(text))
  return first === -1 ? [...blocks] : blocks.slice(first)
}
