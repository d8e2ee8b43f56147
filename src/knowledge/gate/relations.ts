/** What starts a period, and to whom something is done: what a claim puts there must stand in its quotes as it is. */
const ANCHORED = [/自([^,。;]{2,14}?)(?:之日)?起/gu, /对([^,。;]{2,10}?)(?=予以|给予|进行|处以|实施|作出)/gu] as const

/** Words that widen or narrow an amount: 单项 is not 累计, 年度 not 月度; and what comes before or after what. */
const SCOPE =
  /(?:(?![日号月年])\p{Script=Han}[前后](?![续台期果者]))|(?:年|月|季|半年|周)度|(?:累计|合计|总(?=金?额|价|量|数)|平均|单[项笔次个]|人均|每[人次项笔])/gu

const EXCEPTION = /除([^,。;]{2,20}?)(?:之?外|的除外)|(?:但是?|其中)([^,。;]{2,20}?)(?:的)?(?:除外|例外|不适用)/gu
const EXCEPTED = /除|例外|不适用|不在此限/u

/** Verbs whose two sides are not to be exchanged. */
const BETWEEN = /兼任|指导|监督|考核|领导|委托|管理|审查|审计/gu

/** What a claim says of how things stand to one another and its quotes do not; undefined when all is as there. Folded texts. */
export function changedRelation(claim: string, quotes: string): string | undefined {
  const [said, quoted] = [claim, quotes].map((text) => text.replace(/之日起/gu, '后')) as [string, string]
  return (
    otherAnchor(claim, quotes) ?? otherScope(said, quoted) ?? lostException(said, quoted) ?? exchanged(said, quoted)
  )
}

function otherAnchor(said: string, quoted: string): string | undefined {
  return ANCHORED.flatMap((pattern) => Array.from(said.matchAll(pattern), ([, anchor = '']) => anchor)).find(
    (anchor) => !quoted.includes(anchor),
  )
}

function otherScope(said: string, quoted: string): string | undefined {
  return Array.from(said.matchAll(SCOPE), ([word]) => word).find((word) => !quoted.includes(word))
}

/** A claim that speaks of what is excepted without saying that it is. */
function lostException(said: string, quoted: string): string | undefined {
  if (EXCEPTED.test(said)) return undefined
  const excepted = Array.from(quoted.matchAll(EXCEPTION), ([, first, second]) => first ?? second ?? '')
  return excepted.find((what) => what.length >= 2 && said.includes(what.replace(/的$/u, '')))
}

/** Who stands before a verb in the quotes stands behind it in the claim, and the other way round. */
function exchanged(said: string, quoted: string): string | undefined {
  for (const { 0: verb, index } of said.matchAll(BETWEEN)) {
    const left = sideOf(said.slice(0, index), 'before')
    const right = sideOf(said.slice(index + verb.length), 'behind')
    // "由总法律顾问兼任首席合规官" turns the sides round by grammar.
    if (/[由被向对]/u.test(left)) continue
    const swapped = [...quoted.matchAll(new RegExp(verb, 'gu'))].some((match) => {
      const ownLeft = sideOf(quoted.slice(0, match.index), 'before')
      const ownRight = sideOf(quoted.slice(match.index + verb.length), 'behind')
      return shares(left, ownRight) && shares(right, ownLeft) && !shares(left, ownLeft) && !shares(right, ownRight)
    })
    if (swapped) return left + verb + right
  }
  return undefined
}

/** The part of a sentence on one side of a verb. */
function sideOf(text: string, side: 'before' | 'behind'): string {
  const parts = text.split(/[,。;:]/u)
  return (side === 'before' ? parts.at(-1) : parts[0]) ?? ''
}

/** Four characters in a row of one stand in the other. */
function shares(one: string, other: string): boolean {
  const length = 4
  return Array.from({ length: Math.max(0, one.length - length + 1) }, (_, at) => one.slice(at, at + length)).some(
    (run) => other.includes(run),
  )
}
