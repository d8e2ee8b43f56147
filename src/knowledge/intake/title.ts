import { foldText } from '../../base/text.ts'
import { readMarker } from '../markers.ts'

const KINDS =
  '法|法典|条例|规定|办法|细则|方案|意见|通知|决定|公告|通告|指引|制度|准则|规则|纲要|规划|清单|章程|目录|标准|指南|手册|报告|函|批复|要点|计划|规范|预案|守则|协议|解释|批示|安排|台账'
const ENDS_LIKE_TITLE = new RegExp(`(?:${KINDS})(?:\\s*[（(【][^）)】]{1,30}[）)】])*$`, 'u')
const NOISE =
  /^(?:[〇零\d]{4,8}|(?:绝密|机密|秘密|内部).{0,8}|特\s*急|加\s*急|.{2,30}文\s*件|目\s*[录次]|签发人.*|(?:索引号|主题分类|发文机关|发布机关|发文字号|成文日期|发布日期|主题词|来源|文件编号|制度编号|编号|版本号?|打印|字号)\s*[:：].*|[-—–\s\d/]+)$/u
const DOCUMENT_NUMBER =
  /(?:[〔［[（(]\s*(?:19|20)\d{2}\s*[〕］\]）)]\s*第?\s*\d+\s*号|令\s*[（(]?第.{1,8}号[)）]?|^第.{1,8}号|令)$/u
const ADOPTION = /^[（(].*(?:通过|公布|发布|修订|修正|批准|印发).*[）)]?$/u
/** What a web page prints above its text: 首页 政务公开 办事服务. */
const MENU = /^\S{2,6}(?:[ \u3000]+\S{2,6}){2,}$/u
const REMARK = /^[（(【][^）)】]{1,30}[）)】]$/u
/** A company's name may be the first half of the name of its rule (某某集团⏎采购管理办法); an authority's is not. */
const AUTHORITY = /(?:人民政府|委员会|国资委|办公厅|厅|局)$/u
const HEAD = 15
const LONGEST = 90

/** Whether a line of a document's head is letterhead, number, secrecy or the note of its adoption. */
export function isNoise(line: string): boolean {
  return (
    NOISE.test(line) ||
    (MENU.test(line) && !ENDS_LIKE_TITLE.test(line)) ||
    DOCUMENT_NUMBER.test(line) ||
    (ADOPTION.test(line) && line.length > 12)
  )
}

/**
 * The title among a document's first lines: lines that together end like the name of a document; a remark in brackets under it
 * belongs to it. Of a notice that only publishes a rule standing below it, the title of that rule.
 */
export function titleOf(lines: readonly string[]): string | undefined {
  const top = headOf(lines)
  const found = named(top) ?? top[0]
  if (found === undefined || found.length > LONGEST) return undefined

  const title = tidy(found)
  const published = /(?:印发|发布|公布|转发|下发|颁布)\s*《([^》]{4,60})》.*(?:通知|公告|函|决定)$/u.exec(title)?.[1]
  return published !== undefined && standsAlone(published, lines) ? tidy(published) : title
}

/** The lines before the first clause and the first full sentence, without noise. */
function headOf(lines: readonly string[]): string[] {
  const top: string[] = []
  for (const line of lines.slice(0, HEAD)) {
    if (isNoise(line)) continue
    const over = readMarker(line) !== undefined || /[。；：:]$/u.test(line) || line.length > LONGEST
    if (over) break
    top.push(line)
  }
  return top
}

function named(top: readonly string[]): string | undefined {
  for (let start = 0; start < top.length; start++) {
    for (let end = start; end < Math.min(top.length, start + 4); end++) {
      const title = top.slice(start, end + 1).join('')
      // "临江市人民政府" over a title is a letterhead; only "…关于…" goes on from an organ's name.
      if (end === start + 1 && AUTHORITY.test(top[start] ?? '') && !/^关于/u.test(top[end] ?? '')) break
      if (title.length > LONGEST || /[。；：]/u.test(title)) break
      if (!ENDS_LIKE_TITLE.test(title)) continue
      const remark = top[end + 1]
      return remark !== undefined && REMARK.test(remark) ? title + remark : title
    }
  }
  return undefined
}

function standsAlone(title: string, lines: readonly string[]): boolean {
  const wanted = foldText(title)
  return lines.some((line, index) => {
    const folded = foldText(line)
    return wanted === folded || (wanted.startsWith(folded) && wanted === folded + foldText(lines[index + 1] ?? ''))
  })
}

function tidy(title: string): string {
  const inner = /^《([^》]+)》$/u.exec(title)?.[1] ?? title
  return inner
    .replace(/^#+\s*/u, '')
    .replace(/(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff（(])/gu, '')
    .trim()
}
