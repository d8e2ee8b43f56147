import { parseNumeral } from '../../base/numerals.ts'
import { foldText } from '../../base/text.ts'
import type { DocumentLevel, DocumentMeta } from '../clause.ts'
import { titleOf } from './title.ts'

/** How far from its top a document may still name its number and organ. */
const HEAD_LINES = 20
const TAIL_LINES = 8
/** Whatever is longer states no fact about its document. */
const LONGEST_LINE = 500

/**
 * What a document's own words say about it: title, 文号, issuing organ, level, validity, what it replaces. Only what stands
 * there; a person confirms it. `fileName` serves as title where the text has none.
 */
export function readFacts(source: string, fileName: string): Partial<DocumentMeta> {
  const lines = source
    .split('\n')
    .map((line) => line.trim().slice(0, LONGEST_LINE))
    .filter((line) => line !== '')
  const title = titleOf(lines) ?? fileName.replace(/\.[^.]+$/u, '')
  const head = lines.slice(0, HEAD_LINES)
  const tail = lines.slice(-TAIL_LINES)
  const number = numberOf(head) ?? numberOf(tail)
  const issuer = issuerOf(title, { head, tail, number })
  const level = levelOf({ title, number, issuer, head })
  const text = telling(source)
  const inForceFrom = inForceFromOf(text, [...head, ...tail])
  return known({
    title,
    number,
    issuer,
    level,
    inForceFrom,
    inForceTo: inForceToOf(text, inForceFrom),
    supersedes: supersededBy(text, title),
    audience: level === 'enterprise' && issuer !== undefined ? { enterprises: [issuer] } : undefined,
  })
}

/** The sentences that may speak of validity, a line each. */
function telling(source: string): string {
  const sentences = source.split(/[。；\n]/u)
  return sentences
    .filter((sentence) => sentence.length <= LONGEST_LINE && /施行|实施|执行|生效|试行|有效|废止/u.test(sentence))
    .join('\n')
}

function known(facts: { [K in keyof DocumentMeta]?: DocumentMeta[K] | undefined }): Partial<DocumentMeta> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

const YEAR_NUMBER =
  /(?:^|[\s　])([\u4e00-\u9fff]{1,14}?\s*[〔［[（(【]\s*(?:19|20)\d{2}\s*[〕］\]）)】]\s*第?\s*\d{1,4}\s*号)$/u
const DECREE = /^[（(]?([\u4e00-\u9fff]{2,24}令)\s*[（(]?\s*(第\s*[\d一二三四五六七八九十百〇零]+\s*号)/u
const CODE = /(?:制度|文件|标准)?编\s*号\s*[:：]\s*([A-Za-z][A-Za-z0-9/.\-—]{3,40})/u
const STANDARD = /^((?:GB|DB\d*|QB|Q)\/?[A-Z]{0,6}\s*\d{2,6}(?:\.\d+)?\s*[—–-]\s*(?:19|20)\d{2})$/u

function numberOf(lines: readonly string[]): string | undefined {
  for (const [index, line] of lines.entries()) {
    if (line.length > 60) continue
    const decree = DECREE.exec(`${line}${/令$/u.test(line) ? (lines[index + 1] ?? '') : ''}`)
    if (decree) return `${decree[1]}${decree[2]}`.replace(/\s/gu, '')
    const found = YEAR_NUMBER.exec(line)?.[1] ?? CODE.exec(line)?.[1] ?? STANDARD.exec(line)?.[1]
    if (found) return found.replace(/\s/gu, '').replace(/[［[（(【](\d{4})[］\]）)】]/u, '〔$1〕')
  }
  return undefined
}

const ORGAN =
  /[\u4e00-\u9fff]{2,30}?(?:委员会办公室|委员会|国资委|政府办公厅|政府办公室|人民政府|常务委员会|代表大会|有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|办公厅|办公室|部|厅|局|署|院|总行)$/u

interface Surroundings {
  head: readonly string[]
  tail: readonly string[]
  number: string | undefined
}

function issuerOf(title: string, { head, tail, number }: Surroundings): string | undefined {
  const adopted = head.join(' ').match(/(全国人民代表大会(?:常务委员会)?)第.{1,20}次?会议(?:修订)?通过/u)?.[1]
  if (adopted) return adopted
  const decree = number?.match(/^(.{2,24})令第/u)?.[1]
  if (decree && decree !== '中华人民共和国主席') return decree.replace(/^中华人民共和国(?=国务院)/u, '')
  const signed = signatureOf(tail)
  if (signed) return signed
  const stated = head.join('\n').match(/(?:发布|发文|印发|编制|制定)(?:机关|单位|部门)\s*[:：]\s*(\S{2,30})/u)?.[1]
  if (stated) return stated
  const letterhead = head.find((line) => /^[\u4e00-\u9fff\s]{4,40}文\s*件$/u.test(line))
  if (letterhead) return letterhead.replace(/\s/gu, '').replace(/文件$/u, '')
  const about = /^(.{2,30}?)关于/u.exec(title)?.[1]
  if (about && ORGAN.test(about)) return about
  return /^(.{2,30}?(?:国资委|公司|集团(?!.{0,8}公司)|人民政府|委员会))(?=.{2,})/u.exec(title)?.[1]
}

/** The organ over the date that closes a document. */
function signatureOf(tail: readonly string[]): string | undefined {
  const date = tail.findLastIndex((line) => line.length <= 16 && dateIn(line) !== undefined)
  const above = date > 0 ? (tail[date - 1] ?? '').replace(/\s/gu, '') : ''
  return ORGAN.test(above) && above.length <= 30 && !/[。；，：]/u.test(above) ? above : undefined
}

interface Standing {
  title: string
  number: string | undefined
  issuer: string | undefined
  head: readonly string[]
}

const COMPANY = /(?:公司|集团|企业集团|银行股份)/u
const CENTRAL =
  /^(?:国务院.+|财政部|司法部|审计署|国家.+|中国(?:人民银行|证监会|银保监会).*|.+(?:部|总局|总署|监督管理委员会))$/u
const LOCAL = /(?:省|自治区|市|盟|旗|县|区)(?:人民政府|政府|国资委|国有资产|人大|.*(?:局|厅|办公室|委员会))|^市/u

function levelOf({ title, number = '', issuer = '', head }: Standing): DocumentLevel | undefined {
  const opening = head.slice(0, 6).join('')
  if (
    /(?<!办)法$|法典$|(?<!办)法[（(]/u.test(title) &&
    /主席令|全国人民代表大会|^中华人民共和国/u.test(number + opening + title)
  )
    return 'law'
  if (/国务院令/u.test(number + opening) || (/条例/u.test(title) && /^中华人民共和国|国务院/u.test(title + issuer)))
    return 'regulation'
  if (COMPANY.test(issuer) || (issuer === '' && COMPANY.test(title))) return 'enterprise'
  if (LOCAL.test(issuer) || LOCAL.test(title)) return 'local'
  if (CENTRAL.test(issuer)) return 'rule'
  return undefined
}

const NUMERAL = '[\\d〇○零一二三四五六七八九十]'
const DAY = new RegExp(`(${NUMERAL}{4})\\s*年\\s*(${NUMERAL}{1,3})\\s*月\\s*(${NUMERAL}{1,3})\\s*日`, 'u')
const ITSELF = '(?:本|该)(?:法|条例|规定|办法|细则|方案|制度|意见|准则|通知|指引|规则|标准|决定|章程|指南)'
const FROM_DAY = new RegExp(`自\\s*(${DAY.source})\\s*起(?:正式|开始)?(?:施行|实施|执行|生效|试行)`, 'gu')
const FROM_PUBLICATION = new RegExp(
  `(?:${ITSELF})?自(?:公布|发布|印发|下发|颁布|颁发|签发)之日起(?:正式|开始)?(?:施行|实施|执行|生效|试行)`,
  'u',
)

/** The first day of a phrase as a civil date. */
function dateIn(text: string): string | undefined {
  const match = DAY.exec(text)
  const [year, month, day] = [match?.[1], match?.[2], match?.[3]].map((part) => parseNumeral(part ?? ''))
  if (year === undefined || month === undefined || day === undefined) return undefined

  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : undefined
}

/** The closing words decide: earlier ones may tell of other documents. */
function inForceFromOf(text: string, edges: readonly string[]): string | undefined {
  const named = [...text.matchAll(FROM_DAY)].at(-1)
  if (named?.[1]) return dateIn(named[1])
  return FROM_PUBLICATION.test(text) ? publishedOn(edges) : undefined
}

function publishedOn(edges: readonly string[]): string | undefined {
  const stated = edges
    .map((line) => /.{0,24}(?:公布|发布|印发)/u.exec(line)?.[0] ?? '')
    .findLast((line) => DAY.test(line))
  const alone = edges.findLast((line) => line.length <= 20 && DAY.test(line))
  return dateIn(stated ?? alone ?? '')
}

function inForceToOf(text: string, from: string | undefined): string | undefined {
  const until = new RegExp(`(?:有效期(?:限)?(?:截止)?(?:至|到)|施行至|执行至|有效至)\\s*(${DAY.source})`, 'u').exec(
    text,
  )?.[1]
  if (until) return dateIn(until)

  const years = parseNumeral(
    /(?:有效期|试行期)(?:限)?(?:为)?\s*([\d一二三四五六七八九十]{1,2})\s*年/u.exec(text)?.[1] ?? '',
  )
  return years === undefined || from === undefined ? undefined : dayBefore(yearsLater(from, years))
}

function yearsLater(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`
}

/** The civil day before a civil date `YYYY-MM-DD`. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

const ABOLISHED = /[^。；\n]*(?:同时废止|予以废止|即行废止|自行废止|废止|停止执行)[^。；\n]*/gu

function supersededBy(text: string, title: string): string[] | undefined {
  const own = foldText(title)
  const named = Array.from(text.matchAll(ABOLISHED), ([sentence]) => [
    ...Array.from(sentence.matchAll(/《([^《》]{3,60})》/gu), (match) => match[1] ?? ''),
  ])
    .flat()
    .filter((name) => foldText(name) !== own)
  return named.length > 0 ? [...new Set(named)] : undefined
}
